import { type DemoCatalogue, metered, prices, quarter, tiered, year, yearly } from './shape.ts';

const perInstallation = [
  { upTo: 5, amount: 12450 },
  { upTo: 20, amount: 11450 },
  { upTo: null, amount: 9950 },
];

/** Maintenance of cooling by the number of installations, which get cheaper the more there are. */
export const koelwacht: DemoCatalogue = {
  families: [
    {
      externalId: 'koelwacht-onderhoud',
      name: 'Onderhoud',
      description: 'Koeling die het doet, en papieren die kloppen.',
      texts: {
        en: { name: 'Maintenance', description: 'Cooling that works, and papers that are right.' },
        de: { name: 'Wartung', description: 'Kühlung, die läuft, und Papiere, die stimmen.' },
      },
      plans: [
        {
          externalId: 'koelwacht-compleet',
          name: 'Koeling Compleet',
          description: 'Twee beurten per jaar, onderdelen inbegrepen.',
          texts: {
            en: { name: 'Cooling Complete', description: 'Two visits a year, parts included.' },
            de: { name: 'Kühlung Komplett', description: 'Zwei Termine im Jahr, Teile inbegriffen.' },
          },
          variants: [
            {
              ...{ externalId: 'koelwacht-compleet-jaar', billingPeriod: year, terms: yearly },
              ...{ selfService: true, switchable: true, prices: prices({ EUR: [29000] }) },
            },
            {
              ...{ externalId: 'koelwacht-compleet-kwartaal', billingPeriod: quarter, terms: yearly },
              ...{ selfService: true, switchable: true, position: 1, prices: prices({ EUR: [7900] }) },
            },
          ],
        },
        {
          externalId: 'koelwacht-basis',
          name: 'Koeling Basis',
          description: 'Eén beurt per jaar.',
          texts: {
            en: { name: 'Cooling Basic', description: 'One visit a year.' },
            de: { name: 'Kühlung Basis', description: 'Ein Termin im Jahr.' },
          },
          position: 1,
          variants: [
            {
              ...{
                externalId: 'koelwacht-basis-jaar',
                billingPeriod: year,
                terms: yearly,
                selfService: true,
              },
              ...{ switchable: true, prices: prices({ EUR: [14500] }) },
            },
          ],
        },
      ],
      components: [
        {
          ...{ externalId: 'koelwacht-installatie', kind: 'quantity', max: 200, required: true },
          ...{ name: 'Installatie', unit: 'installatie', selfService: true },
          texts: {
            en: { name: 'Installation', unit: 'installation' },
            de: { name: 'Anlage', unit: 'Anlage' },
          },
          prices: [
            tiered('EUR', year, 'graduated', perInstallation),
            tiered(
              'EUR',
              quarter,
              'graduated',
              perInstallation.map(({ upTo, amount }) => ({ upTo, amount: Math.round(amount / 4) })),
            ),
          ],
        },
        {
          ...{ externalId: 'koelwacht-storing', kind: 'switch', position: 1, selfService: true },
          name: 'Storingsdienst dag en nacht',
          texts: {
            en: { name: 'Fault service, day and night' },
            de: { name: 'Störungsdienst Tag und Nacht' },
          },
          prices: [
            tiered('EUR', year, 'graduated', [{ upTo: null, amount: 18900 }]),
            tiered('EUR', quarter, 'graduated', [{ upTo: null, amount: 4900 }]),
          ],
        },
        {
          ...{ externalId: 'koelwacht-lekcontrole', kind: 'quantity', position: 2, selfService: true },
          ...{ name: 'Lekdichtheidscontrole F-gassen', unit: 'installatie', max: 200 },
          texts: {
            en: { name: 'Leak test for F-gases', unit: 'installation' },
            de: { name: 'Dichtheitsprüfung F-Gase', unit: 'Anlage' },
          },
          prices: [tiered('EUR', year, 'graduated', [{ upTo: null, amount: 4750 }])],
        },
        {
          ...{ externalId: 'koelwacht-monteur', kind: 'metered', position: 3, shownAsPrice: true },
          ...{ name: 'Monteur buiten contract', unit: 'uur' },
          texts: {
            en: { name: 'Engineer beyond the contract', unit: 'hour' },
            de: { name: 'Monteur außerhalb des Vertrags', unit: 'Stunde' },
          },
          prices: [metered('EUR', [{ upTo: null, unitPrice: '92' }])],
        },
      ],
    },
  ],
  coupons: [
    {
      ...{ externalId: 'koelwacht-start', code: 'KOELSTART', name: 'Nieuwe klanten', kind: 'percent' },
      ...{ percent: 10, periods: 1, maxPerCustomer: 1 },
    },
  ],
  order: {
    buyers: 'companies',
    countries: ['NL', 'BE', 'DE'],
    currencies: ['EUR'],
    offersOthers: true,
    purchaseOrder: 'optional',
    deliverTo: true,
  },
};
