import { useState } from 'preact/hooks';
import { decimalOf, priceOfOne } from '../../../kit/common/money.ts';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { customerColumn, type Named } from '../../../kit/ui/console/customer-column.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { calendarX2, link as linkIcon } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { TermLine } from '../../../kit/ui/TermLine.tsx';
import { GoesOn } from '../../billing/console/GoesOn.tsx';
import type goesOn from '../../billing/console/messages/en.json';
import { EndContract } from '../../cancellations/console/EndContract.tsx';
import type { EndMessage } from '../../cancellations/console/words.tsx';
import type { Customer } from '../../customers/schema.ts';
import { FieldValues } from '../../fields/console/values/FieldValues.tsx';
import type fields from '../../fields/console/values/messages/en.json';
import { type LinkMessage, OpenPortal } from '../../links/console/OpenPortal.tsx';
import type { Portal } from '../../portals/schema.ts';
import { meteredOf } from '../metered.ts';
import { priceOf, termOf, totalOf } from '../rules.ts';
import { type ContractItem, ContractStatus, type VendorContract } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<
  keyof typeof en | keyof typeof fields | EndMessage | keyof typeof goesOn | LinkMessage
>;

const looks: Readonly<Record<VendorContract['status'], readonly [Tone, string]>> = {
  scheduled: ['info', clock],
  active: ['good', circleCheck],
  cancelled: ['warn', calendarX2],
  expired: ['past', circleOff],
};

const Status = ({ t, status }: { readonly t: Props['t']; readonly status: VendorContract['status'] }) => (
  <Badge tone={looks[status][0]} icon={looks[status][1]}>
    {t(`contracts.status.${status}`)}
  </Badge>
);

const perPeriod = (t: Props['t'], { items, billingPeriod: { count, unit } }: VendorContract): string =>
  t('contracts.per', { price: t.money(priceOf(items)), count, unit });

/** `/contracts` and `/contracts/ctr_…`; they are made by the API or an import. */
export const ContractsView = watching(function ContractsView({ path, ...props }: Props) {
  const [id] = path;
  return id ? (
    <ContractPage {...props} path={path} key={id} id={id} />
  ) : (
    <ContractList {...props} path={path} />
  );
});

const ContractList = watching(function ContractList({ desk, t, query }: Props) {
  const portals = useLoad('contracts portals', async () =>
    desk.may('portals:read')
      ? (await desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=100')).items
      : [],
  );
  // A customer's page leads here for all of its contracts.
  const whose = query['customerId'];
  const customer = useLoad(`contracts of ${whose}`, async () =>
    whose ? desk.api.get<Customer>(`/api/v1/customers/${whose}`) : undefined,
  );
  return (
    <>
      <PageHead title={t('contracts.title')} />
      <List<Named<VendorContract>>
        name="contracts"
        title={t('contracts.title')}
        path="/api/v1/contracts"
        nameOf={({ title }) => title}
        to={({ id }) => `/contracts/${id}`}
        search={t('contracts.search')}
        csv="contracts"
        filters={[
          {
            name: 'status',
            label: t('contracts.status'),
            options: ContractStatus.options.map((value) => ({
              value,
              label: t(`contracts.status.${value}`),
            })),
          },
          ...(portals.value && portals.value.length > 1
            ? [
                {
                  name: 'portalId',
                  label: t('contracts.portal'),
                  options: portals.value.map(({ id, brandName }) => ({ value: id, label: brandName })),
                },
              ]
            : []),
          ...(whose
            ? [
                {
                  name: 'customerId',
                  label: t('contracts.customer'),
                  options: [{ value: whose, label: customer.value?.name ?? whose }],
                },
              ]
            : []),
        ]}
        columns={[
          { key: 'title', label: t('contracts.plan'), cell: ({ title }) => title, csv: ({ title }) => title },
          customerColumn(t('contracts.customer')),
          {
            key: 'number',
            label: t('contracts.number'),
            class: 'num muted',
            cell: ({ number }) => number,
            csv: ({ number }) => number ?? '',
          },
          {
            key: 'from',
            label: t('contracts.from'),
            class: 'nowrap',
            cell: ({ startsOn }) => t.day(startsOn),
            csv: ({ startsOn }) => startsOn,
          },
          {
            key: 'until',
            label: t('contracts.until'),
            class: 'nowrap',
            cell: ({ endsOn }) => (endsOn ? t.day(endsOn) : t('contracts.open')),
            csv: ({ endsOn }) => endsOn ?? '',
          },
          {
            key: 'price',
            label: t('contracts.price'),
            end: true,
            class: 'money',
            cell: (contract) => perPeriod(t, contract),
            csv: ({ items }) => decimalOf(priceOf(items)),
          },
          {
            key: 'status',
            label: t('contracts.status'),
            cell: ({ status }) => <Status t={t} status={status} />,
            csv: ({ status }) => status,
          },
          {
            key: 'externalId',
            label: t('contracts.external-id'),
            extra: true,
            class: 'mono',
            cell: ({ externalId }) => externalId,
            csv: ({ externalId }) => externalId ?? '',
          },
        ]}
        empty={
          <>
            <p class="strong">{t('contracts.empty')}</p>
            <p class="muted">{t('contracts.empty.text')}</p>
          </>
        }
      />
    </>
  );
});

const ContractPage = watching(function ContractPage({ desk, t, id }: Props & { readonly id: string }) {
  const known = useLoad(`contract ${id}`, async () => {
    const contract = await desk.api.get<VendorContract>(`/api/v1/contracts/${id}`);
    const customer = await desk.api
      .get<Customer>(`/api/v1/customers/${contract.customerId}`)
      .catch(() => undefined);
    const portal =
      customer && desk.may('portal-tokens:write') && desk.may('portals:read')
        ? await desk.api.get<Portal>(`/api/v1/portals/${customer.portalId}`).catch(() => undefined)
        : undefined;
    return { contract, customer, portal };
  });
  const [opening, open] = useState(false);
  const { contract, customer, portal } = known.value ?? {};
  const reload = async () => {
    const contract = await desk.api.get<VendorContract>(`/api/v1/contracts/${id}`);
    if (known.value) known.set({ ...known.value, contract });
  };
  return (
    <>
      <PageHead
        title={contract?.title ?? t('contracts.one')}
        crumbs={[
          { label: t('contracts.title'), to: '/contracts' },
          ...(customer ? [{ label: customer.name, to: `/customers/${customer.id}` }] : []),
        ]}
        sub={contract ? <Status t={t} status={contract.status} /> : undefined}
        actions={
          portal ? (
            <Action icon={linkIcon} onClick={() => open(true)}>
              {t('contracts.self-service')}
            </Action>
          ) : undefined
        }
      />
      {opening && contract && customer && portal ? (
        <OpenPortal {...{ desk, t, customer, portal, contract }} onClose={() => open(false)} />
      ) : null}
      <Load of={known} what={t('contracts.one')} missing={t('contracts.missing')}>
        {({ contract: found, customer: whose }) => (
          <div class="page-body">
            <div class="cols">
              <div>
                <Terms t={t} contract={found} />
                <GoesOn {...{ desk, t }} contract={found} onChanged={reload} />
              </div>
              <aside aria-label={t('contracts.details')}>
                <Section title={t('contracts.customer')}>
                  {whose ? <To to={`/customers/${whose.id}`}>{whose.name}</To> : null}
                </Section>
                <EndContract {...{ desk, t }} contract={found} onChanged={reload} />
                <FieldValues desk={desk} t={t} of={`/api/v1/contracts/${found.id}`} />
                <Section title={t('contracts.details')}>
                  <Pairs
                    pairs={[
                      { label: t('contracts.number'), value: found.number },
                      ...(found.purchaseOrder
                        ? [{ label: t('contracts.purchase-order'), value: found.purchaseOrder }]
                        : []),
                      ...(found.deliverTo
                        ? [
                            {
                              label: t('contracts.deliver-to'),
                              value: [
                                found.deliverTo.name,
                                `${found.deliverTo.street} ${found.deliverTo.houseNumber}`.trim(),
                                `${found.deliverTo.postcode} ${found.deliverTo.city}`.trim(),
                                found.deliverTo.country,
                              ].join(', '),
                            },
                          ]
                        : []),
                      { label: t('contracts.external-id'), value: found.externalId, mono: true },
                      { label: t('contracts.id'), value: found.id, mono: true },
                      { label: t('contracts.changed'), value: ago(t, found.updatedAt) },
                    ]}
                  />
                </Section>
              </aside>
            </div>
          </div>
        )}
      </Load>
    </>
  );
});

/** What one costs, by tier. */
const Tiers = ({ t, item }: { readonly t: Props['t']; readonly item: ContractItem }) => (
  <>
    {meteredOf(item).tiers.map(({ upTo, unitPrice }) => (
      <div key={upTo}>
        {t.money(priceOfOne(unitPrice, item.unitPrice.currency))}
        {upTo === null ? null : <span class="small muted"> (≤ {t.number(upTo)})</span>}
      </div>
    ))}
  </>
);

/** What was agreed: the term with its deadline, and the booked lines. */
const Terms = watching(function Terms({
  t,
  contract,
}: {
  readonly t: Props['t'];
  readonly contract: VendorContract;
}) {
  const { today } = t.manner;
  const term = termOf(contract, today);
  const until = term.endsOn ? t.day(term.endsOn, 'near') : t('contracts.open');
  const deadline = term.noticeUntil
    ? t('contracts.notice-until', { day: t.day(term.noticeUntil, 'near') })
    : undefined;
  return (
    <>
      <Figures
        figures={[
          {
            label: t('contracts.price'),
            value: t.money(priceOf(contract.items)),
            sub: t(contract.tax.included ? 'contracts.tax-in' : 'contracts.tax-out', {
              percent: contract.tax.percent,
            }),
          },
          {
            label: t('contracts.next-charge'),
            value: contract.nextChargeOn ? t.day(contract.nextChargeOn, 'near') : '–',
          },
          { label: t('contracts.runs-until'), value: until, sub: deadline },
        ]}
      />
      <Section title={t('contracts.term')}>
        <TermLine
          name={[t('contracts.runs-until'), until, deadline].filter(Boolean).join(' ')}
          from={term.startsOn}
          until={term.endsOn}
          today={today}
          deadline={term.noticeUntil}
          labels={{
            from: t.day(term.startsOn),
            today: t('contracts.today'),
            until: term.endsOn ? t.day(term.endsOn) : undefined,
            deadline,
          }}
        />
      </Section>
      <Section title={t('contracts.items')}>
        <Table
          name={t('contracts.items')}
          items={contract.items}
          idOf={({ kind, title }) => `${kind} ${title}`}
          columns={[
            { key: 'title', label: t('contracts.item'), fill: true, cell: ({ title }) => title },
            {
              key: 'quantity',
              label: t('contracts.quantity'),
              end: true,
              cell: ({ kind, quantity, unit }) =>
                kind === 'usage' ? unit : [t.number(quantity), unit].filter(Boolean).join(' '),
            },
            {
              key: 'unit',
              label: t('contracts.unit-price'),
              end: true,
              class: 'money',
              cell: (item) => (item.kind === 'usage' ? <Tiers t={t} item={item} /> : t.money(item.unitPrice)),
            },
            {
              key: 'total',
              label: t('contracts.total'),
              end: true,
              class: 'money',
              cell: (item) => {
                const total = totalOf(item);
                return total ? t.money(total) : t('contracts.by-usage');
              },
            },
          ]}
        />
      </Section>
    </>
  );
});
