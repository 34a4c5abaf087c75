import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isOnSale } from '../../catalogue/server/order-store.ts';
import { endingOf, endsAllowed } from '../../contracts/calendar.ts';
import { priceOf } from '../../contracts/rules.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { listDocumentsOf } from '../../documents/server/of-contract.ts';
import { countFollowing } from '../../licences/server/follow-contracts.ts';
import type { Portal } from '../../portals/schema.ts';
import { remaining } from '../rules.ts';
import type { CancellationPreview } from '../schema.ts';
import { goesOn } from './act.ts';
import { declarationsOf, type FoundDeclaration } from './store.ts';

interface Previewed {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly contract: VendorContract;
  readonly receiptTo: string | null;
  /** Whether the customer may order at the portal. */
  readonly orders: boolean;
  readonly at: Date;
}

/** The cancellation that is to be taken back: the latest by which the contract ends. */
export const undoable = (
  contract: Pick<VendorContract, 'status'>,
  declarations: readonly FoundDeclaration[],
): FoundDeclaration | undefined => {
  if (contract.status !== 'cancelled') return undefined;
  const [latest] = declarations.filter(({ declaration: { state } }) => state === 'effective');
  return latest?.declaration.kind === 'cancel' ? latest : undefined;
};

/** Whether the time for a withdrawal still runs, and nothing ended the contract so before. */
export const mayWithdraw = (
  { withdrawalUntil }: Pick<VendorContract, 'withdrawalUntil'>,
  portal: Pick<Portal, 'ending'>,
  declarations: readonly FoundDeclaration[],
  today: string,
): boolean =>
  portal.ending.withdrawal &&
  withdrawalUntil !== null &&
  withdrawalUntil >= today &&
  !declarations.some(({ declaration: { kind, state } }) => kind === 'withdraw' && state !== 'undone');

/** What it means to end a contract today, with every date and every amount. */
export async function previewOf(
  db: Db,
  { vendorId, portal, contract, receiptTo, orders, at }: Previewed,
): Promise<CancellationPreview> {
  const today = dayIn(portal.timeZone, at);
  const declarations = await declarationsOf(db, vendorId, contract.id);
  const open = goesOn(contract);
  const ending = open ? endingOf(contract, today, portal.timeZone) : undefined;
  const ends = open ? endsAllowed(contract, today) : undefined;
  const undo = undoable(contract, declarations);
  const withdrawable = mayWithdraw(contract, portal, declarations, today);
  return {
    cancel: ending && ends ? { ...ending, later: [...ends.later], anyDayUntil: ends.anyDayUntil } : null,
    charges: (ends ? [ends.earliest, ...ends.later] : []).map((endsOn) => ({
      endsOn,
      ...remaining(contract, endsOn),
    })),
    hasUsage: contract.items.some(({ kind }) => kind === 'usage'),
    licences: await countFollowing(db, vendorId, contract),
    receiptTo,
    withdrawUntil: withdrawable ? contract.withdrawalUntil : null,
    withdrawBack: withdrawable ? await invoiced(db, vendorId, contract) : null,
    undo: undo && contract.endsOn ? { declarationId: undo.declaration.id, until: contract.endsOn } : null,
    again: await againOf(db, { vendorId, contract, declarations, orders, today }),
    declarations: declarations.map(({ declaration: { id, kind, state, receivedAt } }) => ({
      ...{ id, kind, state, receivedAt },
    })),
  };
}

/** What was invoiced and not taken back. */
async function invoiced(db: Db, vendorId: string, contract: VendorContract) {
  const documents = await listDocumentsOf(db, vendorId, contract);
  const { currency } = priceOf(contract.items);
  const amount = documents
    .filter((one) => one.kind === 'invoice' && one.status !== 'cancelled' && one.currency === currency)
    .reduce((sum, { gross, credited }) => sum + gross - credited, 0);
  return amount > 0 ? { amount, currency } : null;
}

interface Again {
  readonly vendorId: string;
  readonly contract: VendorContract;
  readonly declarations: readonly FoundDeclaration[];
  readonly orders: boolean;
  readonly today: string;
}

/** By an order where the same is on sale, else by a contract on the same terms that follows the old one. */
export async function againOf(
  db: Db,
  { vendorId, contract, declarations, orders, today }: Again,
): Promise<CancellationPreview['again']> {
  if (goesOn(contract) || contract.endsOn === null) return null;
  const [latest] = declarations.filter(({ declaration: { state } }) => state === 'effective');
  if (!latest || latest.declaration.kind === 'extraordinary') return null;
  const variantId = contract.items.find(({ kind }) => kind === 'plan')?.variantId;
  if (variantId !== undefined && orders && (await isOnSale(db, vendorId, variantId))) {
    return { way: 'order', variantId };
  }
  if (latest.declaration.kind === 'withdraw') return null;
  const follows = addDays(contract.endsOn, 1);
  return { way: 'copy', startsOn: follows > today ? follows : today, price: priceOf(contract.items) };
}
