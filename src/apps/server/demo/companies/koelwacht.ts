import { addDays } from '../../../../kit/common/day.ts';
import { type DemoContract, monthEnd, monthStart, months, nextCharge, years } from '../customer.ts';
import type { DemoPlace } from '../places.ts';
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

interface Place {
  readonly id: string;
  readonly name: string;
  /** Street, house number, postcode, town. */
  readonly at: readonly [string, string, string, string];
  readonly code?: DemoPlace['code'];
  /** Name, kind, serial number, years since it was put in. */
  readonly installations: readonly (readonly [string, string, string, number])[];
}

const place = (today: string, { id, name, at, code, installations }: Place): DemoPlace => {
  const [street, houseNumber, postcode, city] = at;
  return {
    location: {
      ...{ externalId: id, number: id, name },
      address: { street, houseNumber, postcode, city, country: 'NL' },
    },
    installations: installations.map(([title, kind, serialNumber, age], index) => ({
      ...{ externalId: `${id}-${index + 1}`, name: title, kind, serialNumber },
      installedOn: addDays(today, -Math.round(age * 365)),
    })),
    ...(code && { code }),
  };
};

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
    places: [
      place(today, {
        id: 'L-1187-1',
        name: 'Winkel Twijnstraat',
        at: ['Twijnstraat', '62', '3511 ZM', 'Utrecht'],
        code: 'with-token',
        installations: [
          ['Koelcel winkel', 'Koelcel', 'KC-40-18834', 6.2],
          ['Toonbankkoeling', 'Vitrine', 'VT-12-20117', 3.1],
        ],
      }),
      place(today, {
        id: 'L-1187-2',
        name: 'Bakkerij Lage Weide',
        at: ['Atoomweg', '50', '3542 AB', 'Utrecht'],
        code: 'alone',
        installations: [['Vriescel deeg', 'Vriescel', 'VC-90-17702', 8.4]],
      }),
    ],
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
    code: true,
    places: [
      place(today, {
        id: 'L-1204-1',
        name: 'Veilinghal',
        at: ['Groenekanseweg', '190', '3737 AL', 'Groenekan'],
        code: 'alone',
        installations: Array.from({ length: 9 }, (_, n) => [
          `Koelhal ${n + 1}`,
          n < 6 ? 'Koelhal' : 'Snelkoeler',
          `KH-200-${19_340 + n * 7}`,
          4 + n / 2,
        ]),
      }),
    ],
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
    places: [
      place(today, {
        id: 'L-1261-1',
        name: 'IJssalon Nachtegaalstraat',
        at: ['Nachtegaalstraat', '27a', '3581 AD', 'Utrecht'],
        installations: [
          ['Schepvitrine', 'Vitrine', 'SV-18-15520', 3],
          ['Vriescel', 'Vriescel', 'VC-20-15521', 3],
        ],
      }),
    ],
  }),
];
