import { sql } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import { forgetWords } from '../../../kit/server/search.ts';
import type {} from '../../vendors/server/tables.ts';
import type { Customer, Erasure } from '../schema.ts';
import { deleteCustomer, requireCustomer, startCustomer } from './customers-store.ts';
import { wordsOf } from './owned.ts';
import { toCustomerRow } from './table.ts';

/** What is counted for the question; whatever else belongs to the customer goes as well. */
const counted = {
  contacts: 'contact',
  contracts: 'contract',
  domains: 'domain',
  locations: 'location',
  installations: 'installation',
  licences: 'licence',
  mails: 'mail',
} as const satisfies Record<keyof Erasure['goes'], keyof Tables>;

/** What goes when this customer is erased, and what stays and until when. @throws `customer.not-found` */
export async function erasureOf(db: Db, vendorId: string, reference: string): Promise<Erasure> {
  const { id } = await requireCustomer(db, vendorId, reference);
  const goes = Object.fromEntries(
    await Promise.all(
      Object.entries(counted).map(async ([name, table]) => [name, await count(db, table, vendorId, id)]),
    ),
  ) as Erasure['goes'];
  const documents = await db
    .selectFrom('document')
    .select((eb) => ['kind', eb.fn.countAll().as('count'), eb.fn.max('issued_on').as('newest')])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', id)
    .groupBy('kind')
    .execute();
  const { document_years } = await db
    .selectFrom('vendor')
    .select('document_years')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  const of = (kind: string) => Number(documents.find((row) => row.kind === kind)?.count ?? 0);
  const newest = documents
    .map((row) => String(row.newest))
    .sort()
    .at(-1);
  return {
    goes,
    stays: {
      invoices: of('invoice'),
      creditNotes: of('credit-note'),
      until: newest === undefined ? null : keptUntil(newest, document_years),
    },
  };
}

/** Books are kept in whole years: so many after the one in which the document was issued. */
const keptUntil = (issuedOn: string, years: number): string =>
  `${String(Number(issuedOn.slice(0, 4)) + years).padStart(4, '0')}-12-31`;

async function count(db: Db, table: keyof Tables, vendorId: string, customerId: string): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)}
    where vendor_id = ${vendorId} and customer_id = ${customerId}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/**
 * Removes everything personal: people, contracts, sites, mails, codes, sessions. Invoices and credit notes stay as the
 * law wants them, at a record that has nothing left but its id, by which the log refers to it. Without any, nothing
 * stays. What hangs on the customer goes by its foreign keys, so the documents stand aside meanwhile.
 * @returns what went and what stayed @throws `customer.not-found`
 */
export async function eraseCustomer(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<{ readonly customer: Customer; readonly erasure: Erasure }> {
  await lockRow(tx, 'customer', vendorId, reference);
  const customer = await requireCustomer(tx, vendorId, reference);
  const erasure = await erasureOf(tx, vendorId, customer.id);
  if (customer.erasedAt) return { customer, erasure };
  const { invoices, creditNotes } = erasure.stays;
  if (invoices + creditNotes === 0) {
    await deleteCustomer(tx, vendorId, customer.id, at);
    return { customer, erasure };
  }
  const blank = blankOf(customer, at);
  const aside = newId('cus', at.getTime());
  await insertRow(tx, 'customer', toCustomerRow(vendorId, { ...blank, id: aside }));
  await moveDocuments(tx, vendorId, customer.id, aside);
  for (const { table, rows } of await wordsOf(tx, vendorId, customer.id)) {
    for (const row of rows) await forgetWords(tx, table, row);
  }
  await deleteCustomer(tx, vendorId, customer.id, at);
  await insertRow(tx, 'customer', toCustomerRow(vendorId, blank));
  await moveDocuments(tx, vendorId, aside, customer.id);
  await deleteCustomer(tx, vendorId, aside, at);
  return { customer: blank, erasure };
}

/** Nobody in particular: what tells two of them apart is the end of the id. */
const blankOf = ({ id, portalId, createdAt }: Customer, at: Date): Customer => ({
  ...startCustomer(
    { name: `✕ ${id.slice(-8)}`, portalId, status: 'inactive' },
    { id, now: at.toISOString() },
  ),
  createdAt,
  erasedAt: at.toISOString(),
});

const moveDocuments = (tx: Db, vendorId: string, from: string, to: string) =>
  tx
    .updateTable('document')
    .set({ customer_id: to })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', from)
    .execute();
