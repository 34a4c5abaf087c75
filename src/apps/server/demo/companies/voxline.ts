import { type DemoContract, monthStart, months } from '../customer.ts';
import { account, type Company } from './account.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });

interface Line {
  readonly id: string;
  readonly today: string;
  readonly since: number;
  readonly seats: number;
}

const businessLine = ({ id, today, since, seats }: Line): DemoContract => ({
  externalId: `VX-${id}`,
  number: `VX-${id}`,
  title: 'Business Line Unlimited',
  startsOn: monthStart(today, since),
  terms: { minimumTerm: months(24), renewal: months(12), notice: { count: 30, unit: 'day' } },
  billingPeriod: months(1),
  tax: { included: false, percent: 8.88 },
  nextChargeOn: monthStart(today, -1),
  items: [
    { kind: 'plan', title: 'Business Line Unlimited', quantity: seats, unit: 'lines', unitPrice: usd(2400) },
    {
      kind: 'component',
      title: 'Local number',
      quantity: Math.ceil(seats / 3),
      unit: 'numbers',
      unitPrice: usd(250),
    },
    { kind: 'component', title: 'Call recording, 90 days', quantity: 1, unitPrice: usd(1900) },
    { kind: 'usage', title: 'Calls to Canada and Mexico', quantity: 0, unit: 'minute', unitPrice: usd(3) },
  ],
});

const tollFree = ({ id, today, since }: Omit<Line, 'seats'>): DemoContract => ({
  externalId: `TF-${id}`,
  number: `TF-${id}`,
  title: 'Toll-free number',
  startsOn: monthStart(today, since),
  terms: { minimumTerm: null, renewal: null, notice: { count: 30, unit: 'day' } },
  billingPeriod: months(1),
  tax: { included: false, percent: 8.88 },
  nextChargeOn: monthStart(today, -1),
  items: [
    { kind: 'plan', title: 'Toll-free number', quantity: 1, unitPrice: usd(1500) },
    {
      kind: 'usage',
      title: 'Incoming calls',
      quantity: 0,
      unit: 'minute',
      unitPrice: usd(2),
      metered: { mode: 'graduated', tiers: [{ upTo: null, unitPrice: '0.0185' }] },
    },
  ],
});

export const voxlineCustomers: Company = (today) => [
  account({
    id: 'V-70112',
    name: 'Delgado Freight Brokers Inc.',
    language: 'en',
    billing: {
      firstName: 'Marisol',
      lastName: 'Delgado',
      email: 'ap@delgadofreight.example',
      street: 'Doremus Avenue',
      houseNumber: '415',
      postcode: 'NJ 07105',
      city: 'Newark',
      country: 'US',
    },
    contacts: [
      { name: 'Marisol Delgado', email: 'marisol@delgadofreight.example', role: 'owner' },
      { name: 'Andre Whitfield', email: 'andre@delgadofreight.example', role: 'billing' },
    ],
    contracts: [
      businessLine({ id: '70112', today, since: 17, seats: 14 }),
      tollFree({ id: '70112', today, since: 6 }),
    ],
  }),
  account({
    id: 'V-70185',
    name: 'Hudson Street Dental',
    language: 'en',
    billing: {
      email: 'frontdesk@hudsondental.example',
      street: 'Hudson Street',
      houseNumber: '372',
      postcode: 'NY 10014',
      city: 'New York',
      country: 'US',
    },
    contacts: [{ name: 'Ruth Abelson', email: 'ruth@hudsondental.example', role: 'owner' }],
    contracts: [businessLine({ id: '70185', today, since: 31, seats: 4 })],
  }),
  account({
    id: 'V-70231',
    name: 'Érablière Gagnon',
    language: 'fr',
    billing: {
      email: 'bureau@gagnon.example',
      street: 'rang Saint-Joseph',
      houseNumber: '1204',
      postcode: 'G0S 2C0',
      city: 'Sainte-Marie',
      country: 'CA',
    },
    contacts: [{ name: 'Luc Gagnon', email: 'luc@gagnon.example', role: 'owner' }],
    contracts: [businessLine({ id: '70231', today, since: 14, seats: 2 })],
  }),
];
