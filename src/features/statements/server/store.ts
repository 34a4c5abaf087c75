import { createHash } from 'node:crypto';
import { newId, newIds } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { deleteRow, findRow, insertRow, lockRow } from '../../../kit/server/rows.ts';
import { keepWords, searchText } from '../../../kit/server/search.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import type { InvoiceStatus } from '../../documents/schema.ts';
import { type Awaited, propose } from '../match.ts';
import { statementProblem } from '../problems.ts';
import type { ReadLine, ReadStatement } from '../read.ts';
import type { NewStatement, Statement, StatementLine } from '../schema.ts';

interface StatementTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  format: Statement['format'];
  account: string | null;
  lines: number;
  known: number;
  search_text: string;
  created_at: string;
  updated_at: string;
}

/** What a booking did with one payment, so that it can be taken back. */
export interface Booked {
  readonly paymentId: string;
  /** `made`: it was not there before. `pending`: it was awaited. */
  readonly was: 'made' | 'pending';
}

export interface LineTable {
  vendor_id: string;
  id: string;
  statement_id: string;
  position: number;
  fingerprint: string;
  booked_on: string;
  amount: number;
  currency: string;
  name: string;
  text: string;
  state: StatementLine['state'];
  bookings: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    bank_statement: StatementTable;
    bank_statement_line: LineTable;
  }
}

keepWords('bank_statement', ({ id }) => id);

export interface Writing {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

export const tell = (
  tx: Db,
  { vendorId, actor, at }: Writing,
  statementId: string,
  action: 'statement.created' | 'statement.updated' | 'statement.deleted',
  detail?: string,
) =>
  announce(tx, {
    ...{ vendorId, actor, at, subjectId: statementId, ...(detail && { detail }) },
    action,
    data: { statementId },
  });

/** The same line, whichever file it stands in; the same words twice in one file are two payments. */
function fingerprints(account: string | null, lines: readonly ReadLine[]): string[] {
  const seen = new Map<string, number>();
  return lines.map(({ bookedOn, amount, currency, name, text, bankReference }) => {
    const key = JSON.stringify([account, bookedOn, amount, currency, bankReference || [name, text]]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256').update(`${key} ${count}`).digest('base64url');
  });
}

/** Writes down a statement; lines that an earlier file brought are counted and not written again. */
export async function createStatement(
  tx: Db,
  writing: Writing,
  { name, format }: NewStatement,
  { account, lines }: ReadStatement,
): Promise<Statement> {
  const { vendorId, at } = writing;
  const now = at.toISOString();
  const id = newId('stm', at.getTime());
  const row: StatementTable = {
    ...{ vendor_id: vendorId, id, external_id: null, name, format, account, lines: lines.length, known: 0 },
    ...{ search_text: searchText(name, account), created_at: now, updated_at: now },
  };
  await insertRow(tx, 'bank_statement', row);
  const ids = newIds('stl', lines.length, at.getTime());
  const marks = fingerprints(account, lines);
  let known = 0;
  for (const [position, line] of lines.entries()) {
    const done = await tx
      .insertInto('bank_statement_line')
      .values({
        ...{ vendor_id: vendorId, id: ids[position] as string, statement_id: id, position },
        ...{ fingerprint: marks[position] as string, booked_on: line.bookedOn, amount: line.amount },
        ...{ currency: line.currency, name: line.name, text: line.text, bookings: '[]', updated_at: now },
        state: line.amount > 0 ? 'open' : 'none',
      })
      .onConflict((conflict) => conflict.columns(['vendor_id', 'fingerprint']).doNothing())
      .executeTakeFirst();
    if (done.numInsertedOrUpdatedRows !== 1n) known++;
  }
  await tx
    .updateTable('bank_statement')
    .set({ known })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  await tell(tx, writing, id, 'statement.created', name);
  return requireStatement(tx, vendorId, id);
}

const openIn = async (
  db: Db,
  vendorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('bank_statement_line')
    .select(['statement_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('vendor_id', '=', vendorId)
    .where('statement_id', 'in', [...ids])
    .where('state', '=', 'open')
    .groupBy('statement_id')
    .execute();
  return new Map(rows.map(({ statement_id, count }) => [statement_id, Number(count)]));
};

const toStatement = (row: StatementTable, open: number): Statement => ({
  ...{ id: row.id, name: row.name, format: row.format, account: row.account, open },
  ...{
    lines: Number(row.lines),
    known: Number(row.known),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  },
});

export async function listStatements(db: Db, vendorId: string, paging: Paging): Promise<Statement[]> {
  const query = db.selectFrom('bank_statement').selectAll().where('vendor_id', '=', vendorId);
  const rows = await paged(query, 'bank_statement', paging).execute();
  const open = await openIn(
    db,
    vendorId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toStatement(row, open.get(row.id) ?? 0));
}

/** @throws `statement.not-found` */
export async function requireStatement(db: Db, vendorId: string, id: string): Promise<Statement> {
  const row = await findRow(db, 'bank_statement', vendorId, id);
  if (!row) throw statementProblem('statement.not-found');
  return toStatement(row, (await openIn(db, vendorId, [row.id])).get(row.id) ?? 0);
}

/** A statement of which nothing is booked goes with its lines. @throws `statement.not-found`, `statement-line.wrong-state` */
export async function deleteStatement(tx: Db, writing: Writing, id: string): Promise<void> {
  const { vendorId } = writing;
  await lockRow(tx, 'bank_statement', vendorId, id);
  const { id: known } = await requireStatement(tx, vendorId, id);
  const booked = await tx
    .selectFrom('bank_statement_line')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('statement_id', '=', known)
    .where('state', '=', 'booked')
    .limit(1)
    .executeTakeFirst();
  if (booked)
    throw statementProblem('statement-line.wrong-state', { detail: 'Take its bookings back first.' });
  await deleteRow(tx, 'bank_statement', vendorId, known);
  await tell(tx, writing, known, 'statement.deleted');
}

/** One line, held until the transaction is over. @throws `statement-line.not-found` */
export async function lockLine(
  tx: Db,
  vendorId: string,
  statementId: string,
  id: string,
): Promise<LineTable> {
  const done = await tx
    .updateTable('bank_statement_line')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .where('statement_id', '=', statementId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!done) throw statementProblem('statement-line.not-found');
  return done;
}

export async function writeLine(
  tx: Db,
  { vendorId, id }: { readonly vendorId: string; readonly id: string },
  change: { readonly state: StatementLine['state']; readonly bookings: readonly Booked[] },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('bank_statement_line')
    .set({ state: change.state, bookings: JSON.stringify(change.bookings), updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** Invoices and transfers that wait for money, those of the currencies that came. */
export async function awaitedOf(db: Db, vendorId: string): Promise<Awaited[]> {
  const invoices = await db
    .selectFrom('document as d')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'd.vendor_id').onRef('c.id', '=', 'd.customer_id'),
    )
    .select([
      'd.id',
      'd.number',
      'd.gross',
      'd.prepaid',
      'd.credited',
      'd.received',
      'd.status',
      'd.reminder_fees as reminderFees',
      'd.currency',
      'd.customer_id',
      'c.name',
    ])
    .where('d.vendor_id', '=', vendorId)
    .where('d.kind', '=', 'invoice')
    .where((eb) =>
      eb.or([eb('d.status', '=', 'open'), eb('d.status', '=', 'paid').and('d.reminder_fees', '>', 0)]),
    )
    .orderBy('d.id', 'desc')
    .limit(5_000)
    .execute();
  const open = invoices.map((row): Awaited => {
    const invoice = { ...row, status: row.status as InvoiceStatus };
    const [due, fees] = [openAmountOf(invoice), openFeesOf(invoice)];
    const of = { id: row.id, customerId: row.customer_id, customerName: row.name, reference: row.number };
    return { kind: 'invoice', ...of, fees, due: { amount: due + fees, currency: row.currency } };
  });
  const transfers = await db
    .selectFrom('payment as p')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'p.vendor_id').onRef('c.id', '=', 'p.customer_id'),
    )
    .select(['p.id', 'p.reference', 'p.amount', 'p.currency', 'p.customer_id', 'c.name'])
    .where('p.vendor_id', '=', vendorId)
    .where('p.status', '=', 'pending')
    .where('p.kind', 'in', ['invoice', 'sepa'])
    .where('p.invoice_id', 'is', null)
    .orderBy('p.id', 'desc')
    .limit(5_000)
    .execute();
  const waiting = transfers.map(
    (row): Awaited => ({
      ...{ kind: 'payment', id: row.id, customerId: row.customer_id, customerName: row.name },
      ...{ reference: row.reference, due: { amount: Number(row.amount), currency: row.currency } },
    }),
  );
  return [...open.filter(({ due }) => due.amount > 0), ...waiting];
}

export const toLine = (row: LineTable, awaited: readonly Awaited[]): StatementLine => {
  const { id, statement_id: statementId, booked_on: bookedOn, name, text, state } = row;
  const amount = { amount: Number(row.amount), currency: row.currency };
  return {
    ...{ id, statementId, bookedOn, amount, name, text, state },
    paymentIds: (JSON.parse(row.bookings) as Booked[]).map(({ paymentId }) => paymentId),
    proposals: state === 'open' ? propose({ amount, name, text }, awaited) : [],
  };
};

/** Lines in the order of the file. */
export async function linesOf(
  db: Db,
  vendorId: string,
  statementId: string,
  {
    state,
    after,
    limit,
  }: { readonly state?: StatementLine['state'] | undefined; readonly after: number; readonly limit: number },
): Promise<LineTable[]> {
  let query = db
    .selectFrom('bank_statement_line')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('statement_id', '=', statementId)
    .where('position', '>', after);
  if (state) query = query.where('state', '=', state);
  return query.orderBy('position').limit(limit).execute();
}
