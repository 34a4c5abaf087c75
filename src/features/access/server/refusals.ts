import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import { countAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { record } from '../../activity/server/record.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';

/** What a refused token says about where it was meant for: nothing of it is proved, so it finds a place and no more. */
const Claimed = v.object({ aud: v.pipe(v.string(), v.maxLength(2000)) });

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
  token: string,
  error: unknown,
): Promise<void> {
  if (!isProblem(error) || !/^(token|customer|contact|origin|sign-in)\./.test(error.code)) return;
  try {
    const slug = slugOf(token);
    const found = slug === undefined ? undefined : await findPortalBySlug(db, slug);
    if (!found) return;
    const now = clock.now();
    const key = `refused:${found.portal.id}:${error.code}`;
    if (isRecent(key, now.getTime())) return;
    await inTransaction(db, async (tx) => {
      const wait = await countAttempt(tx, [{ key, most: 1, perMs: everyMs }], now);
      if (wait > 0) return;
      await record(tx, {
        vendorId: found.vendorId,
        actor: { kind: 'system', id: null },
        action: 'session.refused',
        subjectId: found.portal.id,
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

function slugOf(token: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return v.is(Claimed, payload) ? /^https?:\/\/[^/]+\/p\/([^/]+)$/.exec(payload.aud)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
