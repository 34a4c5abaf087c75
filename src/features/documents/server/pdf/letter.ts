import { directionOf } from '../../../../kit/common/languages.ts';
import { plainLocale } from '../../../../kit/common/locale.ts';
import {
  type Args,
  formatMoney,
  formatText,
  type Manner,
  type Words,
} from '../../../../kit/common/message.ts';
import { compileWords } from '../../../../kit/common/message-compile.ts';
import { currencyExponent } from '../../../../kit/common/money.ts';
import { readMessages } from '../../../../kit/server/message-files.ts';
import type { DocumentKind, DocumentLine, PaperLanguage, Party, Seller, TaxTotal } from '../../schema.ts';
import { attachData, escapeMetadata } from './data.ts';
import { drawCode } from './letter-code.ts';
import { drawFoot, drawHead, drawPageNumbers } from './letter-frame.ts';
import { drawReminder, type ReminderOfLetter } from './letter-reminder.ts';
import { drawTable, drawTotals } from './letter-table.ts';
import { openSheet, Pen } from './pen.ts';

/** All that a letter shows, as plain data: it goes to another thread. */
export interface Letter {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly title: string | null;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly period: { readonly from: string; readonly until: string } | null;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly DocumentLine[];
  readonly taxes: readonly TaxTotal[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly prepaid: number;
  readonly seller: Seller;
  readonly buyer: Party;
  readonly notes: string | null;
  readonly purchaseOrder: string | null;
  readonly deliverTo: Party | null;
  readonly language: PaperLanguage;
  readonly brand: string;
  readonly colour: string;
  /** PNG or JPEG. */
  readonly logo: Uint8Array | null;
  /** The invoice that a credit note takes back, or that a reminder is about. */
  readonly invoice: { readonly number: string; readonly issuedOn: string } | null;
  /** Set where the letter asks for an invoice that is late. */
  readonly reminder: ReminderOfLetter | null;
  /** The same document as data, inside the PDF; `null`: none. */
  readonly data: { readonly name: string; readonly xml: string; readonly profile: string } | null;
}

/** A letter with everything that says its words and figures. */
export interface Spoken {
  readonly letter: Letter;
  t(key: string, args?: Args): string;
  money(amount: number): string;
  /** A price of one, with as many digits as it has. */
  price(decimal: string): string;
  quantity(decimal: string): string;
  percent(percent: number): string;
}

const compiled = new Map<PaperLanguage, Words>();
function wordsOf(language: PaperLanguage): Words {
  const folder = new URL('./messages/', import.meta.url);
  const words = compiled.get(language) ?? compileWords(readMessages(folder, language));
  compiled.set(language, words);
  return words;
}

/** Countries whose way of writing figures is that of the language's own speakers. */
const variants: Readonly<Partial<Record<PaperLanguage, readonly string[]>>> = {
  en: ['GB', 'US', 'CA', 'IE', 'AU', 'NZ'],
  de: ['DE', 'AT', 'CH'],
  nl: ['NL', 'BE'],
  fr: ['FR', 'BE', 'CA', 'CH', 'LU'],
  es: ['ES', 'MX', 'AR', 'CO', 'CL', 'PE', 'US'],
  it: ['IT', 'CH'],
  pl: ['PL'],
  ar: ['AE', 'SA', 'EG', 'MA', 'TN', 'DZ', 'JO', 'LB', 'IQ', 'KW', 'QA', 'BH', 'OM'],
  he: ['IL'],
  sv: ['SE', 'FI'],
  ro: ['RO', 'MD'],
  hr: ['HR', 'BA'],
  el: ['GR', 'CY'],
  tr: ['TR', 'CY'],
};

export function localeOf({ language, seller }: Pick<Letter, 'language' | 'seller'>): string {
  const country = seller.country && variants[language]?.includes(seller.country) ? seller.country : undefined;
  return country ? `${language}-${country}` : plainLocale(language);
}

const minus = (text: string): string => text.replace('-', '−');

export function speak(letter: Letter): Spoken {
  const locale = localeOf(letter);
  const { currency, seller } = letter;
  const manner: Manner = {
    locale: `${locale}-u-ca-gregory-nu-latn`,
    timeZone: 'UTC',
    today: letter.issuedOn,
  };
  const words = wordsOf(letter.language);
  const digits = currencyExponent(currency);
  const number = (decimal: string, options: Intl.NumberFormatOptions) =>
    minus(new Intl.NumberFormat(manner.locale, options).format(decimal as unknown as number));
  return {
    letter,
    t: (key, args = {}) =>
      formatText(words[key] ?? key, { country: seller.country ?? 'none', ...args }, manner),
    money: (amount) => formatMoney({ amount, currency }, manner),
    price: (decimal) =>
      number(decimal, {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: 10,
      }),
    quantity: (decimal) => number(decimal, { maximumFractionDigits: 10 }),
    percent: (percent) => number(String(percent / 100), { style: 'percent', maximumFractionDigits: 2 }),
  };
}

/** Sets a letter: A4, tagged, fonts inside, the same bytes for the same letter whenever it is set. */
export async function setLetter(letter: Letter): Promise<Uint8Array> {
  const spoken = speak(letter);
  const { reminder } = letter;
  const title = reminder
    ? spoken.t(`pdf.reminder-${reminder.level}`)
    : spoken.t(`pdf.${letter.kind}`, { number: letter.number });
  const doc = await openSheet({
    title,
    author: letter.seller.name,
    language: letter.language,
    issuedOn: letter.issuedOn,
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((done, fail) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', () => done());
    doc.on('error', fail);
  });
  escapeMetadata(doc);
  attachData(doc, letter);
  const pen = new Pen(doc, directionOf(letter.language) === 'rtl');
  const root = doc.struct('Document');
  doc.addStructure(root);
  const below = drawHead(pen, root, spoken, title);
  const table = reminder ? drawReminder(pen, root, spoken, below) : drawTable(pen, root, spoken, below);
  drawCode(pen, root, spoken, drawTotals(pen, root, spoken, table));
  drawFoot(pen, root, spoken);
  drawPageNumbers(pen, spoken);
  root.end();
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
