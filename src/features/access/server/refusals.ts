import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import { countAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { findRow } from '../../../kit/server/rows.ts';
import { record } from '../../activity/server/record.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import type { Meant } from './env.ts';

/** What a refused token says about whom it was meant for: nothing of it is proved. */
const Claimed = v.object({
  aud: v.pipe(v.string(), v.maxLength(2000)),
  sub: v.optional(v.pipe(v.string(), v.maxLength(140))),
});

const everyMs = 60_000;
const remembered = 1000;
/** Portal and reason with the moment of the last row: most repetitions end here. */
const lastRows = new Map<string, number>();

/**
 * Leaves a row in the log of the portal's vendor when a token was refused, so that an operator sees why a page shows
 * nothing. Once a minute for each portal and reason, whoever asks and however often. Never throws: the refusal itself
 * is what the visitor gets.
 */
export async function noteRefusedToken(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { vendorId, portalId }: Meant,
  error: unknown,
): Promise<void> {
  if (!isProblem(error) || !/^(token|customer|contact|origin|sign-in)\./.test(error.code)) return;
  try {
    const now = clock.now();
    const key = `refused:${portalId}:${error.code}`;
    if (isRecent(key, now.getTime())) return;
    await inTransaction(db, async (tx) => {
      const wait = await countAttempt(tx, [{ key, most: 1, perMs: everyMs }], now);
      if (wait > 0) return;
      await record(tx, {
        vendorId,
        actor: { kind: 'system', id: null },
        action: 'session.refused',
        subjectId: portalId,
        reason: error.code,
        ...(error.detail !== undefined && { detail: error.detail }),
        at: now,
      });
    });
  } catch {
    // A log that can't be written must not turn a refusal into a failure.
  }
}

function isRecent(key: string, now: number): boolean {
  const last = lastRows.get(key);
  if (last !== undefined && now - last >= 0 && now - last < everyMs) return true;
  if (lastRows.size >= remembered) lastRows.clear();
  lastRows.set(key, now);
  return false;
}

function claimedBy(token: string): { readonly slug: string; readonly sub: string | undefined } | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    if (!v.is(Claimed, payload)) return undefined;
    const slug = /^https?:\/\/[^/]+\/p\/([^/]+)$/.exec(payload.aud)?.[1];
    return slug === undefined ? undefined : { slug, sub: payload.sub };
  } catch {
    return undefined;
  }
}

/**
 * Whom a refused sign-in meant: the portal, and the customer where a token was right and something else was in the way.
 * One with a wrong signature is anybody's, and names nobody.
 */
export async function meantBy(
  db: Db,
  wanted: { readonly token?: string | undefined; readonly portal?: string | undefined },
  error: unknown,
): Promise<Meant | undefined> {
  const claimed = wanted.token === undefined ? undefined : claimedBy(wanted.token);
  const slug = claimed?.slug ?? wanted.portal;
  const found = slug === undefined ? undefined : await findPortalBySlug(db, slug);
  if (!found) return undefined;
  const { vendorId, portal } = found;
  const proved = isProblem(error) && error.code !== 'token.invalid';
  const customer = proved && claimed?.sub ? await findRow(db, 'customer', vendorId, claimed.sub) : undefined;
  return { vendorId, portalId: portal.id, customerId: customer?.id ?? null };
}
