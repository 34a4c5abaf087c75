import { type DemoCatalogue, flat, month, monthly, prices, tiered, year, yearly } from './shape.ts';

const seatTiers = (currency: string, [few, some, many]: readonly [number, number, number]) =>
  tiered(currency, year, 'volume', [
    { upTo: 4, amount: few },
    { upTo: 19, amount: some },
    { upTo: null, amount: many },
  ]);

const licence = (kind: 'subscription' | 'perpetual') => [
  {
    ...({ productId: 'ext:studio-8', kind, mode: 'node-locked', machineLimit: 1 } as const),
    ...{
      entitlements: ['draw', 'export.pdf'],
      lifetime: kind === 'perpetual' ? null : ('contract' as const),
    },
  },
];

/** Software for plans and drawings: bought for good, by subscription with seats, or tried first. */
export const keysmith: DemoCatalogue = {
  taxClasses: [
    {
      externalId: 'keysmith-books',
      name: 'Books and e-books',
      rates: [
        { country: 'GB', percent: 0, from: '2020-05-01' },
        { country: 'DE', percent: 7, from: '2021-01-01' },
        { country: 'AT', percent: 10, from: '2021-01-01' },
        { country: 'FR', percent: 5.5, from: '2021-01-01' },
        { country: 'NL', percent: 9, from: '2021-01-01' },
      ],
    },
  ],
  families: [
    {
      externalId: 'keysmith-studio',
      name: 'Draftwright',
      description: 'Plans, sections and views for small offices.',
      texts: {
        de: { description: 'Grundrisse, Schnitte und Ansichten für kleine Büros.' },
        fr: { description: 'Plans, coupes et vues pour petits bureaux.' },
        nl: { description: 'Plattegronden, doorsneden en aanzichten voor kleine bureaus.' },
      },
      plans: [
        {
          externalId: 'keysmith-pro',
          name: 'Draftwright Studio',
          description: 'Always the newest version, on as many machines as you have seats.',
          texts: {
            de: { description: 'Immer die neueste Version, auf so vielen Rechnern wie Plätze gebucht sind.' },
            fr: { description: 'Toujours la dernière version, sur autant de postes que de places.' },
            nl: { description: 'Altijd de nieuwste versie, op zoveel machines als u plaatsen hebt.' },
          },
          variants: [
            {
              ...{ externalId: 'keysmith-pro-year', billingPeriod: year, terms: yearly, selfService: true },
              ...{ switchable: true },
              prices: prices({ GBP: [24000], EUR: [27900], USD: [29900], JPY: [42000] }),
              grants: licence('subscription'),
            },
            {
              ...{
                externalId: 'keysmith-pro-month',
                billingPeriod: month,
                terms: monthly,
                selfService: true,
              },
              ...{ switchable: true, position: 1, trial: { count: 30, unit: 'day' } },
              prices: prices({ GBP: [2400], EUR: [2790], USD: [2990], JPY: [4200] }),
              grants: licence('subscription'),
            },
          ],
        },
        {
          externalId: 'keysmith-own',
          name: 'Draftwright Studio 8, yours for good',
          description: 'Bought once. Updates and help for a year are included and go on from year to year.',
          texts: {
            de: {
              name: 'Draftwright Studio 8, für immer',
              description: 'Einmal gekauft. Aktualisierungen und Hilfe laufen von Jahr zu Jahr.',
            },
            fr: {
              name: 'Draftwright Studio 8, à vous pour toujours',
              description: 'Acheté une fois. Mises à jour et assistance d’année en année.',
            },
            nl: {
              name: 'Draftwright Studio 8, voor altijd van u',
              description: 'Eenmaal gekocht. Updates en hulp lopen van jaar tot jaar.',
            },
          },
          position: 1,
          variants: [
            {
              ...{ externalId: 'keysmith-own-year', billingPeriod: year, terms: yearly, selfService: true },
              name: 'With updates',
              texts: {
                de: { name: 'Mit Aktualisierungen' },
                fr: { name: 'Avec mises à jour' },
                nl: { name: 'Met updates' },
              },
              prices: prices({ GBP: [11900, 47900], EUR: [13900, 55900], USD: [14900, 59900] }),
              grants: licence('perpetual'),
            },
          ],
        },
      ],
      components: [
        {
          ...{ externalId: 'keysmith-seat', kind: 'quantity', max: 500, selfService: true },
          ...{ name: 'Additional seat', unit: 'seat' },
          grants: [{ productId: 'ext:studio-8', machinesPerUnit: 1, entitlements: [] }],
          texts: {
            de: { name: 'Weiterer Platz', unit: 'Platz' },
            fr: { name: 'Place supplémentaire', unit: 'place' },
            nl: { name: 'Extra plaats', unit: 'plaats' },
          },
          prices: [
            seatTiers('GBP', [22000, 19000, 16000]),
            seatTiers('EUR', [25500, 22000, 18500]),
            seatTiers('USD', [27500, 23900, 19900]),
            seatTiers('JPY', [38000, 33000, 28000]),
            ...flat(month, { GBP: 2200, EUR: 2550, USD: 2750, JPY: 3800 }),
          ],
        },
        {
          ...{ externalId: 'keysmith-render', kind: 'switch', position: 1, selfService: true },
          name: 'Draftwright Render',
          grants: [{ productId: 'ext:render', machinesPerUnit: 1, entitlements: [] }],
          description: 'Light and materials, straight from the plan.',
          texts: {
            de: { description: 'Licht und Material, direkt aus dem Plan.' },
            fr: { description: 'Lumière et matières, directement depuis le plan.' },
            nl: { description: 'Licht en materiaal, rechtstreeks uit de plattegrond.' },
          },
          prices: [
            ...flat(year, { GBP: 9900, EUR: 11500, USD: 12500, JPY: 17500 }),
            ...flat(month, { GBP: 990, EUR: 1150, USD: 1250, JPY: 1750 }),
          ],
        },
        {
          ...{ externalId: 'keysmith-handbook', kind: 'switch', position: 2, selfService: true },
          name: 'Handbook as e-book, with every new edition',
          taxClassId: 'ext:keysmith-books',
          texts: {
            de: { name: 'Handbuch als E-Book, mit jeder neuen Auflage' },
            fr: { name: 'Manuel numérique, avec chaque nouvelle édition' },
            nl: { name: 'Handboek als e-book, met elke nieuwe druk' },
          },
          prices: flat(year, { GBP: 1900, EUR: 2200, USD: 2400 }),
        },
      ],
    },
  ],
  coupons: [
    {
      ...{ externalId: 'keysmith-switch', code: 'SWITCH20', name: 'From another program', kind: 'percent' },
      ...{ percent: 20, periods: 1, maxPerCustomer: 1 },
    },
    {
      ...{ externalId: 'keysmith-fair', code: 'FAIR-ONCE', name: 'Trade fair, one card', kind: 'percent' },
      ...{ percent: 50, periods: 1, maxUses: 1 },
    },
  ],
  order: { currencies: ['GBP', 'EUR', 'USD', 'JPY'], offersOthers: true, startNow: true },
};
