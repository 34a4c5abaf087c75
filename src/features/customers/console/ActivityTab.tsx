import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago, moment } from '../../../kit/ui/console/moments.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { saidOf, whoOf } from '../../activity/console/said.ts';
import type { Activity } from '../../activity/schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

export const LatestActivity = watching(function LatestActivity({ desk, t, customer }: OneCustomer) {
  const rows = useLoad(
    `activity of ${customer.id}`,
    async () =>
      (await desk.api.get<{ items: Activity[] }>(`/api/v1/activity?customerId=${customer.id}&limit=5`)).items,
  );
  return (
    <Load of={rows} what={t('customers.tab.activity')} rows={3}>
      {(items) =>
        items.length === 0 ? (
          <p class="small muted">{t('customers.no-activity')}</p>
        ) : (
          <ul class="log">
            {items.map((row) => (
              <li key={row.id}>
                <span>{saidOf(t, row.action)}</span>
                <span class="muted num">
                  {ago(t, row.createdAt)}, <bdi>{whoOf(t, row)}</bdi>
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Load>
  );
});

export const ActivityTab = watching(function ActivityTab({ t, customer }: OneCustomer) {
  return (
    <List<Activity>
      name="activity-of-customer"
      path="/api/v1/activity"
      fixed={{ customerId: customer.id }}
      inside
      title={t('customers.tab.activity')}
      nameOf={({ action }) => saidOf(t, action)}
      columns={[
        { key: 'what', label: t('customers.activity.what'), cell: ({ action }) => saidOf(t, action) },
        { key: 'who', label: t('customers.activity.who'), cell: (row) => <bdi>{whoOf(t, row)}</bdi> },
        {
          key: 'fields',
          label: t('customers.activity.fields'),
          class: 'muted',
          cell: ({ fields }) => fields.join(', '),
        },
        {
          key: 'when',
          label: t('customers.activity.when'),
          end: true,
          class: 'muted nowrap',
          cell: ({ createdAt }) => moment(t, createdAt),
        },
      ]}
      empty={<p class="muted">{t('customers.no-activity')}</p>}
    />
  );
});
