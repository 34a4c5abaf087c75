import { useState } from 'preact/hooks';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { calendarX2, link as linkIcon } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { priceOf } from '../../contracts/rules.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { OpenPortal } from '../../links/console/OpenPortal.tsx';
import type { OneCustomer } from './CustomerPage.tsx';

const looks: Readonly<Record<VendorContract['status'], readonly [Tone, string]>> = {
  scheduled: ['info', clock],
  active: ['good', circleCheck],
  cancelled: ['warn', calendarX2],
  expired: ['past', circleOff],
};

/** The customer's contracts; each with "self-service access": a link that opens that contract's portal. */
export const ContractsOf = watching(function ContractsOf(one: OneCustomer) {
  const { desk, t, customer, portal } = one;
  const [opening, setOpening] = useState<VendorContract | undefined>(undefined);
  const contracts = useLoad(`contracts of ${customer.id}`, async () => {
    const found = await desk.api.get<{ items: VendorContract[]; nextCursor: string | null }>(
      `/api/v1/contracts?customerId=${customer.id}&limit=100`,
    );
    return found;
  });
  return (
    <Section title={t('customers.contracts')}>
      <Load of={contracts} what={t('customers.contracts')} rows={2}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <p class="muted">{t('customers.no-contracts')}</p>
          ) : (
            <>
              <Table
                name={t('customers.contracts')}
                idOf={({ id }) => id}
                items={items}
                columns={[
                  {
                    key: 'title',
                    label: t('customers.contract.plan'),
                    fill: true,
                    cell: ({ id, title, number }) => (
                      <>
                        <a class="quiet strong" {...desk.places.link(`/contracts/${id}`)}>
                          {title}
                        </a>{' '}
                        <span class="muted num">{number}</span>
                      </>
                    ),
                  },
                  {
                    key: 'from',
                    label: t('customers.contract.from'),
                    cell: ({ startsOn }) => t.day(startsOn),
                  },
                  {
                    key: 'until',
                    class: 'nowrap',
                    label: t('customers.contract.until'),
                    cell: ({ endsOn }) => (endsOn ? t.day(endsOn, 'near') : t('customers.contract.open')),
                  },
                  {
                    key: 'price',
                    label: t('customers.contract.price'),
                    end: true,
                    class: 'money',
                    cell: ({ items: lines, billingPeriod }) =>
                      t('customers.contract.per', {
                        price: t.money(priceOf(lines)),
                        count: billingPeriod.count,
                        unit: billingPeriod.unit,
                      }),
                  },
                  {
                    key: 'status',
                    label: t('customers.status'),
                    end: true,
                    cell: ({ status }) => {
                      const [tone, icon] = looks[status];
                      return (
                        <Badge tone={tone} icon={icon}>
                          {t(`customers.contract.${status}`)}
                        </Badge>
                      );
                    },
                  },
                  ...(portal && desk.may('portal-tokens:write')
                    ? [
                        {
                          key: 'access',
                          label: t('customers.self-service'),
                          end: true,
                          quiet: true,
                          cell: (contract: VendorContract) => (
                            <Action small icon={linkIcon} iconOnly onClick={() => setOpening(contract)}>
                              {t('customers.self-service-of', { title: contract.title })}
                            </Action>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
              {nextCursor ? (
                <p class="small">
                  <To to={`/contracts?customerId=${customer.id}`}>{t('customers.contracts.all')}</To>
                </p>
              ) : null}
            </>
          )
        }
      </Load>
      {opening && portal ? (
        <OpenPortal {...one} portal={portal} contract={opening} onClose={() => setOpening(undefined)} />
      ) : null}
    </Section>
  );
});
