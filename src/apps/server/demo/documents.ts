import { meteredOf, meteredParts } from '../../../features/contracts/metered.ts';
import { majorOf } from '../../../features/documents/decimal.ts';
import type { NewDocumentLine } from '../../../features/documents/schema.ts';
import type { Wanted } from '../../../features/documents/server/build.ts';
import { addDays, addPeriod, type Day } from '../../../kit/common/day.ts';
import { type DemoContract, type DemoCustomer, pick } from './customer.ts';
import type { DemoSlug } from './portals.ts';

/** One document of a demo customer; contracts and invoices are named by their outside ids. */
export interface DemoDocument {
  readonly kind: 'invoice' | 'credit-note';
  readonly wanted: Omit<Wanted, 'customerId' | 'origin'> & { readonly origin?: 'portico' | 'external' };
  /** Heading of the PDF that another program made. */
  readonly olderPdf?: string;
}

const numbers: Readonly<Record<DemoSlug, (year: string, count: number) => string>> = {
  stromwerk: (year, count) => `RE-${year}-${String(6700 + count).padStart(5, '0')}`,
  keysmith: (_, count) => `KS-${String(18200 + count)}`,
  cookiewise: (year, count) => `CW-${year}-${String(300 + count).padStart(4, '0')}`,
  voxline: (_, count) => `VX${String(550000 + count * 7)}`,
  koelwacht: (year, count) => `F${year}-${String(1100 + count)}`,
};
const creditNumbers: Readonly<Record<DemoSlug, (count: number) => string>> = {
  stromwerk: (count) => `GS-${String(310 + count).padStart(5, '0')}`,
  keysmith: (count) => `KC-${String(900 + count)}`,
  cookiewise: (count) => `CWG-${String(40 + count)}`,
  voxline: (count) => `VC${String(3000 + count)}`,
  koelwacht: (count) => `C${String(210 + count)}`,
};
const older: Readonly<Record<DemoSlug, { number: string; title: string; heading: string }>> = {
  stromwerk: { number: '2022/118-K', title: 'Jahresabrechnung 2021', heading: 'STADTWERKE KIEL-OST' },
  keysmith: { number: 'OLD-7731', title: 'Draftwright Studio 6', heading: 'DRAFTWRIGHT LICENSING' },
  cookiewise: { number: '20-0077', title: 'Einrichtung', heading: 'COOKIEWISE GBR' },
  voxline: { number: 'BT-445120', title: 'Bell & Tandem, final bill', heading: 'BELL & TANDEM' },
  koelwacht: { number: '19-3320', title: 'Onderhoud 2019', heading: 'VRIES KOELTECHNIEK' },
};
const words = {
  de: { advance: 'Abschlag', bonus: 'Gutschrift Treuebonus', year: 'Jahresabrechnung' },
  en: { advance: '', bonus: 'Goodwill credit', year: '' },
  nl: { advance: '', bonus: 'Tegemoetkoming', year: '' },
  fr: { advance: '', bonus: 'Geste commercial', year: '' },
};

const monthName = (day: Day, language: string): string =>
  new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** What was used in a period: a little, and not every time, so that bills differ. */
function usedIn(item: DemoContract['items'][number], index: number): string | undefined {
  const much = { minute: [184, 96, 0, 311, 52], uur: [0, 0, 2, 0, 3], '1.000 Aufrufe': [0, 40, 0, 12] };
  const amounts = much[(item.unit ?? '') as keyof typeof much];
  const quantity = amounts ? pick(amounts, index) : 0;
  return quantity > 0 ? String(quantity) : undefined;
}

function linesOf(contract: DemoContract, index: number): NewDocumentLine[] {
  const taxPercent = contract.tax?.percent ?? 0;
  return contract.items.flatMap((item): NewDocumentLine[] => {
    const quantity = item.kind === 'usage' ? usedIn(item, index) : String(item.quantity);
    if (quantity === undefined) return [];
    const { amount, currency } = item.unitPrice;
    if (item.kind === 'usage') {
      return meteredParts(meteredOf(item), quantity).map((part) => ({
        ...{ title: item.title, taxPercent, ...part },
        ...(item.unit && { unit: item.unit }),
      }));
    }
    return [
      {
        title: item.title,
        quantity,
        ...(item.unit && { unit: item.unit }),
        unitPrice: majorOf(amount, currency),
        taxPercent,
      },
    ];
  });
}

/** The invoices of one contract: one for each period that began, at most `most` of the last. */
function ofContract(
  contract: DemoContract,
  language: keyof typeof words,
  today: Day,
  most: number,
): DemoDocument[] {
  const { startsOn, endsOn, billingPeriod, items, title } = contract;
  const currency = items[0]?.unitPrice.currency ?? 'EUR';
  const periods: { from: Day; until: Day }[] = [];
  for (let times = 0; ; times++) {
    const from = addPeriod(startsOn, billingPeriod, times);
    if (from > today || (endsOn && from > endsOn)) break;
    periods.push({ from, until: addDays(addPeriod(startsOn, billingPeriod, times + 1), -1) });
  }
  return periods.slice(-most).map(({ from, until }, index) => {
    const dueOn = addDays(from, 14);
    const paid = dueOn < today;
    const advance = words[language].advance;
    const monthly = billingPeriod.unit === 'month' && billingPeriod.count === 1;
    const name = monthly ? `${advance || title} ${monthName(from, language)}` : title;
    return {
      kind: 'invoice',
      wanted: {
        externalId: `${contract.externalId}-${from}`,
        contractId: `ext:${contract.externalId}`,
        title: advance && monthly && !title.startsWith('Ökostrom Fix') ? `${title}, ${name}` : name,
        issuedOn: from,
        dueOn,
        period: { from, until },
        currency,
        pricesIncludeTax: contract.tax?.included ?? true,
        lines: linesOf(contract, index),
        status: paid ? 'paid' : 'open',
        paidOn: paid ? addDays(dueOn, -(index % 5)) : null,
      },
    };
  });
}

/** Stromwerk's settlement of the year, with what was paid in advance taken off. */
function settlement({ customer, contracts }: DemoCustomer, today: Day): DemoDocument[] {
  const contract = contracts.find(
    ({ items, startsOn }) => startsOn < today && items.some(({ kind }) => kind === 'usage'),
  );
  if (!contract) return [];
  const month = addPeriod(
    `${today.slice(0, 7)}-09`,
    { count: 1, unit: 'month' },
    today.slice(8) < '09' ? -1 : 0,
  );
  const from = addPeriod(`${month.slice(0, 7)}-01`, { count: 1, unit: 'year' }, -1);
  const until = addDays(`${month.slice(0, 7)}-01`, -1);
  return [
    {
      kind: 'invoice',
      wanted: {
        externalId: `JA-${customer.externalId}`,
        contractId: `ext:${contract.externalId}`,
        title: `Jahresabrechnung ${from.slice(0, 4)}/${until.slice(2, 4)}`,
        issuedOn: month,
        dueOn: addDays(month, 21),
        period: { from, until },
        currency: 'EUR',
        pricesIncludeTax: false,
        lines: [
          { title: 'Arbeitspreis', quantity: '3212', unit: 'kWh', unitPrice: '0.3142', taxPercent: 19 },
          { title: 'Grundpreis', quantity: '12', unit: 'Monate', unitPrice: '11.9', taxPercent: 19 },
        ],
        prepaid: 130_671,
        notes: 'Zähler 1 ESY 1160 4471, abgelesen am letzten Tag des Zeitraums.',
      },
    },
  ];
}

/** All documents of one portal's customers, numbered in the order of their days. */
export function demoDocuments(
  slug: DemoSlug,
  customers: readonly DemoCustomer[],
  today: Day,
): readonly { readonly customer: string; readonly documents: readonly DemoDocument[] }[] {
  let [count, credits] = [0, 0];
  const made = customers.map((demo, index) => {
    const language = (demo.customer.language ?? 'en') as keyof typeof words;
    const most = demo.contracts.length > 10 ? 12 : 16;
    const invoices = demo.contracts.flatMap((contract) => ofContract(contract, language, today, most));
    const late = index % 5 === 3;
    const sorted = invoices.sort((a, b) => (a.wanted.issuedOn < b.wanted.issuedOn ? -1 : 1));
    // One in five forgot to pay the one before the last.
    const forgotten = late
      ? sorted.findLast(({ wanted }) => (wanted.dueOn ?? today) < addDays(today, -10))
      : undefined;
    const paid = sorted.map((one) =>
      one === forgotten ? { ...one, wanted: { ...one.wanted, status: 'open' as const, paidOn: null } } : one,
    );
    const extra = slug === 'stromwerk' && index % 9 === 0 ? settlement(demo, today) : [];
    const credit = index % 4 === 0 ? creditOf(paid, language) : [];
    return { demo, index, documents: [...paid, ...extra, ...credit] };
  });
  const order = made
    .flatMap(({ documents }) => documents)
    .sort((a, b) => (a.wanted.issuedOn < b.wanted.issuedOn ? -1 : 1));
  const numbered = new Map(
    order.map((one) => [
      one,
      one.kind === 'invoice'
        ? numbers[slug](one.wanted.issuedOn.slice(0, 4), ++count)
        : creditNumbers[slug](++credits),
    ]),
  );
  return made.map(({ demo, index, documents }) => ({
    customer: demo.customer.externalId,
    documents: [
      ...(index === 0 ? [ofEarlierDays(slug, documents, today)] : []),
      // Invoices first: a credit note names the one it belongs to.
      ...documents.toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === 'invoice' ? -1 : 1)),
    ].map((one) => {
      const number = numbered.get(one);
      return number ? { ...one, wanted: { ...one.wanted, number } } : one;
    }),
  }));
}

/** Part of an invoice of some weeks ago comes back. */
function creditOf(invoices: readonly DemoDocument[], language: keyof typeof words): DemoDocument[] {
  const of = invoices.filter(({ wanted }) => wanted.status === 'paid').at(-2);
  const [line] = of?.wanted.lines ?? [];
  if (!of || !line) return [];
  const { externalId, contractId, currency, issuedOn, pricesIncludeTax } = of.wanted;
  return [
    {
      kind: 'credit-note',
      wanted: {
        externalId: `${externalId}-credit`,
        ...(contractId && { contractId }),
        invoiceId: `ext:${externalId}`,
        title: words[language].bonus,
        issuedOn: addDays(issuedOn, 14),
        currency,
        ...(pricesIncludeTax !== undefined && { pricesIncludeTax }),
        lines: [
          { title: words[language].bonus, quantity: '1', unitPrice: '9.5', taxPercent: line.taxPercent },
        ],
        status: 'paid',
        paidOn: addDays(issuedOn, 17),
      },
    },
  ];
}

/** What the company's former program wrote: its own number, its own paper. */
function ofEarlierDays(slug: DemoSlug, documents: readonly DemoDocument[], today: Day): DemoDocument {
  const { number, title, heading } = older[slug];
  const currency = documents[0]?.wanted.currency ?? 'EUR';
  const issuedOn = addPeriod(today, { count: 4, unit: 'year' }, -1);
  return {
    kind: 'invoice',
    olderPdf: heading,
    wanted: {
      externalId: `older-${slug}`,
      origin: 'external',
      number,
      title,
      issuedOn,
      currency,
      gross: 21_480,
      tax: 3_430,
      status: 'paid',
      paidOn: addDays(issuedOn, 12),
    },
  };
}
