import { Badge } from '../../../kit/ui/Badge.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { circleOff, hourglass } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { type DeletionRequest, DeletionState } from '../../team/schema.ts';
import { customerTabs } from './customer-tabs.ts';
import type { Part } from './words.ts';

const looks = {
  open: ['warn', hourglass],
  declined: ['past', circleOff],
  withdrawn: ['past', circleOff],
} as const;

/** Everybody who asked to be erased: one queue, each decided on the customer's page. */
export const DeletionList = watching(function DeletionList({ t }: Part) {
  return (
    <>
      <PageHead title={t('customers.title')} tabs={customerTabs(t)} tab="deletions" />
      <List<DeletionRequest>
        name="deletion requests"
        title={t('customers.deletions')}
        path="/api/v1/deletion-requests"
        nameOf={({ customerName }) => customerName}
        to={({ customerId }) => `/customers/${customerId}`}
        csv="deletion-requests"
        filters={[
          {
            name: 'state',
            label: t('customers.status'),
            options: DeletionState.options.map((value) => ({
              value,
              label: t(`customers.deletions.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'name',
            label: t('customers.name'),
            cell: ({ customerName }) => customerName,
            csv: ({ customerName }) => customerName,
          },
          {
            key: 'state',
            label: t('customers.status'),
            cell: ({ state }) => {
              const [tone, icon] = looks[state];
              return (
                <Badge tone={tone} icon={icon}>
                  {t(`customers.deletions.${state}`)}
                </Badge>
              );
            },
            csv: ({ state }) => state,
          },
          {
            key: 'reason',
            label: t('customers.deletions.reason'),
            cell: ({ reason }) => reason,
            csv: ({ reason }) => reason ?? '',
          },
          {
            key: 'asked',
            label: t('customers.deletions.asked'),
            end: true,
            cell: ({ createdAt }) => t.day(createdAt),
            csv: ({ createdAt }) => createdAt,
          },
        ]}
        empty={<p class="muted">{t('customers.deletions.none')}</p>}
      />
    </>
  );
});
