import { addDays } from '../../../../kit/common/day.ts';
import { type DemoContract, monthEnd, monthStart, months, nextCharge, years } from '../customer.ts';
import { account, type Company } from './account.ts';
import { sites } from './cookiewise-sites.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const plans = { Starter: 2490, Agentur: 7450, 'Agentur Plus': 21900 } as const;

interface Booking {
  readonly id: string;
  readonly today: string;
  readonly since: number;
  readonly plan: keyof typeof plans;
  /** Packs of ten domains beyond the plan's own. */
  readonly packs: number;
  readonly vat?: number;
}

function agency({ id, today, since, plan, packs, vat = 19 }: Booking): DemoContract {
  const startsOn = monthStart(today, since);
  return {
    externalId: `CW-${id}`,
    number: `CW-${id}`,
    title: `Cookiewise ${plan}`,
    startsOn,
    terms: { minimumTerm: years(1), renewal: years(1), notice: months(1) },
    billingPeriod: years(1),
    tax: { included: false, percent: vat },
    nextChargeOn: nextCharge(startsOn, years(1), today),
    items: [
      {
        kind: 'plan',
        title: `Paket ${plan}, jährlich`,
        quantity: 12,
        unit: 'Monate',
        unitPrice: eur(plans[plan]),
      },
      ...(packs > 0
        ? [
            {
              kind: 'component' as const,
              title: 'Weitere Domains, 10er-Pack',
              quantity: packs,
              unitPrice: eur(10800),
            },
          ]
        : []),
      {
        ...{
          kind: 'usage',
          title: 'Aufrufe über 1 Mio.',
          quantity: 0,
          unit: '1.000 Aufrufe',
          unitPrice: eur(40),
        },
        metered: {
          mode: 'graduated',
          tiers: [
            { upTo: 1000, unitPrice: '0.4' },
            { upTo: null, unitPrice: '0.325' },
          ],
        },
      },
    ],
  };
}

const report = (id: string, today: string): DemoContract => ({
  externalId: `CR-${id}`,
  number: `CR-${id}`,
  title: 'Monatlicher Prüfbericht',
  startsOn: monthStart(today, 3),
  terms: { minimumTerm: null, renewal: null, notice: { count: 14, unit: 'day' } },
  billingPeriod: months(1),
  tax: { included: false, percent: 19 },
  nextChargeOn: monthStart(today, -1),
  items: [{ kind: 'plan', title: 'Prüfbericht', quantity: 6, unit: 'Kunden', unitPrice: eur(1200) }],
});

/** The agency's own customers: one it runs, one it looks after, one that lets nobody in. */
const agencyCustomers = (agencyId: string) =>
  (
    [
      ['1', 'Reederei Möwe GmbH', 'Hamburg', 'change', sites('moewe', 4, 96_000)],
      ['2', 'Weinhof Aurach', 'Bamberg', 'view', sites('aurach', 2, 21_000)],
      ['3', 'Kanzlei Nordlicht', 'Kiel', 'none', sites('nordlicht', 1, 8_000)],
    ] as const
  ).map(([number, name, city, access, own]) =>
    account({
      id: `${agencyId}-${number}`,
      name,
      language: 'de',
      billing: { city, country: 'DE' },
      contacts: [],
      contracts: [],
      limits: { calls: 200_000, domains: 5, noLabel: 0 },
      sites: own,
      below: { id: agencyId, access },
    }),
  );

export const cookiewiseCustomers: Company = (today) => [
  account({
    id: 'AG-3310',
    name: 'Studio Hafenlicht GmbH',
    language: 'de',
    billing: {
      email: 'buchhaltung@hafenlicht.example',
      street: 'Donaustraße',
      houseNumber: '8',
      postcode: '4020',
      city: 'Linz',
      country: 'AT',
      vatId: 'ATU67358102',
    },
    contacts: [
      { name: 'Verena Hafner', email: 'verena@hafenlicht.example', role: 'owner' },
      { name: 'Buchhaltung', email: 'buchhaltung@hafenlicht.example', role: 'billing' },
    ],
    contracts: [
      agency({ id: '3310', today, since: 21, plan: 'Agentur', packs: 2, vat: 0 }),
      report('3310', today),
    ],
    limits: { calls: 1_000_000, domains: 30, noLabel: 0 },
    sites: sites('hl', 28, 310_000),
  }),
  account({
    id: 'AG-3342',
    name: 'Elbtreppe Digital KG',
    language: 'de',
    billing: {
      email: 'rechnung@elbtreppe.example',
      street: 'Klopstockstraße',
      houseNumber: '31',
      postcode: '22765',
      city: 'Hamburg',
      country: 'DE',
    },
    contacts: [
      { name: 'Mirko Albers', email: 'mirko@elbtreppe.example', role: 'owner' },
      {
        ...{ name: 'Lena Voss', email: 'lena@elbtreppe.example', role: 'custom' },
        rights: { contracts: 'view', accounts: 'edit' },
      },
    ],
    contracts: [agency({ id: '3342', today, since: 26, plan: 'Agentur Plus', packs: 0 })],
    limits: { calls: -1, domains: -1, noLabel: 0 },
    sites: sites('elb', 46, 720_000),
  }),
  ...agencyCustomers('AG-3342'),
  account({
    id: 'AG-3397',
    name: 'North Pier Studio Ltd',
    language: 'en',
    billing: {
      email: 'billing@northpier.example',
      street: 'Bedminster Parade',
      houseNumber: '40',
      postcode: 'BS3 4HL',
      city: 'Bristol',
      country: 'GB',
    },
    contacts: [{ name: 'Imogen Frost', email: 'imogen@northpier.example', role: 'owner' }],
    contracts: [
      {
        ...agency({ id: '3397', today, since: 18, plan: 'Starter', packs: 1, vat: 0 }),
        cancelledAt: `${addDays(today, -12)}T08:30:00.000Z`,
        endsOn: monthEnd(today, 5),
      },
    ],
    limits: { calls: 100_000, domains: 15, noLabel: 0 },
    sites: sites('np', 9, 52_000),
  }),
];
