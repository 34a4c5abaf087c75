import { sql } from 'kysely';
import { dayIn } from '../../../kit/common/day.ts';
import type { Paging } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { patternOf } from '../../../kit/server/search.ts';
import type { Subject } from '../../access/schema.ts';
import type { Owner } from '../../access/server/env.ts';
import { openAmountOf, openFeesOf, statusOf } from '../rules.ts';
import type { DocumentFilter, DocumentsSummary, PortalDocument, PortalDocumentDetail } from '../schema.ts';
import { mayCorrect } from './correctable.ts';
import { formatsOf } from './e-invoice/store.ts';
import { type DocumentTable, type StoredDocument, toStored } from './table.ts';

/** Whose documents, as narrow as the session is, on which day. */
export interface Reader {
  readonly owner: Owner;
  readonly subject: Subject | null;
  readonly today: string;
}

export const readerOf = (vars: {
  readonly owner: Owner;
  readonly session: { readonly subject: Subject | null; readonly timeZone: string };
  readonly clock: { now(): Date };
}): Reader => ({
  owner: vars.owner,
  subject: vars.session.subject,
  today: dayIn(vars.session.timeZone, vars.clock.now()),
});

/** Everything of this customer that the session reaches: one contract's documents where it is narrowed to one. */
function reached(db: Db, { owner, subject }: Reader) {
  const all = db
    .selectFrom('document')
    .leftJoin('contract', (on) =>
      on
        .onRef('contract.vendor_id', '=', 'document.vendor_id')
        .onRef('contract.id', '=', 'document.contract_id')
        .onRef('contract.customer_id', '=', 'document.customer_id'),
    )
    .where('document.vendor_id', '=', owner.vendorId)
    .where('document.customer_id', '=', owner.customerId);
  if (!subject) return all;
  if (subject.type !== 'contract') return all.where('document.id', '=', '');
  return subject.id.startsWith('ext:')
    ? all.where('contract.external_id', '=', subject.id.slice('ext:'.length))
    : all.where('contract.id', '=', subject.id);
}

export type DocumentSearch = Omit<DocumentFilter, 'search'> & {
  readonly words: readonly string[] | undefined;
};

function matching(db: Db, reader: Reader, { kind, year, status, contract, words }: DocumentSearch) {
  let query = reached(db, reader);
  if (kind) query = query.where('document.kind', '=', kind);
  if (year) {
    query = query
      .where('document.issued_on', '>=', `${year}-01-01`)
      .where('document.issued_on', '<=', `${year}-12-31`);
  }
  if (status) query = query.where('document.status', '=', status === 'overdue' ? 'open' : status);
  if (status === 'open' || status === 'overdue') query = query.where('document.kind', '=', 'invoice');
  if (status === 'overdue') query = query.where('document.due_on', '<', reader.today);
  if (contract) query = query.where('document.contract_id', '=', contract);
  if (words?.length === 0) query = query.where((eb) => eb.lit(false));
  for (const word of words ?? []) {
    query = query.where((eb) => eb('document.search_text', 'like', eb.val(patternOf(word))));
  }
  return query;
}

const rowColumns = [
  ...(['document.id', 'document.kind', 'document.number', 'document.title', 'document.issued_on'] as const),
  ...(['document.due_on', 'document.status', 'document.currency', 'document.gross'] as const),
  ...(['document.prepaid', 'document.origin', 'document.pdf_file_id', 'document.pdf_size'] as const),
  'contract.id as contract_id',
  'contract.title as contract_title',
] as const;

type Row = Pick<
  DocumentTable,
  | 'id'
  | 'kind'
  | 'number'
  | 'title'
  | 'issued_on'
  | 'due_on'
  | 'status'
  | 'currency'
  | 'gross'
  | 'prepaid'
  | 'origin'
  | 'pdf_file_id'
  | 'pdf_size'
> & { contract_id: string | null; contract_title: string | null };

const toPortalDocument = (row: Row, today: string): PortalDocument => ({
  id: row.id,
  kind: row.kind,
  number: row.number,
  title: row.title,
  issuedOn: row.issued_on,
  dueOn: row.due_on,
  status: statusOf(row.status as PortalDocument['status'], row.due_on, today),
  amount: {
    amount: (row.kind === 'invoice' ? row.gross - row.prepaid : -row.gross) + 0,
    currency: row.currency,
  },
  contract: row.contract_id ? { id: row.contract_id, title: row.contract_title ?? '' } : null,
  pdf: row.origin === 'portico' || row.pdf_file_id ? { bytes: row.pdf_size } : null,
});

/** What it asks for, below zero where money goes to the customer, as `PortalDocument` has it. */
const amountOf = sql<number>`case when document.kind = 'invoice' then document.gross - document.prepaid else -document.gross end`;

const sorted = (query: ReturnType<typeof matching>, sort: DocumentFilter['sort']) => {
  const direction = sort === 'issuedOn' || sort === 'amount' ? 'asc' : 'desc';
  const by = sort === 'amount' || sort === '-amount' ? amountOf : sql.ref('document.issued_on');
  return { by, direction, query: query.orderBy(by, direction).orderBy('document.id', direction) } as const;
};

/** Where the page behind a row begins. */
export const placeOf = (
  { id, issuedOn, amount }: PortalDocument,
  sort: DocumentFilter['sort'],
): readonly string[] => [sort?.endsWith('amount') ? String(amount.amount) : issuedOn, id];

/** Newest first, or as `sort` says; a page after `placeOf` a row, and how many there are in all. */
export async function documentsOf(
  db: Db,
  reader: Reader,
  search: DocumentSearch,
  { limit, after }: Pick<Paging, 'limit' | 'after'>,
): Promise<{ items: PortalDocument[]; count: number }> {
  const { by, direction, ...all } = sorted(matching(db, reader, search), search.sort);
  let query = all.query.select(rowColumns).limit(limit + 1);
  if (after) {
    const [value = '', id = ''] = after;
    const from = search.sort?.endsWith('amount') ? sql`${Number(value)}` : sql`${value}`;
    const than = direction === 'asc' ? sql`>` : sql`<`;
    query = query.where(sql<boolean>`(${by}, document.id) ${than} (${from}, ${id})`);
  }
  const counted = matching(db, reader, search).select((eb) => eb.fn.countAll<number>().as('count'));
  const [rows, { count }] = await Promise.all([query.execute(), counted.executeTakeFirstOrThrow()]);
  return { items: rows.map((row) => toPortalDocument(row, reader.today)), count: Number(count) };
}

/** What a filter can be set to, and what is owed. */
export async function summaryOf(db: Db, reader: Reader): Promise<DocumentsSummary> {
  const [years, contracts, owed] = await Promise.all([
    reached(db, reader)
      .select((eb) => [
        eb.fn<string>('substr', ['document.issued_on', eb.lit(1), eb.lit(4)]).as('year'),
        eb.fn.countAll<number>().as('count'),
      ])
      .groupBy('year')
      .orderBy('year', 'desc')
      .execute(),
    reached(db, reader)
      .where('contract.id', 'is not', null)
      .select(['contract.id', 'contract.title'])
      .distinct()
      .orderBy('contract.title')
      .orderBy('contract.id')
      .limit(100)
      .execute(),
    reached(db, reader)
      .where('document.kind', '=', 'invoice')
      .where('document.status', '=', 'open')
      .select(['document.currency', 'document.gross', 'document.prepaid', 'document.credited'])
      .select(['document.received', 'document.reminder_fees as reminderFees', 'document.due_on'])
      .execute(),
  ]);
  const open = new Map<
    string,
    { amount: number; count: number; overdue: number; nextDueOn: string | null }
  >();
  for (const { currency, due_on, ...row } of owed) {
    const owes = { ...row, status: 'open' as const };
    const amount = openAmountOf(owes) + openFeesOf(owes);
    if (amount === 0) continue;
    const before = open.get(currency) ?? { amount: 0, count: 0, overdue: 0, nextDueOn: null };
    const earlier = due_on !== null && (before.nextDueOn === null || due_on < before.nextDueOn);
    open.set(currency, {
      amount: before.amount + amount,
      count: before.count + 1,
      overdue: before.overdue + (due_on !== null && due_on < reader.today ? 1 : 0),
      nextDueOn: earlier ? due_on : before.nextDueOn,
    });
  }
  return {
    total: years.reduce((sum, { count }) => sum + Number(count), 0),
    years: years.map(({ year }) => year),
    contracts: contracts.map(({ id, title }) => ({ id: id ?? '', title: title ?? '' })),
    open: [...open].map(([currency, { amount, ...rest }]) => ({ amount: { amount, currency }, ...rest })),
  };
}

/** One document of this customer, or `undefined` for another's and for one out of the session's reach. */
export async function findReached(
  db: Db,
  reader: Reader,
  id: string,
): Promise<{ document: StoredDocument; contractTitle: string | null } | undefined> {
  const row = await reached(db, reader)
    .where('document.id', '=', id)
    .selectAll('document')
    .select('contract.title as contract_title')
    .executeTakeFirst();
  return row && { document: toStored(row), contractTitle: row.contract_title };
}

/** Those of `ids` that the session reaches, in the order of the list; all in one look, as they are at one moment. */
export async function reachedIds(db: Db, reader: Reader, ids: readonly string[]): Promise<string[]> {
  const found: { id: string; issued_on: string }[] = [];
  // Few enough for the number of values that one statement takes.
  for (let at = 0; at < ids.length; at += 500) {
    found.push(
      ...(await reached(db, reader)
        .where('document.id', 'in', ids.slice(at, at + 500))
        .select(['document.id', 'document.issued_on'])
        .execute()),
    );
  }
  const key = ({ issued_on, id }: (typeof found)[number]) => `${issued_on} ${id}`;
  return found.sort((a, b) => (key(a) < key(b) ? 1 : -1)).map(({ id }) => id);
}

/** Documents to pack, as they are at one moment; those that are gone or out of reach by now are left out. */
export async function zippedOf(
  db: Db,
  reader: Reader,
  ids: readonly string[],
): Promise<{ document: StoredDocument; row: PortalDocument }[]> {
  const found = new Map<string, { document: StoredDocument; row: PortalDocument }>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await reached(db, reader)
      .where('document.id', 'in', ids.slice(at, at + 500))
      .selectAll('document')
      .select('contract.title as contract_title')
      .execute();
    for (const row of rows) {
      const document = toStored(row);
      found.set(row.id, { document, row: toPortalDocument(row, reader.today) });
    }
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Ids of all that match, newest first or as `sort` says. */
export async function matchingIds(
  db: Db,
  reader: Reader,
  search: DocumentSearch,
  most: number,
): Promise<string[]> {
  const rows = await sorted(matching(db, reader, search), search.sort)
    .query.select('document.id')
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}

/** With lines, taxes and what it is linked to. */
export async function detailOf(
  db: Db,
  reader: Reader,
  id: string,
): Promise<PortalDocumentDetail | undefined> {
  const found = await findReached(db, reader, id);
  if (!found) return undefined;
  const { document, contractTitle } = found;
  const money = (amount: number) => ({ amount, currency: document.currency });
  const row = toPortalDocument(
    {
      ...document,
      issued_on: document.issuedOn,
      due_on: document.dueOn,
      pdf_file_id: document.pdf?.fileId ?? null,
      pdf_size: document.pdf?.size ?? null,
      contract_id: contractTitle === null ? null : document.contractId,
      contract_title: contractTitle,
    },
    reader.today,
  );
  const { period, paidOn, pricesIncludeTax, lines, taxes, net, tax, gross, prepaid, notes } = document;
  const related = await reached(db, reader)
    .where((eb) =>
      document.invoiceId ? eb('document.id', '=', document.invoiceId) : eb('document.invoice_id', '=', id),
    )
    .select(rowColumns)
    .orderBy('document.issued_on')
    .limit(50)
    .execute();
  /** One that is out of reach is not spoken of. */
  const named = async (other: string | null) =>
    other
      ? ((await reached(db, reader)
          .where('document.id', '=', other)
          .select(['document.id', 'document.number'])
          .executeTakeFirst()) ?? null)
      : null;
  return {
    ...row,
    ...{ period, paidOn, pricesIncludeTax, notes },
    lines: lines.map((line) => ({ ...line, amount: money(line.amount) })),
    taxes: taxes.map((one) => ({ percent: one.percent, net: money(one.net), tax: money(one.tax) })),
    net: money(net),
    tax: money(tax),
    gross: money(gross),
    prepaid: money(prepaid),
    toPay: money(document.kind === 'invoice' ? openAmountOf(document) + openFeesOf(document) : 0),
    related: related
      .map((one) => toPortalDocument(one, reader.today))
      .map(({ id, kind, number, amount }) => ({ id, kind, number, amount })),
    eInvoices: await formatsOf(db, reader.owner.vendorId, document),
    corrects: await named(document.correctsId),
    correctedBy: await named(document.correctedById),
    reminderLevel: document.reminderLevel,
    mayCorrect: await mayCorrect(db, reader.owner.vendorId, document),
  };
}
