import { useEffect, useRef, useState } from 'preact/hooks';
import { Badge } from '../../../../kit/ui/Badge.tsx';
import { Button } from '../../../../kit/ui/Button.tsx';
import { triangleAlert } from '../../../../kit/ui/console/icons.ts';
import { hourglass } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { Row } from '../../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../../kit/ui/signals.ts';
import type { DomainsPanelProps, Model } from '../DomainsPanel.tsx';
import { CareModel } from './care-model.ts';
import { type CareProps, Code, HostForm, Months, monthName, Refused } from './parts.tsx';
import type { CareWords } from './words.ts';
import './style.ts';

export { Detail } from './Detail.tsx';

export interface ToolsProps extends Pick<DomainsPanelProps, 'api' | 'may'> {
  readonly t: CareWords;
  readonly model: Model;
}

type Box = 'add' | 'label' | 'calls' | 'waiting';

/** What is done with all domains together: one box is open at a time. */
export const Tools = watching(function Tools({ t, api, may, model }: ToolsProps) {
  const care = useModel(() => new CareModel(api, () => model.load()));
  const [box, setBox] = useState<Box | undefined>(undefined);
  const [added, setAdded] = useState('');
  const opener = useRef<HTMLButtonElement>(null);
  const quotas = model.quotas.value;
  if (!quotas) return null;
  const { domains, noLabel, waiting } = quotas;
  // Who is limited to some domains looks after those alone.
  const isWhole = domains.allowed !== null;
  const offered: readonly (readonly [Box, string])[] = [
    ...(may.edit && isWhole ? [['add', t('domains.add')] as const] : []),
    ...(may.label && isWhole && (noLabel.allowed !== 0 || noLabel.used > 0)
      ? [['label', t('domains.label')] as const]
      : []),
    ['calls', t('domains.months')],
  ];
  const toggle = (name: Box) => setBox(box === name ? undefined : name);
  return (
    <div class="care">
      {may.review && waiting > 0 ? (
        <Notice
          tone="info"
          icon={hourglass}
          title={t('domains.waiting', { count: waiting })}
          action={<Button onClick={() => toggle('waiting')}>{t('domains.waiting.look')}</Button>}
        >
          {t('domains.waiting.text')}
        </Notice>
      ) : null}
      <div class="actions">
        {offered.map(([name, label]) => (
          <button
            key={name}
            ref={name === 'add' ? opener : null}
            type="button"
            class="btn outlined"
            aria-expanded={box === name}
            onClick={() => toggle(name)}
          >
            {label}
          </button>
        ))}
      </div>
      {box === 'add' ? (
        <section class="care-box" aria-label={t('domains.add')}>
          <HostForm
            t={t}
            care={care}
            act="add"
            label={t('domains.host')}
            go={t('domains.add.go')}
            start=""
            limit={domains.allowed ?? 0}
            onGo={(host) =>
              void care.add(host).then((done) => {
                if (!done) return;
                // The form goes, and whoever typed in it stands where it came from.
                opener.current?.focus();
                setBox(undefined);
                setAdded(host);
              })
            }
          />
        </section>
      ) : null}
      {/* Who does not see the list is told what came to it. */}
      <p class="vh" role="status">
        {added ? `${added}: ${t('domains.added', { day: t.day(t.manner.today) })}` : ''}
      </p>
      {box === 'label' ? <Labels t={t} care={care} model={model} onDone={() => setBox(undefined)} /> : null}
      {box === 'calls' ? <Calls t={t} care={care} /> : null}
      {box === 'waiting' ? <Waiting t={t} care={care} limit={domains.allowed ?? 0} /> : null}
    </div>
  );
});

interface LabelsProps extends CareProps {
  readonly model: Model;
  readonly onDone: () => void;
}

/** Which domains stand without label: as many as there are in the pool. */
const Labels = watching(function Labels({ t, care, model, onDone }: LabelsProps) {
  const items = model.items.value;
  const { used, allowed } = model.quotas.value?.noLabel ?? { used: 0, allowed: 0 };
  // Only what was changed: the list below may show others meanwhile, and what nobody touched stays as it is.
  const [changes, setChanges] = useState<ReadonlyMap<string, boolean>>(new Map());
  const chosen = (wanted: boolean) => [...changes].flatMap(([id, noLabel]) => (noLabel === wanted ? id : []));
  const [taken, back] = [chosen(true), chosen(false)];
  const left =
    allowed === null || allowed === -1 ? undefined : Math.max(0, allowed - used - taken.length + back.length);
  const isEmpty = left === 0;
  const save = async () => {
    if (await care.label(taken, back)) onDone();
  };
  return (
    <section class="care-box" aria-label={t('domains.label')}>
      <p class="strong" role="status">
        {left === undefined
          ? t('domains.label.any')
          : t('domains.label.left', { left, allowed: allowed ?? 0 })}
      </p>
      <p class="small muted">{t('domains.label.text')}</p>
      <fieldset>
        <legend class="vh">{t('domains.label')}</legend>
        {items.map(({ id, name, noLabel }) => {
          const isBare = changes.get(id) ?? noLabel;
          return (
            <label key={id}>
              <input
                type="checkbox"
                checked={isBare}
                disabled={isEmpty && !isBare}
                onChange={({ currentTarget: { checked } }) => {
                  const next = new Map(changes);
                  if (checked === noLabel) next.delete(id);
                  else next.set(id, checked);
                  setChanges(next);
                }}
              />
              <bdi>{name}</bdi>
            </label>
          );
        })}
      </fieldset>
      {isEmpty ? <p class="small muted">{t('domains.label.none')}</p> : null}
      <Refused t={t} care={care} act="label" />
      <div class="actions">
        <Button
          kind="primary"
          pending={care.busy.value === 'label' ? t('domains.working') : undefined}
          onClick={() => void save()}
        >
          {t('domains.label.save')}
        </Button>
      </div>
    </section>
  );
});

/** Twelve months together and of each domain, and the code for all of them. */
const Calls = watching(function Calls({ t, care }: CareProps) {
  useEffect(() => void care.loadCalls(), [care]);
  const calls = care.calls.value;
  if (!calls) return <Refused t={t} care={care} act="calls" />;
  return (
    <div class="care-box">
      <h2>{t('domains.months')}</h2>
      <Months t={t} months={calls.months} allowed={calls.allowed} expected={calls.outlook.expected} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section class="care-scroll" tabIndex={0} aria-label={t('domains.months')}>
        <table class="num">
          <thead>
            <tr>
              <th scope="col">{t('domains.host')}</th>
              {calls.months.map(({ month }) => (
                <th key={month} scope="col">
                  {monthName(t, month)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {calls.domains.map(({ domainId, host, calls: each }) => (
              <tr key={domainId}>
                <th scope="row">
                  <bdi>{host ?? t('domains.months.none')}</bdi>
                </th>
                {each.map((one, at) => (
                  <td key={calls.months[at]?.month}>{t.number(one)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {calls.automatic ? <Code t={t} label={t('domains.code.all')} text={calls.snippet} /> : null}
    </div>
  );
});

/** Hosts that nobody entered, with what is known of them: a yes or a no to each. */
const Waiting = watching(function Waiting({ t, care, limit }: CareProps & { readonly limit: number }) {
  useEffect(() => void care.loadWaiting(), [care]);
  const items = care.waiting.value;
  if (!items) return <Refused t={t} care={care} act="waiting" />;
  return (
    <section class="care-box" aria-label={t('domains.waiting.look')}>
      <ul class="rows">
        {items.map(({ id, host, framed, referrer, hits, firstSeenAt }) => (
          <Row
            key={id}
            title={
              <>
                <bdi>{host}</bdi>
                {framed ? (
                  <Badge tone="warn" icon={triangleAlert}>
                    {t('domains.waiting.framed')}
                  </Badge>
                ) : null}
              </>
            }
            meta={[
              t('domains.waiting.since', { day: t.day(firstSeenAt), count: hits }),
              referrer ? t('domains.waiting.from', { referrer }) : undefined,
            ]}
            end={
              <div class="care">
                <Refused t={t} care={care} act={`decide ${id}`} limit={limit} />
                <div class="actions">
                  <Button onClick={() => void care.decide(id, 'approve')}>{t('domains.waiting.yes')}</Button>
                  <Button onClick={() => void care.decide(id, 'reject')}>{t('domains.waiting.no')}</Button>
                </div>
              </div>
            }
          />
        ))}
      </ul>
    </section>
  );
});
