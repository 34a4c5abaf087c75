import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { countAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { tooMany } from '../../../kit/server/http/problems.ts';

const hour = 3_600_000;
const keyOf = (source: string | undefined): string => addressKey(source ?? '');

let previews: RateLimiterMemory | undefined;

/**
 * A preview with each key that is pressed is what the page is for; a network with more is no person. Counted in this
 * process alone: a preview writes nothing, and its limit does not either. @throws `request.too-many`
 */
export async function countPreview(source: string | undefined): Promise<void> {
  if (!previews) {
    const { RateLimiterMemory } = await import('rate-limiter-flexible');
    previews ??= new RateLimiterMemory({ points: 600, duration: 60 });
  }
  const refused = await previews.consume(keyOf(source)).then(
    () => undefined,
    (full: { readonly msBeforeNext: number }) => full,
  );
  if (refused) throw tooMany(refused.msBeforeNext);
}

const couponKeyOf = (portalId: string, source: string | undefined) => `coupon:${portalId}:${keyOf(source)}`;
/** Wrong codes in an hour, after which no code is looked at any more. */
const mostWrong = 30;

/** Before a code is looked up. @throws `request.too-many` for who has tried too many wrong ones */
export async function refuseGuesser(
  db: Db,
  portalId: string,
  source: string | undefined,
  now: Date,
): Promise<void> {
  const row = await db
    .selectFrom('attempt')
    .select(['count', 'resets_at'])
    .where('key', '=', couponKeyOf(portalId, source))
    .executeTakeFirst();
  if (!row || Number(row.count) < mostWrong) return;
  const waitMs = Date.parse(row.resets_at) - now.getTime();
  if (waitMs > 0) throw tooMany(waitMs);
}

export async function countWrongCoupon(
  db: Db,
  portalId: string,
  source: string | undefined,
  now: Date,
): Promise<void> {
  const budget = { key: couponKeyOf(portalId, source), most: mostWrong, perMs: hour };
  await inTransaction(db, (tx) => countAttempt(tx, [budget], now));
}

/** Whether an official service may be asked for this network once more; else the id stays unchecked for now. */
export async function mayAskService(db: Db, source: string | undefined, now: Date): Promise<boolean> {
  const budget = { key: `vat-id:${keyOf(source)}`, most: 30, perMs: hour };
  return (await inTransaction(db, (tx) => countAttempt(tx, [budget], now))) === 0;
}
