import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract, updateContract } from '../../contracts/server/store.ts';
import { listDocumentsOf } from '../../documents/server/of-contract.ts';
import { createDocument } from '../../documents/server/store.ts';
import { returnMoney } from '../../payments/server/credit-notes.ts';
import { cancellationProblem } from '../problems.ts';

/** In whose name and when a contract ends. */
export interface Ender {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
  /** Of the contract's portal: a day is a day there. */
  readonly timeZone: string;
}

const told = ({ vendorId, actor, at }: Ender, { customerId, id }: VendorContract) => ({
  ...{ vendorId, customerId, actor, at, subjectId: id },
  data: { customerId, contractId: id },
});

/** Of a declaration that leaves nobody anything to do. */
export const doneBy = (actor: Actor, at: Date) => ({
  ...{ state: 'done' as const, due_on: null, handled_at: at.toISOString(), handled_by: actor.id },
});

/** The contract, its row locked: whoever else ends or changes it waits. */
export async function lockedContract(tx: Db, { vendorId, at }: Ender, id: string): Promise<VendorContract> {
  await lockRow(tx, 'contract', vendorId, id);
  return requireVendorContract(tx, vendorId, id, at);
}

/** Whether it still can be cancelled: neither cancelled nor over. */
export const goesOn = ({ status }: Pick<VendorContract, 'status'>): boolean =>
  status === 'active' || status === 'scheduled';

/** @throws `cancellation.not-possible` */
export async function endContract(
  tx: Db,
  ender: Ender,
  contract: VendorContract,
  endsOn: string,
  /** When notice arrived, where that was before. */
  cancelledAt: string = ender.at.toISOString(),
): Promise<void> {
  if (!goesOn(contract)) throw cancellationProblem('cancellation.not-possible');
  const { vendorId, at } = ender;
  await updateContract(tx, vendorId, contract.id, { endsOn, cancelledAt }, at);
  await announce(tx, { ...told(ender, contract), action: 'contract.cancelled' });
}

/** @throws `cancellation.not-undoable` where it is over, or was not cancelled */
export async function undoEnding(
  tx: Db,
  ender: Ender,
  contract: VendorContract,
  before: string | null,
): Promise<void> {
  if (contract.status !== 'cancelled') throw cancellationProblem('cancellation.not-undoable');
  const { vendorId, at } = ender;
  await updateContract(tx, vendorId, contract.id, { endsOn: before, cancelledAt: null }, at);
  await announce(tx, { ...told(ender, contract), action: 'contract.cancellation-undone' });
}

/**
 * As if it had never been made: it ends with its first day, what was invoiced is taken back, and money goes back the way
 * it came where it can.
 * @returns whether that is all: what was invoiced elsewhere, taken back in part before, or came by a transfer, somebody
 * has to look at
 */
export async function withdrawContract(tx: Db, ender: Ender, contract: VendorContract): Promise<boolean> {
  const { vendorId, actor, at, timeZone } = ender;
  const today = dayIn(timeZone, at);
  const endsOn = contract.startsOn;
  await updateContract(tx, vendorId, contract.id, { endsOn, cancelledAt: at.toISOString() }, at);
  await announce(tx, { ...told(ender, contract), action: 'contract.withdrawn' });
  let whole = true;
  for (const invoice of await listDocumentsOf(tx, vendorId, contract)) {
    if (invoice.kind !== 'invoice' || invoice.status === 'cancelled' || invoice.credited >= invoice.gross)
      continue;
    if (invoice.origin !== 'portico' || invoice.credited > 0) {
      whole = false;
      continue;
    }
    const { customerId, currency, lines, pricesIncludeTax, language, period, title } = invoice;
    const { document } = await createDocument(
      tx,
      vendorId,
      'credit-note',
      {
        ...{ customerId, currency, pricesIncludeTax, language, period, title, issuedOn: today },
        contractId: contract.id,
        invoiceId: invoice.id,
        lines: lines.map(({ amount: _, ...line }) => line),
      },
      at,
    );
    await announce(tx, {
      ...{ vendorId, customerId, actor, at, subjectId: document.id, action: 'credit-note.created' },
      data: { customerId, creditNoteId: document.id },
    });
    if (!(await returnMoney(tx, { vendorId, actor, at }, document.id))) whole = false;
  }
  return whole;
}
