import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { asksTooSoon, newUserCode, readUserCode, slowerBySeconds } from '../device-code.ts';
import { licenceProblem } from '../problems.ts';
import type { DeviceCodeTable } from './table.ts';

/** How long a user has to type the code, and how long the program may then read the licences. */
export const codeSeconds = 15 * 60;
export const tokenSeconds = 60 * 60;
const everySeconds = 5;

const random = (prefix: string): string =>
  `${prefix}_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`;
const tokenPrefix = 'lat';
/** What a program shows that was signed in by a code; a customer's secret looks like none. */
export const isDeviceToken = (text: string): boolean => text.startsWith(`${tokenPrefix}_`);

const plain = {
  device: (code: string) => `device-code:${code}`,
  user: (code: string) => `device-user-code:${code}`,
  token: (token: string) => `device-token:${token}`,
};

/** A program asks to be signed in. */
export async function addDeviceCode(
  tx: Db,
  secrets: Secrets,
  {
    vendorId,
    productId,
    name,
  }: { readonly vendorId: string; readonly productId: string; readonly name: string | null },
  now: Date,
): Promise<{ readonly deviceCode: string; readonly userCode: string }> {
  const deviceCode = random('dvc');
  for (;;) {
    const userCode = newUserCode();
    const done = await tx
      .insertInto('device_code')
      .values({
        ...{
          vendor_id: vendorId,
          id: newId('dvc', now.getTime()),
          product_id: productId,
          customer_id: null,
          name,
        },
        ...{ device_lookup: secrets.lookup(plain.device(deviceCode)), state: 'waiting' },
        ...{ user_lookup: secrets.lookup(plain.user(userCode)), every_seconds: everySeconds, asked_at: null },
        ...{ token_lookup: null, token_ends_at: null, created_at: now.toISOString() },
        expires_at: new Date(now.getTime() + codeSeconds * 1000).toISOString(),
      })
      .onConflict((conflict) => conflict.columns(['vendor_id', 'user_lookup']).doNothing())
      .executeTakeFirst();
    if (done.numInsertedOrUpdatedRows === 1n) return { deviceCode, userCode };
  }
}

/** The program that waits behind a code which somebody typed. */
export async function findWaiting(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  typed: string,
  now: Date,
): Promise<DeviceCodeTable | undefined> {
  const code = readUserCode(typed);
  if (code === undefined) return undefined;
  return db
    .selectFrom('device_code')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('user_lookup', 'in', secrets.lookups(plain.user(code)))
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
}

/** Lets the program in, or not; of two who answer one is first. @throws `device-code.unknown` */
export async function answerDevice(
  tx: Db,
  { vendorId, id }: { readonly vendorId: string; readonly id: string },
  answer: { readonly customerId: string; readonly allow: boolean },
): Promise<void> {
  const done = await tx
    .updateTable('device_code')
    .set(
      answer.allow
        ? { state: 'allowed', customer_id: answer.customerId }
        : { state: 'refused', customer_id: null },
    )
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw licenceProblem('device-code.unknown');
}

/** What a program hears that asks whether it was let in; the words are those of RFC 8628 §3.5. */
export type Polled =
  | { readonly token: string; readonly error?: never }
  | {
      readonly token?: never;
      readonly error:
        | 'authorization-pending'
        | 'slow-down'
        | 'access-denied'
        | 'expired-token'
        | 'invalid-grant';
    };

/** One question of a program; of any number at once one gets the token. */
export async function pollDevice(
  tx: Db,
  secrets: Secrets,
  {
    vendorId,
    productId,
    deviceCode,
  }: { readonly vendorId: string; readonly productId: string; readonly deviceCode: string },
  now: Date,
): Promise<Polled> {
  const row = await tx
    .selectFrom('device_code')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('device_lookup', 'in', secrets.lookups(plain.device(deviceCode)))
    .executeTakeFirst();
  if (row?.product_id !== productId || row.state === 'used') return { error: 'invalid-grant' };
  if (row.expires_at <= now.toISOString()) return { error: 'expired-token' };
  const own = tx.updateTable('device_code').where('vendor_id', '=', vendorId).where('id', '=', row.id);
  const tooSoon = asksTooSoon({ everySeconds: row.every_seconds, askedAt: row.asked_at }, now);
  if (row.state === 'waiting') {
    await own
      .set({
        asked_at: now.toISOString(),
        ...(tooSoon && { every_seconds: row.every_seconds + slowerBySeconds }),
      })
      .execute();
    return { error: tooSoon ? 'slow-down' : 'authorization-pending' };
  }
  if (row.state === 'refused') return { error: 'access-denied' };
  const token = random(tokenPrefix);
  const done = await own
    .set({
      ...{ state: 'used', token_lookup: secrets.lookup(plain.token(token)) },
      token_ends_at: new Date(now.getTime() + tokenSeconds * 1000).toISOString(),
    })
    .where('state', '=', 'allowed')
    .executeTakeFirst();
  return done.numUpdatedRows === 1n ? { token } : { error: 'invalid-grant' };
}

/** Whose licences a program may read that shows this token. */
export async function holderOfToken(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  token: string,
  now: Date,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('device_code')
    .select('customer_id')
    .where('vendor_id', '=', vendorId)
    .where('token_lookup', 'in', secrets.lookups(plain.token(token)))
    .where('token_ends_at', '>', now.toISOString())
    .executeTakeFirst();
  return row?.customer_id ?? undefined;
}

/** Codes and tokens go a day after they were over. */
export async function sweepDeviceCodes(tx: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 86_400_000).toISOString();
  await tx.deleteFrom('device_code').where('expires_at', '<', before).execute();
}
