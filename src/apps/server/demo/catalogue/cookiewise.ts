import { type DemoCatalogue, flat, metered, month, monthly, prices, year, yearly } from './shape.ts';

type Size = 'Klein' | 'Mittel' | 'Groß';
const english: Readonly<Record<Size, string>> = { Klein: 'Small', Mittel: 'Medium', Groß: 'Large' };
const sizes: readonly (readonly [size: Size, domains: number, calls: string, eur: number, huf: number])[] = [
  ['Klein', 5, '100.000', 1200, 4900],
  ['Mittel', 25, '1.000.000', 3900, 15900],
  ['Groß', 100, '10.000.000', 9900, 39900],
];

const limitsOf = (domains: number, calls: string) => ({
  ...{ calls: Number(calls.replaceAll('.', '')), domains, noLabel: null },
  ...{ atZero: 'go-on' as const, atMaximum: null },
});

/** Consent banners by domains and calls; two months are free for who pays by the year. */
export const cookiewise: DemoCatalogue = {
  families: [
    {
      externalId: 'cookiewise-banner',
      name: 'Cookiewise',
      description: 'Einwilligungen für Ihre Websites und die Ihrer Kunden.',
      texts: { en: { description: 'Consent for your sites and those of your clients.' } },
      plans: sizes.map(([size, domains, calls, eur, huf], position) => ({
        ...{ externalId: `cookiewise-${english[size].toLowerCase()}`, name: size, position },
        description: `${domains} Domains, ${calls} Aufrufe im Monat.`,
        texts: {
          en: {
            name: english[size],
            description: `${domains} domains, ${calls.replaceAll('.', ',')} calls a month.`,
          },
        },
        variants: [
          {
            externalId: `cookiewise-${english[size].toLowerCase()}-month`,
            ...{ billingPeriod: month, terms: monthly, selfService: true, switchable: true },
            limits: limitsOf(domains, calls),
            ...{
              trial: { count: 14, unit: 'day' as const },
              prices: prices({ EUR: [eur], HUF: [huf * 100] }),
            },
          },
          {
            externalId: `cookiewise-${english[size].toLowerCase()}-year`,
            ...{ billingPeriod: year, terms: yearly, selfService: true, switchable: true, position: 1 },
            limits: limitsOf(domains, calls),
            prices: prices({ EUR: [eur * 10], HUF: [huf * 1000] }),
          },
        ],
      })),
      components: [
        {
          ...{ externalId: 'cookiewise-domains', kind: 'quantity', min: 10, step: 10, max: 500 },
          ...{ name: 'Weitere Domains', unit: 'Domain', selfService: true },
          texts: { en: { name: 'Additional domains', unit: 'domain' } },
          prices: [...flat(month, { EUR: 90, HUF: 35000 }), ...flat(year, { EUR: 900, HUF: 350000 })],
        },
        {
          ...{ externalId: 'cookiewise-report', kind: 'switch', position: 1, selfService: true },
          name: 'Monatlicher Prüfbericht',
          description: 'Jede Website geprüft, als PDF am Monatsersten.',
          texts: {
            en: {
              name: 'Monthly report',
              description: 'Every site checked, as PDF on the first of the month.',
            },
          },
          prices: [...flat(month, { EUR: 1200, HUF: 490000 }), ...flat(year, { EUR: 12000, HUF: 4900000 })],
        },
        {
          ...{ externalId: 'cookiewise-calls', kind: 'metered', position: 2, shownAsPrice: true },
          name: 'Aufrufe über dem Paket',
          unit: 'Aufrufe',
          texts: { en: { name: 'Calls beyond the plan', unit: 'calls' } },
          prices: [
            metered('EUR', [
              { upTo: 1_000_000, unitPrice: '0.0004' },
              { upTo: null, unitPrice: '0.00025' },
            ]),
            metered('HUF', [
              { upTo: 1_000_000, unitPrice: '0.16' },
              { upTo: null, unitPrice: '0.1' },
            ]),
          ],
        },
      ],
    },
  ],
  coupons: [
    {
      ...{ externalId: 'cookiewise-agency', code: 'AGENTUR15', name: 'Agenturen', kind: 'percent' },
      ...{ percent: 15, periods: 12 },
    },
  ],
  order: { buyers: 'companies', currencies: ['EUR', 'HUF'], offersOthers: true, purchaseOrder: 'optional' },
};
