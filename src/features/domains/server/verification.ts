import { Resolver } from 'node:dns/promises';
import { newId } from '../../../kit/common/id.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { askOutside, OutboundError, type OutsideRules } from '../../../kit/server/outbound.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { VerifyMethod } from '../schema.ts';
import { everyMs, type Proof, patienceMs, proofOf, shows } from '../verify.ts';

export const checkDomainsJob = 'check-domains';

/** `unknown`: nothing could be heard, which shows nothing either way. */
type Found = 'shown' | 'missing' | 'unknown';

/** Asks the name system or the site itself, as far as addresses outside may be asked. */
export async function look(
  method: VerifyMethod,
  proof: Proof,
  host: string,
  outside: OutsideRules,
): Promise<Found> {
  try {
    const found =
      method === 'dns' ? await txtOf(proof.dns.name, outside) : await pageOf(method, proof, host, outside);
    return shows(method, proof, found) ? 'shown' : 'missing';
  } catch (error) {
    if (isAbsent(error)) return 'missing';
    return 'unknown';
  }
}

/** There is no such name, record or host. */
const isAbsent = (error: unknown): boolean =>
  error instanceof OutboundError
    ? error.reason === 'name'
    : ['ENOTFOUND', 'ENODATA'].includes((error as { code?: string }).code ?? '');

async function txtOf(name: string, { resolveTxt }: OutsideRules): Promise<string[]> {
  const resolve =
    resolveTxt ?? ((asked: string) => new Resolver({ timeout: 3_000, tries: 1 }).resolveTxt(asked));
  return (await resolve(name)).map((parts) => parts.join(''));
}

async function pageOf(
  method: VerifyMethod,
  proof: Proof,
  host: string,
  { resolveTxt: _, ...outside }: OutsideRules,
): Promise<string[]> {
  const url = method === 'file' ? proof.file.url : `https://${host}/`;
  const answer = await askOutside(url, { headers: { accept: 'text/*' } }, { ...outside, loopback: false });
  return answer.ok ? [await answer.text()] : [];
}

interface Named {
  readonly vendorId: string;
  readonly domainId: string;
}

/** Begins: from now on it is looked at by itself. Another way keeps what is to be put there. */
export async function beginVerification(
  tx: Db,
  { vendorId, domainId }: Named,
  method: VerifyMethod,
  { at, world }: { readonly at: Date; readonly world: Date },
): Promise<void> {
  const before = await tx
    .selectFrom('domain')
    .select(['verification', 'verify_token'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', domainId)
    .executeTakeFirst();
  const isVerified = before?.verification === 'verified';
  const kept = before && before.verification !== 'open' ? before.verify_token : null;
  await tx
    .updateTable('domain')
    .set({
      verify_method: method,
      // What stands in a record or a file already stays good, whichever way is looked at in between; another host begins anew.
      verify_token: kept ?? newId('vfy', world.getTime()).slice(4),
      // What was shown stays shown until the next look says otherwise.
      verification: isVerified ? 'verified' : 'pending',
      check_due_at: new Date(world.getTime() + 60_000).toISOString(),
      updated_at: at.toISOString(),
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', domainId)
    .execute();
}

export interface Checking {
  readonly db: Db;
  readonly outside: OutsideRules;
  readonly actor: Actor;
  /** The vendor's time, and the world's. */
  readonly at: Date;
  readonly world: Date;
}

/** Looks once, and writes down what was found. Answers whether it is shown now. */
export async function checkVerification(checking: Checking, { vendorId, domainId }: Named): Promise<boolean> {
  const { db, outside, actor, at, world } = checking;
  const row = await db
    .selectFrom('domain')
    .select(['host', 'customer_id', 'verification', 'verify_method', 'verify_token'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', domainId)
    .executeTakeFirst();
  const { verify_method: method, verify_token: token } = row ?? {};
  if (!(row && method && token)) return false;
  const found = await look(method, proofOf(row.host, token), row.host, outside);
  const before = row.verification;
  const after =
    found === 'unknown'
      ? before
      : found === 'shown'
        ? 'verified'
        : before === 'verified' || before === 'broken'
          ? 'broken'
          : 'pending';
  const begun = newId('vfy', world.getTime() - patienceMs).slice(4, 14);
  const waits = after === 'pending' || after === 'broken';
  const givesUp = after === 'pending' && token.slice(0, 10) < begun;
  const next = waits || found === 'unknown' ? everyMs.pending : everyMs.verified;
  await inTransaction(db, async (tx) => {
    const done = await tx
      .updateTable('domain')
      .set({
        verification: after,
        checked_at: at.toISOString(),
        check_due_at: givesUp ? null : new Date(world.getTime() + next).toISOString(),
        ...(after !== before && { updated_at: at.toISOString() }),
        ...(after === 'verified' && before !== 'verified' && { verified_at: at.toISOString() }),
      })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', domainId)
      // Begun anew meanwhile, or another host by now: what was found is about something else.
      .where('verify_token', '=', token)
      .where('host', '=', row.host)
      .executeTakeFirst();
    if (done.numUpdatedRows !== 1n || after === before || after === 'pending') return;
    const customerId = row.customer_id;
    await announce(tx, {
      ...{ vendorId, customerId, actor, at, subjectId: domainId, data: { customerId, domainId } },
      action: after === 'verified' ? 'domain.verified' : 'domain.broken',
    });
  });
  return after === 'verified';
}

interface CheckDomainsJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly outside?: OutsideRules;
}

/** What waits is looked at each hour, what was shown each day. */
export async function checkDomains({
  database: { db },
  clock,
  signal,
  log,
  outside,
}: CheckDomainsJob): Promise<void> {
  const world = clock.now();
  const rows = await db
    .selectFrom('domain as d')
    .innerJoin('vendor as v', 'v.vendor_id', 'd.vendor_id')
    .select(['d.vendor_id', 'd.id', 'v.clock_offset_seconds'])
    .where('d.check_due_at', 'is not', null)
    .where('d.check_due_at', '<=', world.toISOString())
    .orderBy('d.check_due_at')
    .limit(100)
    .execute();
  for (const row of rows) {
    if (signal.aborted) return;
    const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
    const checking = { db, outside: outside ?? {}, actor: { kind: 'system', id: null } as const, at, world };
    await checkVerification(checking, { vendorId: row.vendor_id, domainId: row.id }).catch((error: unknown) =>
      log.warn({ error, domain: row.id }, 'a domain could not be checked'),
    );
  }
}
