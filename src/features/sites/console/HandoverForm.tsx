import { useState } from 'preact/hooks';
import { To } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { ChooseCustomer } from '../../customers/console/ChooseCustomer.tsx';
import type { SitePeriod } from '../records-schema.ts';
import type { Location } from '../schema.ts';
import type { Part } from './words.ts';

/** A location becomes another customer's: whose, from which day, and what of its history they read. */
export const HandoverForm = watching(function HandoverForm(props: Part & { readonly id: string }) {
  const { desk, t, id } = props;
  const known = useLoad(`handover ${id}`, async () => {
    const [location, periods] = await Promise.all([
      desk.api.get<Location>(`/api/v1/locations/${id}`),
      desk.api.get<{ items: SitePeriod[] }>(`/api/v1/locations/${id}/handover`),
    ]);
    return { location, periods: periods.items };
  });
  return (
    <>
      <PageHead
        title={t('sites.handover')}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(known.value ? [{ label: known.value.location.name, to: `/sites/${id}` }] : []),
        ]}
      />
      <Load of={known} what={t('sites.handover')} missing={t('sites.missing')} rows={5}>
        {({ location, periods }) => (
          <div class="page narrow">
            <p class="measure">{t('sites.handover.text')}</p>
            <Filled {...props} location={location} />
            {periods.length > 0 ? (
              <Section title={t('sites.handover.before')}>
                <ul class="plain-list">
                  {periods.map((one) => (
                    <li key={`${one.customerId} ${one.until}`}>
                      <To to={`/customers/${one.customerId}`}>{one.customerName ?? one.customerId}</To>{' '}
                      {one.until
                        ? t('sites.handover.until', { day: t.day(one.until) })
                        : t('sites.handover.now')}
                    </li>
                  ))}
                </ul>
              </Section>
            ) : null}
          </div>
        )}
      </Load>
    </>
  );
});

const Filled = watching(function Filled(props: Part & { readonly location: Location }) {
  const { t, location } = props;
  const [customerId, choose] = useState('');
  return (
    <>
      <ChooseCustomer
        id="handover"
        label={t('sites.handover.find')}
        except={location.customerId}
        chosen={customerId}
        onChoose={choose}
      />
      {/* Without somebody to hand it to there is nothing to press. */}
      {customerId ? <Handover {...props} customerId={customerId} /> : null}
    </>
  );
});

interface HandoverProps extends Part {
  readonly location: Location;
  readonly customerId: string;
}
const Handover = watching(function Handover({ desk, t, location, customerId }: HandoverProps) {
  return (
    <Form
      danger
      name={`handover ${location.id}`}
      start={{ on: t.manner.today, history: 'from-day' }}
      submit={t('sites.handover.go')}
      pending={t('sites.saving')}
      failed={t('sites.save-failed')}
      cancel={`/sites/${location.id}`}
      onSave={async ({ on, history }) => {
        await desk.api.post(`/api/v1/locations/${location.id}/handover`, { customerId, on, history });
        desk.say(t('sites.handover.done', { name: location.name }));
        desk.places.go(`/sites/${location.id}`, { replace: true });
      }}
      groups={() => [
        {
          fields: [
            {
              ...{ name: 'on', label: t('sites.handover.on'), kind: 'date', width: 'w-short' },
              need: t('sites.installations.on.wrong'),
            },
            {
              ...{ name: 'history', label: t('sites.handover.history'), kind: 'select', always: true },
              options: [
                { value: 'from-day', label: t('sites.handover.from-day') },
                { value: 'all', label: t('sites.handover.all') },
              ],
            },
          ],
        },
      ]}
    />
  );
});
