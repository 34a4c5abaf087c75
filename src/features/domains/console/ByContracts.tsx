import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CustomerCalls } from '../call-schema.ts';
import type { Part } from './words.ts';

interface Props extends Part {
  readonly known: { readonly calls: CustomerCalls };
  readonly reload: () => void;
}

/** Where contracts give something: what, and what somebody set by hand beside it. */
export const ByContracts = watching(function ByContracts({ desk, t, known: { calls }, reload }: Props) {
  const { byContracts: given, byHand, customerId } = calls;
  const [works, setWorks] = useState(false);
  if (!given) return null;
  const labels = {
    ...{ calls: t('domains.hits'), domains: t('domains.title'), noLabel: t('domains.label') },
    ...{ atZero: t('domains.atZero'), atMaximum: t('domains.atMaximum') },
  };
  const follow = async () => {
    setWorks(true);
    try {
      await desk.api.patch(`/api/v1/customers/${customerId}/calls`, { asContracts: byHand });
      desk.say(t('domains.given.done'));
      reload();
    } catch {
      desk.say(t('domains.failed'));
    } finally {
      setWorks(false);
    }
  };
  return (
    <Section
      title={t('domains.given')}
      end={
        byHand.length > 0 && desk.may('domains:write') ? (
          <Action small pending={works ? t('domains.working') : undefined} onClick={() => void follow()}>
            {t('domains.given.follow')}
          </Action>
        ) : undefined
      }
    >
      <Pairs
        pairs={[
          ...(['calls', 'domains', 'noLabel'] as const).map((name) => ({
            label: labels[name],
            value: given[name] === -1 ? t('domains.no-limit') : t.number(given[name]),
          })),
          ...(['atZero', 'atMaximum'] as const).map((name) => ({
            label: labels[name],
            value: t(`domains.${name}.${given[name]}`),
          })),
        ]}
      />
      {byHand.length > 0 ? (
        <p class="small muted">
          {t('domains.given.text', { what: byHand.map((name) => labels[name]).join(', ') })}
        </p>
      ) : null}
    </Section>
  );
});
