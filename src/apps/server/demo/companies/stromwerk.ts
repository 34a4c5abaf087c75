import type { Day } from '../../../../kit/common/day.ts';
import type { DemoContract, DemoCustomer } from '../customer.ts';
import { firms, type Holding, type PersonRow, people } from './stromwerk-people.ts';
import * as tariff from './stromwerk-tariffs.ts';

const mailName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z]+/g, '');

function contractsOf(holdings: readonly Holding[], input: tariff.TariffInput): DemoContract[] {
  const main = { ...input, since: Math.min(input.since, 11) };
  return holdings.map((holding) => {
    if (holding === 'fix') return tariff.fix12(holdings.includes('past') ? main : input);
    if (holding === 'flex') return tariff.flex(input);
    if (holding === 'warm') return tariff.waermestrom({ ...input, since: Math.max(2, input.since - 9) });
    if (holding === 'box') return tariff.wallbox({ ...input, since: Math.max(1, input.since - 12) });
    if (holding === 'solar') return tariff.solar({ ...input, since: Math.max(1, input.since - 20) });
    if (holding === 'left') return tariff.cancelled(input);
    if (holding === 'past') return tariff.expired({ ...input, since: input.since + 24 }, main.since);
    if (holding === 'soon') return tariff.scheduled(input);
    return tariff.gewerbe24(input);
  });
}

function person(row: PersonRow, today: Day): DemoCustomer {
  const [number, firstName, lastName, street, houseNumber, postcode, city, since, advance, holdings] = row;
  const email = `${mailName(firstName)}.${mailName(lastName)}@postfach.example`;
  return {
    customer: {
      externalId: number,
      number,
      name: `${firstName} ${lastName}`,
      language: 'de',
      billing: { firstName, lastName, email, street, houseNumber, postcode, city, country: 'DE' },
    },
    contacts: [
      { externalId: `${number}-1`, name: `${firstName} ${lastName}`, email, role: 'owner', language: 'de' },
    ],
    contracts: contractsOf(holdings, { base: number.replace('-', ''), today, advance, since }),
  };
}

function firm(row: (typeof firms)[number], today: Day): DemoCustomer {
  const [number, company, firstName, lastName, street, houseNumber, postcode, city, since, advance] = row;
  const host = `${mailName(company.split(' ').slice(0, 2).join(' '))}.example`;
  const email = `rechnung@${host}`;
  return {
    customer: {
      externalId: number,
      number,
      name: company,
      language: 'de',
      billing: { company, firstName, lastName, email, street, houseNumber, postcode, city, country: 'DE' },
    },
    contacts: [
      {
        externalId: `${number}-1`,
        name: `${firstName} ${lastName}`,
        email: `chef@${host}`,
        role: 'owner',
        language: 'de',
      },
      { externalId: `${number}-2`, name: 'Buchhaltung', email, role: 'billing', language: 'de' },
    ],
    contracts: contractsOf(['firm'], { base: number.replace('-', ''), today, advance, since }),
  };
}

/** The person the example page signs in; also in the pictures, so her figures stay 118,40 € a month. */
function jana(today: Day): DemoCustomer {
  const row: PersonRow = [
    ...(['4471-0925', 'Jana', 'Petersen', 'Lindenallee', '14', '24105', 'Kiel', 7, 11840] as const),
    ['fix'],
  ];
  const { customer, contacts, contracts } = person(row, today);
  const input = { base: '44710925', today, advance: 11840, since: 7 };
  return {
    customer,
    contacts: [
      ...contacts,
      {
        externalId: '4471-0925-2',
        name: 'Tjark Petersen',
        email: 'tjark.petersen@postfach.example',
        role: 'read-only',
        language: 'de',
      },
    ],
    contracts: [
      ...contracts,
      tariff.wallbox({ ...input, since: 12 }),
      { ...tariff.cancelled({ ...input, advance: 2150, since: 31 }), title: 'Ökostrom Flex, Gartenlaube' },
      tariff.expired({ ...input, advance: 10290, since: 31 }, 7),
    ],
  };
}

/** A housing association with one contract per staircase: the long list. */
function housing(today: Day): DemoCustomer {
  const number = '4480-0140';
  const name = 'Wohnungsgenossenschaft Förde-Ost eG';
  const streets = [
    'Kaiserstraße',
    'Iltisstraße',
    'Medusastraße',
    'Karlstal',
    'Augustenstraße',
    'Norddeutsche Straße',
  ];
  return {
    customer: {
      externalId: number,
      number,
      name,
      language: 'de',
      billing: {
        company: name,
        email: 'hausstrom@foerde-ost.example',
        street: 'Karlstal',
        houseNumber: '27–31',
        postcode: '24143',
        city: 'Kiel',
        country: 'DE',
        vatId: 'DE134567893',
      },
    },
    contacts: [
      {
        externalId: `${number}-1`,
        name: 'Margrit Rathje',
        email: 'rathje@foerde-ost.example',
        role: 'owner',
      },
      {
        externalId: `${number}-2`,
        name: 'Enno Sievers',
        email: 'sievers@foerde-ost.example',
        role: 'technical',
      },
    ],
    contracts: Array.from({ length: 46 }, (_, index) => {
      const since = 4 + ((index * 7) % 57);
      const base = `448${String(14000 + index)}`;
      const place = `${streets[index % streets.length]} ${3 + index * 2}`;
      const made = tariff.flex({ base, today, advance: 3900 + ((index * 373) % 4200), since });
      const over = index % 11 === 10 ? tariff.cancelled({ base, today, advance: 4120, since }) : made;
      return { ...over, externalId: `HS-${base}`, title: `Hausstrom ${place}` };
    }),
  };
}

/** Customers at the edges: no contract, switched off, names that break naive code. */
function edges(today: Day): DemoCustomer[] {
  const make = (row: PersonRow) => person(row, today);
  const none = make(['4471-1301', 'Lasse', 'Ohlsen', 'Gerhardstraße', '33', '24105', 'Kiel', 1, 0, []]);
  const off = make(['4471-0702', 'Heinrich', 'Kröger', 'Wik', '1', '24106', 'Kiel', 96, 6890, ['past']]);
  const awkward = make([
    ...([
      '4471-1320',
      'Seán Óg',
      "o'Brien-Łukasiewicz",
      'Straße des 17. Juni',
      '½ b',
      '24103',
      'Kiel',
      10,
      8800,
    ] as const),
    ['fix'],
  ]);
  const long = make([
    ...(['4471-1333', 'Maximiliane-Theodora Adelheid', 'von Rantzau-Breitenburg zu Ahlefeldt-Dehn'] as const),
    ...([
      'Bürgermeister-Schmidt-Gedächtnis-Promenade',
      '112–114',
      '24340',
      'Eckernförde',
      15,
      23150,
    ] as const),
    ['fix', 'warm'],
  ]);
  return [none, { ...off, customer: { ...off.customer, status: 'inactive' } }, awkward, long];
}

/** All customers of Stromwerk as of `today`: dates move with the day, so the demo always looks alive. */
export const stromwerkCustomers = (today: Day): DemoCustomer[] => [
  jana(today),
  ...people.map((row) => person(row, today)),
  ...firms.map((row) => firm(row, today)),
  housing(today),
  ...edges(today),
];
