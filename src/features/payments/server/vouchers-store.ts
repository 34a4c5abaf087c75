import { newCode, readCode } from '../../../kit/common/code.ts';
import { dayIn } from '../../../kit/common/day.ts';
import { newId, newIds } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import { findRow, insertRow, lockRow } from '../../../kit/server/rows.ts';
import { insertWords, keepWords, searchText } from '../../../kit/server/search.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { paymentProblem } from '../problems.ts';
import { lastFour } from '../rules.ts';
import type { Payment } from '../schema.ts';
import type { NewVouchers, Voucher } from '../voucher-schema.ts';
import { balanceMoved } from './balance-store.ts';
import { startRow } from './store.ts';
import { toPaymentRow } from './table.ts';

interface VoucherTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  batch: string;
  sealed_code: string;
  code_lookup: string;
  last4: string;
  amount: number;
  currency: string;
  expires_on: string | null;
  redeemed_at: string | null;
  customer_id: string | null;
  payment_id: string | null;
  voided_at: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    voucher: VoucherTable;
  }
}

// One that nobody redeemed is its own owner.
keepWords('voucher', ({ customer_id, id }) => customer_id ?? id);

/** 95 random bits and a check symbol: `7KQ2M-9XR4T-B3WFD-H8NVC`. */
const symbols = 19;
const contextOf = (id: string): string => `voucher:${id}`;
const plainOf = (code: string): string => `voucher:${code}`;

export const sealedVouchers: SealedColumn = {
  table: 'voucher',
  key: ['id'],
  column: 'sealed_code',
  context: ({ id }) => contextOf(id as string),
  lookup: { column: 'code_lookup', of: (secrets, code) => secrets.lookup(plainOf(code)) },
};

const toVoucher = (row: VoucherTable): Voucher => ({
  id: row.id,
  externalId: row.external_id,
  batch: row.batch,
  last4: row.last4,
  amount: { amount: Number(row.amount), currency: row.currency },
  expiresOn: row.expires_on,
  state: row.voided_at ? 'voided' : row.redeemed_at ? 'redeemed' : 'open',
  customerId: row.customer_id,
  paymentId: row.payment_id,
  redeemedAt: row.redeemed_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

interface Writing {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** Makes a batch; this answer is the one that holds all its codes. */
export async function makeVouchers(
  tx: Db,
  { vendorId, actor, at }: Writing,
  secrets: Secrets,
  { batch, count, amount, expiresOn }: NewVouchers,
): Promise<{ id: string; code: string }[]> {
  const now = at.toISOString();
  const made = newIds('vch', count, at.getTime()).map((id) => ({ id, code: newCode(symbols) }));
  const rows = made.map(({ id, code }): VoucherTable => {
    const last4 = lastFour(code);
    return {
      ...{ vendor_id: vendorId, id, external_id: null, batch, last4, expires_on: expiresOn },
      ...{ sealed_code: secrets.seal(code, contextOf(id)), code_lookup: secrets.lookup(plainOf(code)) },
      ...{ amount: amount.amount, currency: amount.currency, redeemed_at: null, customer_id: null },
      ...{ payment_id: null, voided_at: null, search_text: searchText(batch, last4, id) },
      ...{ created_at: now, updated_at: now },
    };
  });
  await insertRows(tx, 'voucher', rows);
  await insertWords(tx, 'voucher', rows);
  await announce(tx, {
    ...{ vendorId, actor, at, subjectId: made[0]?.id as string },
    action: 'voucher-batch.created',
    detail: `${count} × ${amount.amount} ${amount.currency}: ${batch}`,
    data: { batch },
  });
  return made;
}

export interface VouchersFilter {
  readonly state?: Voucher['state'] | undefined;
  readonly batch?: string | undefined;
  readonly customerId?: string | undefined;
}

export async function listVouchers(
  db: Db,
  vendorId: string,
  { state, batch, customerId }: VouchersFilter,
  paging: Paging,
): Promise<Voucher[]> {
  let query = db.selectFrom('voucher').selectAll().where('vendor_id', '=', vendorId);
  if (batch) query = query.where('batch', '=', batch);
  if (customerId) query = query.where('customer_id', '=', customerId);
  if (state === 'open') query = query.where('redeemed_at', 'is', null).where('voided_at', 'is', null);
  if (state === 'redeemed') query = query.where('redeemed_at', 'is not', null);
  if (state === 'voided') query = query.where('voided_at', 'is not', null);
  return (await paged(query, 'voucher', paging).execute()).map(toVoucher);
}

async function requireRow(db: Db, vendorId: string, id: string): Promise<VoucherTable> {
  const row = await findRow(db, 'voucher', vendorId, id);
  if (!row) throw paymentProblem('voucher.not-found');
  return row;
}

/** @throws `voucher.not-found` */
export const requireVoucher = async (db: Db, vendorId: string, id: string): Promise<Voucher> =>
  toVoucher(await requireRow(db, vendorId, id));

/** The code of one; who reads it leaves a row. @throws `voucher.not-found` */
export async function readVoucherCode(
  tx: Db,
  { vendorId, actor, at }: Writing,
  secrets: Secrets,
  id: string,
): Promise<string> {
  const row = await requireRow(tx, vendorId, id);
  await announce(tx, {
    ...{ vendorId, actor, at, subjectId: row.id },
    action: 'voucher.read',
    data: { voucherId: row.id },
  });
  return secrets.open(row.sealed_code, contextOf(row.id));
}

/** It is taken by nobody any more. @throws `voucher.not-found`, `voucher.wrong-state` */
export async function voidVoucher(tx: Db, { vendorId, actor, at }: Writing, id: string): Promise<Voucher> {
  const now = at.toISOString();
  const { id: known } = await requireRow(tx, vendorId, id);
  const done = await tx
    .updateTable('voucher')
    .set({ voided_at: now, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', known)
    .where('redeemed_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw paymentProblem('voucher.wrong-state');
  await announce(tx, {
    ...{ vendorId, actor, at, subjectId: known },
    action: 'voucher.voided',
    data: { voucherId: known },
  });
  return requireVoucher(tx, vendorId, known);
}

export interface Redeeming extends Writing {
  readonly secrets: Secrets;
  readonly timeZone: string;
  /** Currencies of balances here: a voucher of another one is not taken. */
  readonly currencies: readonly string[];
  readonly description: string;
}

/**
 * Takes a voucher into the customer's balance: of any number who type one code at once, one gets it. No such code, one of
 * another currency, an old, a void and a used one are one answer.
 * @throws `voucher.refused`
 */
export async function redeemVoucher(
  tx: Db,
  { customerId }: Owner,
  { vendorId, actor, at, secrets, timeZone, currencies, description }: Redeeming,
  typed: string,
): Promise<Payment> {
  const read = readCode(typed, symbols);
  const refused = () => paymentProblem('voucher.refused');
  if (read.code === undefined) throw refused();
  const row = await tx
    .selectFrom('voucher')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('code_lookup', 'in', [...secrets.lookups(plainOf(read.code))])
    .executeTakeFirst();
  const isOver = row?.expires_on && row.expires_on < dayIn(timeZone, at);
  if (!row || isOver || !currencies.includes(row.currency)) throw refused();
  // Who spends and who redeems wait for each other here, always in this order.
  await lockRow(tx, 'customer', vendorId, customerId);
  const now = at.toISOString();
  const paymentId = newId('pay', at.getTime());
  const done = await tx
    .updateTable('voucher')
    .set({ redeemed_at: now, customer_id: customerId, payment_id: paymentId, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', row.id)
    .where('redeemed_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw refused();
  const { amount } = toVoucher(row);
  const payment = startRow(
    {
      ...{ customerId, kind: 'manual', status: 'completed', amount, description },
      ...{ reference: `•••• ${row.last4}`, purpose: 'voucher' },
    },
    { id: paymentId, now },
  );
  await insertRow(tx, 'payment', toPaymentRow(vendorId, payment));
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: row.id },
    action: 'voucher.redeemed',
    data: { customerId, voucherId: row.id, paymentId },
  });
  await balanceMoved(tx, { vendorId, actor, at }, customerId, row.currency);
  return payment;
}
