import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { Care } from './care-model.ts';
import type { CareMessage, CareWords } from './words.ts';

export interface CareProps {
  readonly t: CareWords;
  readonly care: Care;
}

type Refusal = Extract<CareMessage, `domains.refused.${string}`>;
const why: Readonly<Record<string, Refusal>> = {
  'domain.limit-reached': 'domains.refused.limit',
  'domain.host-taken': 'domains.refused.taken',
  'domain.no-label-used': 'domains.refused.label',
  'domain-sighting.decided': 'domains.refused.decided',
  'request.invalid': 'domains.refused.host',
  'request.too-many': 'domains.refused.often',
};

/** Why the last press of this name did nothing. */
export const Refused = watching(function Refused({
  t,
  care,
  act,
  limit = 0,
}: CareProps & { readonly act: string; readonly limit?: number }) {
  const refused = care.refused.value;
  if (refused?.act !== act) return null;
  const title = t(why[refused.code] ?? 'domains.refused.other', { limit });
  return <Notice tone="bad" icon={circleAlert} title={title} urgent />;
});

interface CodeProps {
  readonly t: CareWords;
  readonly label: string;
  readonly text: string;
}

/** Something to be put elsewhere, with a button that copies it. */
export function Code({ t, label, text }: CodeProps) {
  const [said, say] = useState('');
  const copy = () =>
    navigator.clipboard
      ? navigator.clipboard.writeText(text).then(
          () => say(t('domains.copied')),
          () => say(t('domains.copy-by-hand')),
        )
      : Promise.resolve(say(t('domains.copy-by-hand')));
  return (
    <div>
      <p class="small muted">{label}</p>
      <div class="care-code">
        <pre dir="ltr">{text}</pre>
        <Button onClick={() => void copy()}>{t('state.copy')}</Button>
      </div>
      <p class="small muted" role="status">
        {said}
      </p>
    </div>
  );
}

interface MonthsProps {
  readonly t: CareWords;
  readonly months: readonly { readonly month: string; readonly calls: number }[];
  /** Calls of one month: a line across; `null` and -1 are none. */
  readonly allowed?: number | null;
  /** What the running month comes to as it goes: drawn above what it is. */
  readonly expected?: number;
}

/**
 * Twelve bars, the limit, and what the last one will come to; the figures stand beside them for whoever does not see
 * them, and in the table of all domains.
 */
export function Months({ t, months, allowed = null, expected = 0 }: MonthsProps) {
  const limit = allowed !== null && allowed > 0 ? allowed : undefined;
  const counted = months.map(({ calls }) => calls);
  const most = Math.max(1, expected, ...counted, limit ?? 0);
  const shareOf = (calls: number) => `${((calls / most) * 100).toFixed(1)}%`;
  const rises = expected > (counted.at(-1) ?? 0);
  return (
    <>
      <ol class="care-months">
        {months.map(({ month, calls }, index) => (
          <li
            key={month}
            title={`${monthName(t, month)}: ${t.number(calls)}`}
            style={{
              '--share': shareOf(calls),
              ...(rises &&
                index === months.length - 1 && { '--goes-to': `${(expected / Math.max(1, calls)) * 100}%` }),
            }}
          >
            <span class="vh">{`${monthName(t, month)}: ${t('domains.used', { count: calls })}`}</span>
          </li>
        ))}
        {limit ? <li class="care-limit" aria-hidden="true" style={{ '--share': shareOf(limit) }} /> : null}
      </ol>
      {limit || rises ? (
        <p class="small muted">
          {[
            limit ? t('domains.months.limit', { allowed: limit }) : undefined,
            rises ? t('domains.months.expected', { expected }) : undefined,
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
      ) : null}
    </>
  );
}

export const monthName = (t: CareWords, month: string): string =>
  new Intl.DateTimeFormat(t.manner.locale, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(
    new Date(`${month}-15T12:00:00Z`),
  );

interface HostFormProps extends CareProps {
  readonly act: string;
  readonly label: string;
  readonly go: string;
  readonly start: string;
  readonly limit?: number;
  readonly onGo: (host: string) => void;
  readonly children?: ComponentChildren;
}

/** A host is typed or an address pasted. */
export const HostForm = watching(function HostForm(props: HostFormProps) {
  const { t, care, act, label, go, start, limit = 0, onGo, children } = props;
  const [host, setHost] = useState(start);
  return (
    <form
      class="care"
      onSubmit={(event) => {
        event.preventDefault();
        if (host.trim()) onGo(host.trim());
      }}
    >
      <div class="field">
        <label for={`domain-${act}`}>{label}</label>
        <span class="small muted" id={`domain-${act}-hint`}>
          {t('domains.host.hint')}
        </span>
        <input
          class="input"
          id={`domain-${act}`}
          dir="ltr"
          inputMode="url"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={500}
          aria-describedby={`domain-${act}-hint`}
          value={host}
          onInput={(event) => setHost(event.currentTarget.value)}
        />
      </div>
      <Refused t={t} care={care} act={act} limit={limit} />
      <div class="actions">
        <Button
          type="submit"
          kind="primary"
          pending={care.busy.value === act ? t('domains.working') : undefined}
        >
          {go}
        </Button>
        {children}
      </div>
    </form>
  );
});
