import { type DemoCatalogue, flat, metered, month, monthly, prices, twoYears } from './shape.ts';

/** Telephone lines for businesses; minutes beyond the flat rate are metered. */
export const voxline: DemoCatalogue = {
  families: [
    {
      externalId: 'voxline-lines',
      name: 'Voxline',
      description: 'Business telephony without a box in the cellar.',
      texts: {},
      plans: [
        {
          externalId: 'voxline-business',
          name: 'Business Line Unlimited',
          description: 'Unlimited calls within the US.',
          variants: [
            {
              ...{ externalId: 'voxline-business-24', billingPeriod: month, terms: twoYears },
              ...{ selfService: true, switchable: true, name: '24 months' },
              prices: prices({ USD: [900, 4900], JPY: [1300, 7000] }),
            },
            {
              ...{ externalId: 'voxline-business-flex', billingPeriod: month, terms: monthly, position: 1 },
              ...{ selfService: true, switchable: true, name: 'Cancel any month' },
              prices: prices({ USD: [1500, 4900], JPY: [2200, 7000] }),
            },
          ],
        },
        {
          externalId: 'voxline-toll-free',
          name: 'Toll-free number',
          description: 'Your callers pay nothing.',
          position: 1,
          variants: [
            {
              ...{ externalId: 'voxline-toll-free-month', billingPeriod: month, terms: monthly },
              ...{ selfService: true, prices: prices({ USD: [1500] }) },
            },
          ],
        },
      ],
      components: [
        {
          ...{ externalId: 'voxline-line', kind: 'quantity', max: 250, required: true, selfService: true },
          ...{ name: 'Line', unit: 'line' },
          prices: [
            {
              ...({ currency: 'USD', period: month, mode: 'volume' } as const),
              tiers: [
                { upTo: 9, amount: 2400 },
                { upTo: 49, amount: 1900 },
                { upTo: null, amount: 1500 },
              ],
            },
            ...flat(month, { JPY: 3400 }),
          ],
        },
        {
          ...{ externalId: 'voxline-number', kind: 'quantity', max: 100, position: 1, selfService: true },
          ...{ name: 'Local number', unit: 'number' },
          prices: flat(month, { USD: 250, JPY: 360 }),
        },
        {
          ...{ externalId: 'voxline-recording', kind: 'switch', position: 2, selfService: true },
          name: 'Call recording, 90 days',
          prices: flat(month, { USD: 1900, JPY: 2800 }),
        },
        {
          ...{ externalId: 'voxline-north', kind: 'metered', position: 3, shownAsPrice: true },
          ...{ name: 'Calls to Canada and Mexico', unit: 'minute' },
          prices: [
            metered('USD', [
              { upTo: 1000, unitPrice: '0.03' },
              { upTo: null, unitPrice: '0.0185' },
            ]),
            metered('JPY', [{ upTo: null, unitPrice: '4.2' }]),
          ],
        },
        {
          ...{ externalId: 'voxline-incoming', kind: 'metered', position: 4, shownAsPrice: true },
          ...{ name: 'Incoming toll-free calls', unit: 'minute' },
          prices: [metered('USD', [{ upTo: null, unitPrice: '0.0215' }])],
        },
      ],
    },
  ],
  coupons: [
    {
      ...{ externalId: 'voxline-port', code: 'PORT-IN', name: 'Brings a number along', kind: 'amount' },
      ...{ periods: 1, maxPerCustomer: 1 },
      amounts: [
        { amount: 4900, currency: 'USD' },
        { amount: 7000, currency: 'JPY' },
      ],
    },
  ],
  order: { buyers: 'companies', countries: ['US', 'CA', 'JP'], currencies: ['USD', 'JPY'] },
};
