import type { Day } from '../../kit/common/day.ts';
import { isDay } from '../../kit/common/day.ts';
import { currencyExponent } from '../../kit/common/money.ts';

/** A line as the bank wrote it. */
export interface ReadLine {
  readonly bookedOn: Day;
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly text: string;
  /** The bank's own id of it, where it has one. */
  readonly bankReference: string;
}
export interface ReadStatement {
  readonly account: string | null;
  readonly lines: readonly ReadLine[];
}

export const mostLines = 5_000;

export class Unreadable extends Error {}

/** `1.234,56`, `-12.50`, `12,5-` in the smallest unit; the last separator parts the fraction. @throws Unreadable */
export function readAmount(text: string, currency: string): number {
  const bare = text.replace(/[\s\u00a0'’+]/g, '');
  const negative = bare.startsWith('-') || bare.endsWith('-') || /^\(.*\)$/.test(bare);
  const digits = bare.replace(/[-()]/g, '');
  const exponent = currencyExponent(currency);
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const tail = last === -1 ? '' : digits.slice(last + 1);
  // Three digits behind one separator are thousands, where the currency has no thousandths.
  const isGroup = tail.length === 3 && exponent !== 3;
  const whole = (last === -1 || isGroup ? digits : digits.slice(0, last)).replace(/[.,]/g, '');
  const fraction = last === -1 || isGroup ? '' : tail.replace(/0+$/, '');
  if (
    !/^\d{1,12}$/.test(whole || '0') ||
    !/^\d*$/.test(fraction) ||
    fraction.length > exponent ||
    digits === ''
  ) {
    throw new Unreadable(`“${text.slice(0, 40)}” is no amount of ${currency}.`);
  }
  const amount = Number(`${whole || '0'}${fraction.padEnd(exponent, '0')}`);
  return negative ? -amount : amount;
}

/** An amount of ISO 20022, `1190.000`: the point always parts the fraction. @throws Unreadable */
function readDecimal(text: string, currency: string): number {
  const [, whole = '', rest = ''] = /^(\d{1,13})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  const fraction = rest.replace(/0+$/, '');
  const exponent = currencyExponent(currency);
  if (whole === '' || fraction.length > exponent) {
    throw new Unreadable(`“${text.slice(0, 40)}” is no amount of ${currency}.`);
  }
  return Number(`${whole}${fraction.padEnd(exponent, '0')}`);
}

/** `2026-11-22`, `22.11.2026`, `22/11/26`. @throws Unreadable */
export function readDay(text: string): Day {
  const bare = text.trim().slice(0, 10);
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})$/.exec(text.trim());
  const day = parts
    ? `${parts[3]?.length === 2 ? '20' : ''}${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}`
    : bare;
  if (!isDay(day)) throw new Unreadable(`“${text.slice(0, 40)}” is no day.`);
  return day;
}

/** Which column is which, by what banks call them in four languages. */
const columns = {
  bookedOn:
    /^(buchungstag|buchungsdatum|buchung|datum|date|booking ?date|boekdatum|date (de )?(comptable|op[ée]ration))/i,
  amount: /^(betrag|umsatz|amount|bedrag|montant)/i,
  currency: /^(w[äa]hrung|currency|valuta|munt|devise|waehrung)$/i,
  name: /^(name|auftraggeber|beg[üu]nstigter|zahlungspflichtiger|counterparty|payer|tegenpartij|naam|contrepartie|nom)/i,
  text: /(verwendungszweck|buchungstext|purpose|remittance|description|omschrijving|mededeling|libell[ée]|reference|referenz)/i,
  account: /^(auftragskonto|kontonummer|iban auftragskonto|account|rekening|compte)$/i,
} as const;

/** Rows of a bank's CSV, the first of them with names. @throws Unreadable */
export function readCsv(rows: readonly (readonly string[])[]): ReadStatement {
  const at = rows.findIndex(
    (row) =>
      row.some((cell) => columns.bookedOn.test(cell.trim())) &&
      row.some((cell) => columns.amount.test(cell.trim())),
  );
  const head = rows[at];
  if (!head) throw new Unreadable('No row names a day and an amount.');
  const find = (name: keyof typeof columns) => head.findIndex((cell) => columns[name].test(cell.trim()));
  const place = Object.fromEntries(
    Object.keys(columns).map((name) => [name, find(name as 'text')]),
  ) as Record<keyof typeof columns, number>;
  const texts = head.flatMap((cell, index) => (columns.text.test(cell.trim()) ? [index] : []));
  const body = rows.slice(at + 1).filter((row) => (row[place.amount] ?? '').trim() !== '');
  if (body.length > mostLines) throw new Unreadable(`There are more than ${mostLines} lines.`);
  const lines = body.map((row): ReadLine => {
    const cell = (name: keyof typeof columns) => (place[name] === -1 ? '' : (row[place[name]] ?? '')).trim();
    const currency = /^[A-Z]{3}$/.test(cell('currency')) ? cell('currency') : 'EUR';
    return {
      ...{ bookedOn: readDay(cell('bookedOn')), currency, amount: readAmount(cell('amount'), currency) },
      ...{ name: cell('name').slice(0, 140), bankReference: '' },
      text: texts
        .map((index) => (row[index] ?? '').trim())
        .filter(Boolean)
        .join(' ')
        .slice(0, 1_000),
    };
  });
  const account = body[0]?.[place.account]?.replace(/\s/g, '').slice(-4);
  return { account: account || null, lines };
}

type Node = { readonly [name: string]: unknown };
const asNode = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const listOf = (value: unknown): unknown[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];
const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? String((value as Node)['#text'] ?? '')
      : '';
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((node, name) => asNode(listOf(node)[0])[name], value);

/** CAMT.053 of any version as its tree of elements: booked entries alone, each of its transactions by itself. */
export function readCamt(tree: unknown): ReadStatement {
  const statements = listOf(at(tree, 'Document', 'BkToCstmrStmt', 'Stmt'));
  if (statements.length === 0) throw new Unreadable('There is no statement in it (camt.053, BkToCstmrStmt).');
  const lines = statements.flatMap((statement) =>
    listOf(asNode(statement).Ntry).flatMap((entry): ReadLine[] => {
      const status = textOf(at(entry, 'Sts', 'Cd')) || textOf(at(entry, 'Sts'));
      if (status !== '' && status !== 'BOOK') return [];
      const bookedOn = readDay(textOf(at(entry, 'BookgDt', 'Dt')) || textOf(at(entry, 'BookgDt', 'DtTm')));
      const whole = at(entry, 'Amt');
      const details = listOf(at(entry, 'NtryDtls')).flatMap((one) => listOf(asNode(one).TxDtls));
      return (details.length === 0 ? [{}] : details).map((detail) => {
        const own = at(detail, 'Amt') ?? at(detail, 'AmtDtls', 'TxAmt', 'Amt');
        if (details.length > 1 && own === undefined) {
          throw new Unreadable('An entry has several transactions without amounts of their own.');
        }
        // What was collected in another currency came in the account's.
        const amount = details.length > 1 ? own : whole;
        const currency = textOf(asNode(amount)['@Ccy']) || textOf(asNode(whole)['@Ccy']);
        const sign = (textOf(at(detail, 'CdtDbtInd')) || textOf(at(entry, 'CdtDbtInd'))) === 'DBIT' ? -1 : 1;
        const parties = at(detail, 'RltdPties');
        const who = sign > 0 ? 'Dbtr' : 'Cdtr';
        const name = textOf(at(parties, who, 'Nm')) || textOf(at(parties, who, 'Pty', 'Nm'));
        const remittance = [
          ...listOf(at(detail, 'RmtInf', 'Ustrd')).map(textOf),
          ...listOf(at(detail, 'RmtInf', 'Strd')).map((one) => textOf(at(one, 'CdtrRefInf', 'Ref'))),
          textOf(at(detail, 'Refs', 'EndToEndId')).replace('NOTPROVIDED', ''),
          details.length === 0 ? textOf(at(entry, 'AddtlNtryInf')) : '',
        ];
        if (!/^[A-Z]{3}$/.test(currency)) throw new Unreadable('An amount has no currency.');
        return {
          ...{ bookedOn, currency, amount: sign * readDecimal(textOf(amount), currency) },
          name: name.slice(0, 140),
          text: remittance.filter(Boolean).join(' ').slice(0, 1_000),
          bankReference: (
            textOf(at(detail, 'Refs', 'AcctSvcrRef')) || textOf(at(entry, 'AcctSvcrRef'))
          ).slice(0, 100),
        };
      });
    }),
  );
  if (lines.length > mostLines) throw new Unreadable(`There are more than ${mostLines} lines.`);
  const account = textOf(at(statements[0], 'Acct', 'Id', 'IBAN')).slice(-4);
  return { account: account || null, lines };
}
