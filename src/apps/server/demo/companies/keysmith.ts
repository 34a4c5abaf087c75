import { type DemoContract, monthEnd, monthStart, months, nextCharge, years } from '../customer.ts';
import { account, type Company } from './account.ts';

type Seats = { id: string; today: string; since: number; seats: number; currency: 'GBP' | 'USD' };
const price = { GBP: 24900, USD: 31900 } as const;

/** Yearly subscription per seat; renews by a year, thirty days' notice. Prices are net, VAT added where it is due. */
function pro({ id, today, since, seats, currency }: Seats): DemoContract {
  const startsOn = monthStart(today, since);
  return {
    externalId: `KS-${id}`,
    number: `KS-${id}`,
    title: `Keysmith Pro, ${seats} ${seats === 1 ? 'seat' : 'seats'}`,
    startsOn,
    terms: { minimumTerm: years(1), renewal: years(1), notice: { count: 30, unit: 'day' } },
    billingPeriod: years(1),
    tax: { included: false, percent: currency === 'GBP' ? 20 : 0 },
    nextChargeOn: nextCharge(startsOn, years(1), today),
    items: [
      {
        kind: 'plan',
        title: 'Keysmith Pro',
        quantity: seats,
        unit: seats === 1 ? 'seat' : 'seats',
        unitPrice: { amount: price[currency], currency },
      },
      {
        kind: 'component',
        title: 'Draftwright Render add-on',
        quantity: 1,
        unitPrice: { amount: 9900, currency },
      },
    ],
  };
}

const fieldbook = (id: string, today: string, currency: 'GBP' | 'USD'): DemoContract => ({
  externalId: `FB-${id}`,
  number: `FB-${id}`,
  title: 'Fieldbook',
  startsOn: monthStart(today, 4),
  terms: { minimumTerm: null, renewal: null, notice: months(1) },
  billingPeriod: months(1),
  tax: { included: false, percent: currency === 'GBP' ? 20 : 0 },
  nextChargeOn: monthStart(today, -1),
  items: [
    { kind: 'plan', title: 'Fieldbook', quantity: 3, unit: 'users', unitPrice: { amount: 900, currency } },
  ],
});

export const keysmithCustomers: Company = (today) => [
  account({
    id: 'KC-20814',
    name: 'Okafor & Lindqvist Architects',
    language: 'en',
    billing: {
      firstName: 'Priya',
      lastName: 'Okafor',
      email: 'accounts@okafor-lindqvist.example',
      street: 'Narrow Quay',
      houseNumber: '27',
      postcode: 'BS1 4QA',
      city: 'Bristol',
      country: 'GB',
      vatId: 'GB239483923',
    },
    contacts: [
      { name: 'Priya Okafor', username: 'priya', email: 'priya@okafor-lindqvist.example', role: 'owner' },
      { name: 'Tom Lindqvist', username: 'tom', email: 'tom@okafor-lindqvist.example', role: 'technical' },
    ],
    contracts: [
      pro({ id: '20814', today, since: 20, seats: 5, currency: 'GBP' }),
      fieldbook('20814', today, 'GBP'),
      {
        ...pro({ id: '20814', today, since: 44, seats: 3, currency: 'GBP' }),
        externalId: 'KS7-20814',
        number: 'KS7-20814',
        title: 'Draftwright Studio 7, 3 seats',
        endsOn: monthEnd(monthStart(today, 21)),
        cancelledAt: `${monthStart(today, 23)}T11:00:00.000Z`,
        nextChargeOn: null,
      },
    ],
  }),
  account({
    id: 'KC-20977',
    name: 'Halloran Joinery Ltd',
    language: 'en',
    billing: {
      email: 'office@halloran.example',
      street: 'Cathedral Road',
      houseNumber: '118',
      postcode: 'CF11 9LJ',
      city: 'Cardiff',
      country: 'GB',
    },
    contacts: [
      {
        ...{ name: 'Megan Halloran', username: 'megan', email: 'megan@halloran.example', role: 'owner' },
        mobile: '+44 7700 900142',
      },
    ],
    contracts: [pro({ id: '20977', today, since: 9, seats: 1, currency: 'GBP' })],
  }),
  account({
    id: 'KC-21305',
    name: 'Cascade Timber Frames LLC',
    language: 'en',
    billing: {
      email: 'ap@cascadetimber.example',
      street: 'NW Front Avenue',
      houseNumber: '2840',
      postcode: 'OR 97210',
      city: 'Portland',
      country: 'US',
    },
    contacts: [
      {
        ...{ name: 'Dale Whitcomb', username: 'dale', email: 'dale@cascadetimber.example', role: 'owner' },
        timeZone: 'America/Los_Angeles',
      },
    ],
    contracts: [
      pro({ id: '21305', today, since: 13, seats: 12, currency: 'USD' }),
      fieldbook('21305', today, 'USD'),
    ],
  }),
  account({
    id: 'KC-21466',
    name: 'Studio Marchetti',
    language: 'fr',
    billing: {
      email: 'atelier@marchetti.example',
      street: 'rue de la République',
      houseNumber: '8 bis',
      postcode: '69001',
      city: 'Lyon',
      country: 'FR',
    },
    contacts: [
      { name: 'Élodie Marchetti', username: 'elodie', email: 'elodie@marchetti.example', role: 'owner' },
    ],
    contracts: [fieldbook('21466', today, 'GBP')],
  }),
];
