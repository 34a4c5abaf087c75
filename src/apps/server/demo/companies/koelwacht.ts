import { addDays } from '../../../../kit/common/day.ts';
import { type DemoContract, monthEnd, monthStart, months, nextCharge, years } from '../customer.ts';
import { account, type Company } from './account.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

interface Service {
  readonly id: string;
  readonly today: string;
  readonly since: number;
  readonly installations: number;
}

const service = ({ id, today, since, installations }: Service): DemoContract => {
  const startsOn = monthStart(today, since);
  return {
    externalId: `SC-${id}`,
    number: `SC-${id}`,
    title: 'Servicecontract Koeling Compleet',
    startsOn,
    terms: { minimumTerm: years(3), renewal: years(1), notice: months(3) },
    billingPeriod: months(3),
    tax: { included: false, percent: 21 },
    nextChargeOn: nextCharge(startsOn, months(3), today),
    items: [
      {
        kind: 'plan',
        title: 'Koeling Compleet',
        quantity: installations,
        unit: 'installaties',
        unitPrice: eur(12450),
      },
      { kind: 'component', title: 'Storingsdienst dag en nacht', quantity: 1, unitPrice: eur(18900) },
      {
        kind: 'component',
        title: 'Lekdichtheidscontrole F-gassen',
        quantity: installations,
        unitPrice: eur(4750),
      },
      { kind: 'usage', title: 'Monteur buiten contract', quantity: 0, unit: 'uur', unitPrice: eur(9200) },
    ],
  };
};

const monitoring = (id: string, today: string): DemoContract => ({
  externalId: `TM-${id}`,
  number: `TM-${id}`,
  title: 'Bewaking op afstand',
  startsOn: monthStart(today, 10),
  terms: { minimumTerm: null, renewal: null, notice: months(1) },
  billingPeriod: months(1),
  tax: { included: false, percent: 21 },
  nextChargeOn: monthStart(today, -1),
  items: [{ kind: 'plan', title: 'Bewaking op afstand', quantity: 6, unit: 'sensoren', unitPrice: eur(650) }],
});

export const koelwachtCustomers: Company = (today) => [
  account({
    id: 'KW-1187',
    name: 'Bakkerij Van den Berg B.V.',
    language: 'nl',
    billing: {
      email: 'administratie@vandenberg.example',
      street: 'Twijnstraat',
      houseNumber: '62',
      postcode: '3511 ZM',
      city: 'Utrecht',
      country: 'NL',
      vatId: 'NL812345678B01',
    },
    contacts: [
      { name: 'Marieke van den Berg', email: 'marieke@vandenberg.example', role: 'owner' },
      { name: 'Daan Kuipers', email: 'daan@vandenberg.example', role: 'technical' },
    ],
    contracts: [service({ id: '1187', today, since: 28, installations: 3 }), monitoring('1187', today)],
  }),
  account({
    id: 'KW-1204',
    name: 'Bloemenveiling De Bilt',
    language: 'nl',
    billing: {
      email: 'facturen@veilingdebilt.example',
      street: 'Groenekanseweg',
      houseNumber: '190',
      postcode: '3737 AL',
      city: 'Groenekan',
      country: 'NL',
    },
    contacts: [{ name: 'Joost Verhoef', email: 'joost@veilingdebilt.example', role: 'owner' }],
    contracts: [service({ id: '1204', today, since: 40, installations: 9 })],
  }),
  account({
    id: 'KW-1261',
    name: 'IJssalon Ćosić',
    language: 'nl',
    billing: {
      email: 'info@ijssaloncosic.example',
      street: 'Nachtegaalstraat',
      houseNumber: '27a',
      postcode: '3581 AD',
      city: 'Utrecht',
      country: 'NL',
    },
    contacts: [{ name: 'Amela Ćosić', email: 'amela@ijssaloncosic.example', role: 'owner' }],
    contracts: [
      {
        ...service({ id: '1261', today, since: 37, installations: 2 }),
        cancelledAt: `${addDays(today, -20)}T13:05:00.000Z`,
        endsOn: monthEnd(today, 4),
      },
    ],
  }),
];
