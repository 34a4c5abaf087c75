import type { Clock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import { readVatId } from '../vat-ids.ts';
import { askService, type VatCheckRow } from './vat-checks-store.ts';
import type { VatServices } from './vat-services.ts';

export const vatChecksJob = 'check-vat-ids';

/** Registers that are away are back within hours as a rule; whatever is not answered in a month is the vendor's to look at. */
const waits = [10, 60, 360, 1440];
const mostTries = 40;
const atOnce = 20;

/** When a question without an answer is put again, in minutes after each try; `null`: no more. */
export function nextTry(tries: number, now: Date): string | null {
  if (tries >= mostTries) return null;
  const minutes = waits[Math.min(tries, waits.length) - 1] ?? (waits[0] as number);
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

/**
 * A customer uses this VAT id: if no service has confirmed it yet, it is asked again until there is an answer, which is
 * written down with the customer. In the transaction of what the customer did; one that is known costs one read.
 */
export async function noteVatId(
  tx: Db,
  vendorId: string,
  use: { readonly vatId: string; readonly country: string; readonly customerId: string },
  at: Date,
): Promise<void> {
  const id = readVatId(use.vatId, use.country);
  if (!id) return;
  const now = at.toISOString();
  const row: VatCheckRow = {
    ...{
      vendor_id: vendorId,
      vat_id: id.vatId,
      state: 'unchecked',
      service: null,
      name: null,
      address: null,
    },
    ...{ proof: null, checked_at: null, asked_at: now, tries: 0, failure: null, next_at: now },
    ...{ customer_id: use.customerId, created_at: now },
  };
  await tx
    .insertInto('vat_check')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'vat_id']).doUpdateSet((eb) => ({
        customer_id: use.customerId,
        next_at: eb
          .case()
          .when('vat_check.state', '=', 'unchecked')
          .then(now)
          .else(eb.ref('vat_check.next_at'))
          .end(),
      })),
    )
    .execute();
  wakeJob(tx, vatChecksJob);
}

interface Run {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly vatServices: VatServices | null;
}

const dayMs = 86_400_000;
/** What somebody typed on an order page and did not order with. */
const unusedDays = 90;

/** Asks for what customers use and nobody has confirmed, and forgets what nobody uses. */
export async function checkVatIds({ database: { db }, clock, signal, vatServices }: Run): Promise<void> {
  const before = new Date(clock.now().getTime() - unusedDays * dayMs).toISOString();
  await inTransaction(db, (tx) =>
    tx.deleteFrom('vat_check').where('customer_id', 'is', null).where('asked_at', '<', before).execute(),
  );
  if (!vatServices) return;
  const due = await db
    .selectFrom('vat_check')
    .selectAll()
    .where('next_at', '<=', clock.now().toISOString())
    .orderBy('next_at')
    .limit(atOnce)
    .execute();
  for (const row of due) {
    signal.throwIfAborted();
    await checkOne(db, vatServices, row, clock.now());
  }
}

async function checkOne(db: Db, services: VatServices, row: VatCheckRow, at: Date): Promise<void> {
  const { vendor_id: vendorId, vat_id: vatId, customer_id: customerId } = row;
  const id = readVatId(vatId, '');
  const after = id && (await askService(db, services, { vendorId, id, at, timeoutMs: 10_000 }));
  await inTransaction(db, async (tx) => {
    const answered = after !== undefined && after.failure === null && after.state !== 'unchecked';
    await tx
      .updateTable('vat_check')
      // Nobody knows ids of this country: there is nothing to wait for.
      .set({ next_at: answered || !after ? null : nextTry(after.tries, at) })
      .where('vendor_id', '=', vendorId)
      .where('vat_id', '=', vatId)
      .execute();
    if (!answered || customerId === null) return;
    await announce(tx, {
      ...{ vendorId, actor: { kind: 'system', id: null }, at, customerId, subjectId: customerId },
      action: after.state === 'valid' ? 'customer.vat-id-confirmed' : 'customer.vat-id-refused',
      data: { customerId },
    });
  });
}
