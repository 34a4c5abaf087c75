import { useState } from 'preact/hooks';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { circleDashed } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { VatIdCheck } from '../../pricing/schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

const looks: Readonly<Record<VatIdCheck['state'], readonly [Tone, string]>> = {
  valid: ['good', circleCheck],
  unchecked: ['warn', circleDashed],
  invalid: ['bad', circleAlert],
};
const services = { vies: 'VIES', hmrc: 'HMRC' } as const;

/** What the official service says of the customer's VAT id, with its proof. */
export const VatIdOf = watching(function VatIdOf({ desk, t, customer }: OneCustomer) {
  const { country, vatId } = customer.billing;
  const at = `/api/v1/customers/${customer.id}/vat-id`;
  const known = useLoad(`vat id ${customer.id} ${country} ${vatId}`, () => desk.api.get<VatIdCheck>(at));
  const [asking, ask] = useState(false);
  const [failure, fail] = useState<unknown>();
  async function check(): Promise<void> {
    ask(true);
    fail(undefined);
    try {
      known.set(await desk.api.post<VatIdCheck>(`${at}/checks`));
    } catch (error) {
      fail(error);
    }
    ask(false);
  }
  const may = desk.may('customers:write') && known.value?.problem !== 'format';
  return (
    <Section
      title={t('customers.vat-id')}
      end={
        may ? (
          <button type="button" class="link" disabled={asking} onClick={() => void check()}>
            {t(asking ? 'customers.vat-id.asking' : 'customers.vat-id.ask')}
          </button>
        ) : undefined
      }
    >
      <Load of={known} what={t('customers.vat-id')} rows={2}>
        {(found) => (
          <>
            <p aria-live="polite">
              <bdi class="mono">{found.vatId}</bdi>{' '}
              <Badge tone={looks[found.state][0]} icon={looks[found.state][1]}>
                {t(`customers.vat-id.${found.state}`)}
              </Badge>
            </p>
            {found.problem ? <p class="small muted">{t(`customers.vat-id.${found.problem}`)}</p> : null}
            {found.failure ? (
              <p class="small muted">{t('customers.vat-id.away', { word: found.failure })}</p>
            ) : null}
            <Pairs
              pairs={[
                { label: t('customers.vat-id.name'), value: found.name ?? '' },
                { label: t('customers.vat-id.address'), value: found.address ?? '' },
                {
                  label: t('customers.vat-id.checked'),
                  value:
                    found.checkedAt && found.service
                      ? `${services[found.service]}, ${ago(t, found.checkedAt)}`
                      : '',
                },
                { label: t('customers.vat-id.proof'), value: found.proof ?? '', mono: true },
              ]}
            />
          </>
        )}
      </Load>
      {failure ? <Failed t={t} title={t('customers.vat-id.failed')} error={failure} /> : null}
    </Section>
  );
});
