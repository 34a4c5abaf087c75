import { dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Money } from '../../../kit/common/money.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { paymentProblem } from '../problems.ts';
import { autoTopUp, type BalanceLevel, crossing, levelOf, surchargeOf } from '../rules.ts';
import type { AutoTopUp, BalanceAccount, Payment } from '../schema.ts';
import type { BalanceSetting, TopUpWay } from '../settings-schema.ts';
import { requireMethod } from './methods-store.ts';
import { readProviders } from './settings-store.ts';
import { toPaymentRow } from './table.ts';

export const collectJob = 'collect-payments';
export const noticesJob = 'payment-notices';

interface BalanceAccountTable {
  vendor_id: string;
  customer_id: string;
  currency: string;
  debit_limit: number;
  level: BalanceLevel;
  notice: 'low' | 'exhausted' | null;
  auto_below: number | null;
  auto_amount: number | null;
  auto_ceiling: number | null;
  auto_method_id: string | null;
  /** JSON: who agreed to what, and when. */
  auto_consent: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    balance_account: BalanceAccountTable;
  }
}

interface Writing {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** Sum of what was completed and is not used up by an order or invoice, by currency. */
export async function balanceOf(db: Db, { vendorId, customerId }: Owner): Promise<Money[]> {
  const rows = await db
    .selectFrom('payment')
    .select(({ fn, eb }) => [
      'currency',
      fn.sum<number>(eb(eb('amount', '-', eb.ref('refunded')), '-', eb.ref('surcharge'))).as('amount'),
    ])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'completed')
    .where('order_id', 'is', null)
    .where('invoice_id', 'is', null)
    .groupBy('currency')
    .orderBy('currency')
    .execute();
  return rows.map(({ currency, amount }) => ({ currency, amount: Number(amount) }));
}

const amountIn = async (db: Db, owner: Owner, wanted: string): Promise<number> =>
  (await balanceOf(db, owner)).find(({ currency }) => currency === wanted)?.amount ?? 0;

const rowsOf = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('balance_account')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);

const autoOf = (row: BalanceAccountTable): AutoTopUp | null =>
  row.auto_below === null
    ? null
    : {
        below: Number(row.auto_below),
        amount: Number(row.auto_amount),
        ceiling: Number(row.auto_ceiling),
        methodId: row.auto_method_id as string,
        agreedAt: (JSON.parse(row.auto_consent as string) as { at: string }).at,
      };

/** What a customer has with the vendor, by currency: those that were agreed, and those in which there is money. */
export async function accountsOf(db: Db, owner: Owner): Promise<BalanceAccount[]> {
  const { balance: setting } = await readProviders(db, owner.vendorId);
  const rows = await rowsOf(db, owner).execute();
  const sums = await balanceOf(db, owner);
  const currencies = [...new Set([...sums, ...rows].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const row = rows.find((one) => one.currency === currency);
    const amount = sums.find((one) => one.currency === currency)?.amount ?? 0;
    const debitLimit = Number(row?.debit_limit ?? 0);
    const lowAt = setting.currencies.find((one) => one.currency === currency)?.lowAt ?? null;
    const level = levelOf(amount, debitLimit, lowAt);
    return {
      balance: { amount, currency },
      debitLimit,
      available: Math.max(0, amount + debitLimit),
      level,
      blocked: setting.enabled && setting.blocks && level === 'exhausted',
      automatic: row ? autoOf(row) : null,
    };
  });
}

/** @throws `payment.balance-too-low`; the customer must be locked */
export async function requireBalance(
  tx: Db,
  vendorId: string,
  { customerId, amount }: Pick<Payment, 'customerId' | 'amount'>,
): Promise<void> {
  const { balance: setting } = await readProviders(tx, vendorId);
  if (setting.enabled && !setting.blocks) return;
  const owner = { vendorId, customerId };
  const there = await amountIn(tx, owner, amount.currency);
  const row = await rowsOf(tx, owner).where('currency', '=', amount.currency).executeTakeFirst();
  const limit = Number(row?.debit_limit ?? 0);
  if (there + limit + amount.amount >= 0) return;
  throw paymentProblem('payment.balance-too-low', {
    detail: `There are ${there + limit} of ${amount.currency} in the smallest unit, and ${-amount.amount} would go.`,
  });
}

/** The account's row, made where there is none; the customer must be locked. */
async function accountRow(
  tx: Db,
  { vendorId, customerId }: Owner,
  currency: string,
  at: Date,
): Promise<BalanceAccountTable> {
  const now = at.toISOString();
  await tx
    .insertInto('balance_account')
    .values({
      ...{
        vendor_id: vendorId,
        customer_id: customerId,
        currency,
        debit_limit: 0,
        level: 'ok',
        notice: null,
      },
      ...{
        auto_below: null,
        auto_amount: null,
        auto_ceiling: null,
        auto_method_id: null,
        auto_consent: null,
      },
      ...{ created_at: now, updated_at: now },
    })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'customer_id', 'currency']).doNothing())
    .execute();
  return rowsOf(tx, { vendorId, customerId }).where('currency', '=', currency).executeTakeFirstOrThrow();
}

const change = (
  tx: Db,
  { vendorId, customerId, currency }: Owner & { readonly currency: string },
  to: Partial<BalanceAccountTable>,
  at: Date,
) =>
  tx
    .updateTable('balance_account')
    .set({ ...to, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('currency', '=', currency)
    .execute();

/**
 * What follows when a balance has another sum: whoever listens is told of each line that was crossed, once, and what was
 * agreed to be topped up by itself is. The customer's row is held, so that two movements never see the same line.
 */
export async function balanceMoved(
  tx: Db,
  { vendorId, actor, at }: Writing,
  customerId: string,
  currency: string,
): Promise<void> {
  const { balance: setting } = await readProviders(tx, vendorId);
  if (!setting.enabled) return;
  await lockRow(tx, 'customer', vendorId, customerId);
  const owner = { vendorId, customerId };
  const row = await accountRow(tx, owner, currency, at);
  const amount = await amountIn(tx, owner, currency);
  const lowAt = setting.currencies.find((one) => one.currency === currency)?.lowAt ?? null;
  const level = levelOf(amount, Number(row.debit_limit), lowAt);
  if (level !== row.level) {
    const event = crossing(row.level, level);
    const down = event === 'balance.low' || event === 'balance.exhausted';
    const notice = down && level !== 'ok' ? level : level === 'ok' ? null : row.notice;
    await change(tx, { ...owner, currency }, { level, notice }, at);
    if (event) {
      const about = { vendorId, customerId, actor, at, subjectId: customerId };
      await announce(tx, { ...about, action: event, data: { customerId, currency } });
    }
    if (down) wakeJob(tx, noticesJob);
  }
  const agreed = autoOf(row);
  if (agreed) await topUpByItself(tx, { vendorId, actor, at }, owner, agreed, { amount, currency });
}

const systemActor = { kind: 'system', id: null } as const;

async function topUpByItself(
  tx: Db,
  { vendorId, at }: Writing,
  owner: Owner,
  agreed: AutoTopUp,
  { amount, currency }: Money,
): Promise<void> {
  const { customerId } = owner;
  const { balance: setting } = await readProviders(tx, vendorId);
  if (!setting.automatic) return;
  const made = await tx
    .selectFrom('payment')
    .select(['status', 'amount', 'surcharge', 'created_at'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('purpose', '=', 'auto-top-up')
    .where('currency', '=', currency)
    .where('status', 'in', ['pending', 'completed', 'refunded'])
    .execute();
  if (made.some(({ status }) => status === 'pending')) return;
  const monthOf = await monthsOf(tx, owner);
  const thisMonth = made
    .filter(({ created_at }) => monthOf(new Date(created_at)) === monthOf(at))
    .reduce((sum, one) => sum + Number(one.amount) - Number(one.surcharge), 0);
  const wanted = autoTopUp(amount, agreed, thisMonth);
  if (wanted === 0) return;
  const method = await requireMethod(tx, owner, agreed.methodId);
  const more = surchargeBy(setting, method.kind, { amount: wanted, currency });
  const now = at.toISOString();
  const id = newId('pay', at.getTime());
  const payment: Payment = {
    ...{
      id,
      externalId: null,
      customerId,
      orderId: null,
      invoiceId: null,
      kind: method.kind,
      status: 'pending',
    },
    ...{ amount: { amount: wanted + more, currency }, surcharge: more, purpose: 'auto-top-up', refunded: 0 },
    ...{
      description: '',
      reference: `A-${id.slice(-8).toUpperCase()}`,
      methodId: method.id,
      providerId: null,
    },
    ...{ failure: null, attention: null, completedAt: null, createdAt: now, updatedAt: now },
  };
  await insertRow(tx, 'payment', toPaymentRow(vendorId, { ...payment, dueAt: now }));
  await announce(tx, {
    ...{ vendorId, customerId, actor: systemActor, at },
    action: 'payment.created',
    subjectId: id,
    data: { customerId, paymentId: id },
  });
  wakeJob(tx, collectJob);
}

/** Months as the customer's portal counts them: a ceiling begins anew with its midnight. */
async function monthsOf(db: Db, { vendorId, customerId }: Owner): Promise<(at: Date) => string> {
  const row = await db
    .selectFrom('customer')
    .innerJoin('portal', (on) =>
      on.onRef('portal.vendor_id', '=', 'customer.vendor_id').onRef('portal.id', '=', 'customer.portal_id'),
    )
    .select('portal.time_zone')
    .where('customer.vendor_id', '=', vendorId)
    .where('customer.id', '=', customerId)
    .executeTakeFirst();
  return (at) => dayIn(row?.time_zone ?? 'UTC', at).slice(0, 7);
}

/** What paying this way adds to a top-up. */
export function surchargeBy(
  { currencies }: BalanceSetting,
  way: TopUpWay,
  { amount, currency }: Money,
): number {
  const rule = currencies.find((one) => one.currency === currency)?.surcharges;
  const surcharge = way === 'voucher' ? undefined : rule?.[way];
  return surcharge ? surchargeOf(amount, surcharge) : 0;
}

export interface Agreeing extends Writing {
  /** Who agreed: a contact, or the customer as a whole. */
  readonly by: { readonly contactId: string | null; readonly name: string };
}

/**
 * From now on the account tops itself up, as the customer agreed; `null`: no more. The row keeps who agreed to what.
 * @throws `payment-method.not-found`
 */
export async function setAutomatic(
  tx: Db,
  { vendorId, actor, at, by }: Agreeing,
  customerId: string,
  currency: string,
  wanted: Omit<AutoTopUp, 'agreedAt'> | null,
): Promise<void> {
  await lockRow(tx, 'customer', vendorId, customerId);
  const owner = { vendorId, customerId };
  await accountRow(tx, owner, currency, at);
  if (wanted) await requireMethod(tx, owner, wanted.methodId);
  await change(
    tx,
    { ...owner, currency },
    wanted
      ? {
          ...{ auto_below: wanted.below, auto_amount: wanted.amount, auto_ceiling: wanted.ceiling },
          auto_method_id: wanted.methodId,
          auto_consent: JSON.stringify({ at: at.toISOString(), ...by, ...wanted }),
        }
      : noAutomatic,
    at,
  );
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: customerId, fields: ['automatic'] },
    action: 'balance.updated',
    data: { customerId, currency },
  });
  if (wanted) await balanceMoved(tx, { vendorId, actor, at }, customerId, currency);
}

const noAutomatic = {
  auto_below: null,
  auto_amount: null,
  auto_ceiling: null,
  auto_method_id: null,
} as const;

/** The card gave nothing: it is not asked again until the customer agrees anew. */
export async function endAutomatic(tx: Db, owner: Owner, currency: string, at: Date): Promise<void> {
  await change(tx, { ...owner, currency }, noAutomatic, at);
}

/** How far below zero a customer may go. */
export async function setDebitLimit(
  tx: Db,
  { vendorId, actor, at }: Writing,
  customerId: string,
  { amount, currency }: Money,
): Promise<void> {
  await lockRow(tx, 'customer', vendorId, customerId);
  const row = await accountRow(tx, { vendorId, customerId }, currency, at);
  if (Number(row.debit_limit) === amount) return;
  await change(tx, { vendorId, customerId, currency }, { debit_limit: amount }, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: customerId, fields: ['debitLimit'] },
    action: 'balance.updated',
    data: { customerId, currency },
  });
  await balanceMoved(tx, { vendorId, actor, at }, customerId, currency);
}

export interface Charge {
  readonly customerId: string;
  readonly amount: Money;
  readonly description: string;
  readonly externalId?: string | undefined;
}

/**
 * Spends from a balance, never more than it and its debit limit hold, however many spend at once.
 * @throws `payment.balance-too-low`, `payment.external-id-taken`
 */
export async function chargeBalance(
  tx: Db,
  { vendorId, actor, at }: Writing,
  { customerId, amount: { amount, currency }, description, externalId }: Charge,
): Promise<Payment> {
  await lockRow(tx, 'customer', vendorId, customerId);
  const now = at.toISOString();
  const payment: Payment = {
    ...{
      id: newId('pay', at.getTime()),
      externalId: externalId ?? null,
      customerId,
      orderId: null,
      invoiceId: null,
    },
    ...{
      kind: 'manual',
      status: 'completed',
      amount: { amount: -amount, currency },
      refunded: 0,
      surcharge: 0,
    },
    ...{ description, reference: '', methodId: null, providerId: null, failure: null, attention: null },
    ...{ purpose: 'purchase', completedAt: now, createdAt: now, updatedAt: now },
  };
  await requireBalance(tx, vendorId, payment);
  if (!(await insertRow(tx, 'payment', toPaymentRow(vendorId, payment)))) {
    throw paymentProblem('payment.external-id-taken');
  }
  await announce(tx, {
    ...{ vendorId, customerId, actor, at },
    action: 'payment.created',
    subjectId: payment.id,
    data: { customerId, paymentId: payment.id },
  });
  await balanceMoved(tx, { vendorId, actor, at }, customerId, currency);
  return payment;
}
