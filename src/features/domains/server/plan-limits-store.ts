import { type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findCustomer, updateCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import {
  type Allowed,
  countsOn,
  following,
  type Given,
  type GivenLimits,
  type LimitName,
  noneAllowed,
  sumOf,
} from '../plan-limits.ts';
import { lockAgreed, setAgreed } from './calls-store.ts';

export const toGiven = (granted: string | null): Given =>
  granted === null ? { of: [], counted: noneAllowed } : (JSON.parse(granted) as Given);

export interface Settling {
  readonly at: Date;
  readonly actor?: Actor;
  /** Who gives from now on; left out, those who did. */
  readonly change?: (of: readonly GivenLimits[]) => readonly GivenLimits[];
  /** Limits that follow the contracts again, although they were set by hand. */
  readonly again?: readonly LimitName[];
}

/**
 * Sets what a customer may use to what its contracts give on this day. What somebody set by hand stays, and what is used
 * already does too: there is only no room for more.
 */
export async function settleLimits(tx: Db, owner: Owner, settling: Settling): Promise<void> {
  const { at, change, again = [], actor = { kind: 'system', id: null } } = settling;
  const { vendorId, customerId } = owner;
  await lockRow(tx, 'customer', vendorId, customerId);
  const customer = await findCustomer(tx, vendorId, customerId);
  if (!customer || customer.erasedAt) return;
  const row = await lockAgreed(tx, owner, at);
  const given = toGiven(row.granted);
  const of = [...(change?.(given.of) ?? given.of)];
  const { timeZone } = await requirePortal(tx, vendorId, customer.portalId);
  const running = await runningOf(tx, vendorId, of);
  const counted = countedOn(of, running, dayIn(timeZone, at));
  const { calls, domains, noLabel } = customer.limits;
  const held: Allowed = { calls, domains, noLabel, atZero: row.at_zero, atMaximum: row.at_maximum };
  const { atZero, atMaximum, ...limits } = following(held, { before: given.counted, after: counted, again });
  const after = JSON.stringify({ of, counted } satisfies Given);
  if (after === row.granted && atZero === undefined && atMaximum === undefined && isEmpty(limits)) return;

  const about = { vendorId, customerId, actor, at, subjectId: customerId, data: { customerId } };
  if (!isEmpty(limits)) {
    const { fields } = await updateCustomer(tx, vendorId, customerId, { limits }, at);
    await announce(tx, { ...about, action: 'customer.updated', fields });
  }
  const policies = { ...(atZero && { at_zero: atZero }), ...(atMaximum && { at_maximum: atMaximum }) };
  await setAgreed(tx, owner, { granted: after, ...policies }, at);
  if (isEmpty(policies)) return;
  const fields = [...(atZero ? ['atZero'] : []), ...(atMaximum ? ['atMaximum'] : [])];
  await announce(tx, { ...about, action: 'calls.updated', fields });
}

const isEmpty = (change: object): boolean => Object.keys(change).length === 0;

export type Running = ReadonlyMap<string, Parameters<typeof countsOn>[0]>;

/** The contracts that give something, as far as they are there. */
export async function runningOf(db: Db, vendorId: string, of: readonly GivenLimits[]): Promise<Running> {
  const ids = [...new Set(of.flatMap(({ contractId }) => contractId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('contract')
    .select(['id', 'starts_on', 'ends_on', 'pauses'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ id, starts_on, ends_on, pauses }) => [
      id,
      {
        ...{ startsOn: starts_on, endsOn: ends_on },
        pauses: JSON.parse(pauses) as { from: Day; until: Day | null }[],
      },
    ]),
  );
}

/** A contract that is gone gives nothing any more. */
export const countedOn = (of: readonly GivenLimits[], running: Running, today: Day): Allowed =>
  sumOf(
    of.flatMap(({ contractId, limits }) => {
      const contract = contractId === null ? undefined : running.get(contractId);
      return contractId === null || (contract && countsOn(contract, today)) ? [limits] : [];
    }),
  );
