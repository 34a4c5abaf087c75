import { aYear, type DemoCatalogue, flat, metered, month, monthly, prices, twoYears } from './shape.ts';

/** Tariffs for homes and businesses; the base price is billed monthly, what was used afterwards. */
export const stromwerk: DemoCatalogue = {
  families: [
    {
      externalId: 'stromwerk-strom',
      name: 'Strom',
      description: 'Ökostrom aus Schleswig-Holstein',
      texts: { en: { name: 'Electricity', description: 'Green power from Schleswig-Holstein' } },
      plans: [
        {
          externalId: 'stromwerk-fix-12',
          name: 'Ökostrom Fix 12',
          description: 'Ein Jahr Preisgarantie, danach monatlich kündbar.',
          texts: {
            en: { name: 'Green Fix 12', description: 'Price guaranteed for a year, then cancel monthly.' },
          },
          variants: [
            {
              ...{ externalId: 'stromwerk-fix-12-monat', billingPeriod: month, terms: aYear },
              ...{ prices: prices({ EUR: [1290] }), selfService: true, switchable: true },
            },
          ],
        },
        {
          externalId: 'stromwerk-flex',
          name: 'Ökostrom Flex',
          description: 'Vom ersten Tag an monatlich kündbar.',
          texts: { en: { name: 'Green Flex', description: 'Cancel monthly from the first day on.' } },
          position: 1,
          variants: [
            {
              ...{ externalId: 'stromwerk-flex-monat', billingPeriod: month, terms: monthly },
              ...{ prices: prices({ EUR: [1490] }), selfService: true, switchable: true },
            },
          ],
        },
        {
          externalId: 'stromwerk-gewerbe',
          name: 'Gewerbestrom Fix 24',
          description: 'Zwei Jahre fester Preis für Betriebe.',
          texts: {
            en: { name: 'Business Fix 24', description: 'Two years at a fixed price for businesses.' },
          },
          position: 2,
          variants: [
            {
              ...{ externalId: 'stromwerk-gewerbe-monat', billingPeriod: month, terms: twoYears },
              prices: prices({ EUR: [2490] }),
            },
          ],
        },
      ],
      components: [
        {
          ...{ externalId: 'stromwerk-zaehler', kind: 'switch', selfService: true },
          name: 'Digitaler Stromzähler',
          description: 'Misst viertelstündlich, Werte im Kundenportal.',
          texts: { en: { name: 'Smart meter', description: 'Quarter-hourly values in the portal.' } },
          prices: flat(month, { EUR: 400 }),
        },
        {
          ...{ externalId: 'stromwerk-ladepunkt', kind: 'quantity', max: 4, position: 1, selfService: true },
          name: 'Ladepunkt zu Hause',
          unit: 'Ladepunkt',
          texts: { en: { name: 'Charging point at home', unit: 'charging point' } },
          prices: flat(month, { EUR: 250 }),
        },
        {
          ...{ externalId: 'stromwerk-herkunft', kind: 'switch', position: 2, selfService: true },
          name: 'Herkunftsnachweis Schleswig-Holstein',
          texts: { en: { name: 'Proof of origin, Schleswig-Holstein' } },
          prices: flat(month, { EUR: 690 }),
        },
        {
          ...{ externalId: 'stromwerk-lastgang', kind: 'quantity', position: 3 },
          name: 'Zählpunkt mit Lastgang',
          unit: 'Zähler',
          texts: { en: { name: 'Metering point with load profile', unit: 'meter' } },
          prices: flat(month, { EUR: 1450 }),
        },
        {
          ...{ externalId: 'stromwerk-arbeitspreis', kind: 'metered', position: 4, shownAsPrice: true },
          name: 'Arbeitspreis',
          unit: 'kWh',
          texts: { en: { name: 'Energy', unit: 'kWh' } },
          prices: [metered('EUR', [{ upTo: null, unitPrice: '0.3142' }])],
        },
      ],
    },
    {
      externalId: 'stromwerk-solar',
      name: 'Solar-Rundum-Service',
      description: 'Reinigung, Prüfung und Ertragswache für Ihre Anlage auf dem Dach.',
      texts: {
        en: {
          name: 'Solar care',
          description: 'Cleaning, inspection and yield watch for the panels on your roof.',
        },
      },
      plans: [
        {
          externalId: 'stromwerk-solar-plan',
          name: 'Solar-Rundum-Service',
          texts: { en: { name: 'Solar care' } },
          variants: [
            {
              ...{
                externalId: 'stromwerk-solar-monat',
                billingPeriod: month,
                terms: aYear,
                selfService: true,
              },
              prices: prices({ EUR: [1290, 4900] }),
            },
          ],
        },
      ],
      components: [
        {
          ...{ externalId: 'stromwerk-module', kind: 'quantity', min: 6, max: 60, selfService: true },
          ...{ name: 'Module', unit: 'Modul', required: true },
          texts: { en: { name: 'Panels', unit: 'panel' } },
          prices: flat(month, { EUR: 35 }),
        },
      ],
    },
  ],
  coupons: [
    {
      ...{ externalId: 'stromwerk-neu', code: 'MOIN25', name: 'Neukunden', kind: 'amount', periods: 1 },
      ...{ amounts: [{ amount: 2500, currency: 'EUR' }], maxPerCustomer: 1 },
    },
  ],
  order: { buyers: 'all', countries: ['DE'], currencies: ['EUR'], offersOthers: true },
};
