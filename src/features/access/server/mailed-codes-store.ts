import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret, type Secrets } from '../../../kit/server/secrets.ts';
import { drawDigits } from '../../../kit/server/typed-codes.ts';
import type { Language } from '../../portals/schema.ts';

/** A mailed code works for ten minutes, and for five tries. */
export const mailedCodeMs = 10 * 60_000;
const mostTries = 5;
/** Of one look at what is due. */
const mostAtOnce = 100;

/** What a code is good for: to sign in, or to choose a new password. */
export type Purpose = 'sign-in' | 'reset';

interface MailedCodeTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  purpose: Purpose;
  /** As it was typed, in lower case; of a reset it may be a user name. Whether anybody has it is looked up when the mail is written. */
  email: string;
  language: Language | null;
  marker_hash: string;
  check_hash: string;
  /** `null` until the mail was written, and for ever where nobody has the address. */
  code_hash: string | null;
  link_hash: string | null;
  /** 1: the mail is still to be written. */
  due: number;
  /** Where the mail of a reset went. */
  sent_to: string | null;
  tries: number;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    mailed_code: MailedCodeTable;
  }
}

export type MailedCodeRow = Pick<
  MailedCodeTable,
  | 'id'
  | 'purpose'
  | 'email'
  | 'sent_to'
  | 'code_hash'
  | 'check_hash'
  | 'marker_hash'
  | 'vendor_id'
  | 'portal_id'
  | 'language'
>;

interface Place {
  readonly vendorId: string;
  readonly portalId: string;
  readonly purpose?: Purpose;
}

/** Six digits are soon guessed from a plain hash: this one has a key that no database holds. */
const plainOf = (kind: 'code' | 'check', id: string, digits: string): string =>
  `mailed-code:${kind}:${id}:${digits}`;

/** Whether these are the digits that were stored under `hash`, by any of the secrets. */
export const digitsFit = (
  secrets: Secrets,
  kind: 'code' | 'check',
  { id, hash }: { readonly id: string; readonly hash: string | null },
  digits: string,
): boolean => hash !== null && secrets.lookups(plainOf(kind, id, digits)).includes(hash);

/**
 * Notes that somebody asked; the mail is written by a job, so that an address that nobody has costs the same. The newest
 * one wins: older ones of the address stop working with it.
 * @param sends false where too much was asked for: everything looks the same, no mail is written
 */
export async function askForCode(
  tx: Db,
  secrets: Secrets,
  { vendorId, portalId, purpose = 'sign-in' }: Place,
  { email, language, sends }: { email: string; language: Language | undefined; sends: boolean },
  now: Date,
): Promise<{ marker: string; check: string; expiresAt: Date }> {
  const address = email.toLowerCase();
  await tx
    .deleteFrom('mailed_code')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('purpose', '=', purpose)
    .where('email', '=', sends ? address : '')
    .execute();
  const [id, marker, check] = [newId('mco', now.getTime()), randomSecret(), drawDigits(6)];
  const expiresAt = new Date(now.getTime() + mailedCodeMs);
  await tx
    .insertInto('mailed_code')
    .values({
      vendor_id: vendorId,
      id,
      portal_id: portalId,
      purpose,
      email: address,
      language: language ?? null,
      marker_hash: digest(marker),
      check_hash: secrets.lookup(plainOf('check', id, check)),
      code_hash: null,
      link_hash: null,
      due: sends ? 1 : 0,
      sent_to: null,
      tries: 0,
      created_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
      used_at: null,
    })
    .execute();
  return { marker, check, expiresAt };
}

/** Those whose mail is to be written, of all vendors. */
async function listDueCodes(db: Db, now: Date, purpose: Purpose): Promise<MailedCodeRow[]> {
  return db
    .selectFrom('mailed_code')
    .selectAll()
    .where('due', '=', 1)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now.toISOString())
    .orderBy('created_at')
    .limit(mostAtOnce)
    .execute();
}

/** Acts on each whose mail is to be written. One that fails keeps no other waiting; it is tried again with the job. */
export async function eachDueCode(
  db: Db,
  { purpose, now, signal }: { purpose: Purpose; now: Date; signal: AbortSignal | undefined },
  act: (row: MailedCodeRow) => Promise<void>,
): Promise<void> {
  for (;;) {
    const rows = await listDueCodes(db, now, purpose);
    const failures: unknown[] = [];
    for (const row of rows) {
      signal?.throwIfAborted();
      await act(row).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    if (rows.length < mostAtOnce) return;
  }
}

/** Makes code and link for a mail; `undefined` where it was made already, or replaced meanwhile. */
export async function makeCode(
  tx: Db,
  secrets: Secrets,
  { vendor_id: vendorId, id }: MailedCodeRow,
  { code = drawDigits(6), sentTo = null }: { readonly code?: string; readonly sentTo?: string | null } = {},
): Promise<{ code: string; link: string } | undefined> {
  const link = randomSecret();
  const done = await tx
    .updateTable('mailed_code')
    .set({
      sent_to: sentTo,
      code_hash: secrets.lookup(plainOf('code', id, code)),
      link_hash: digest(link),
      due: 0,
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('due', '=', 1)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n ? { code, link } : undefined;
}

/** Nobody has the address: no mail, and no code will ever fit. */
export async function dropDue(tx: Db, { vendor_id: vendorId, id }: MailedCodeRow): Promise<void> {
  await tx
    .updateTable('mailed_code')
    .set({ due: 0 })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

const by = { marker: 'marker_hash', link: 'link_hash' } as const;

const living = (db: Db, { vendorId, portalId, purpose = 'sign-in' }: Place, now: Date) =>
  db
    .selectFrom('mailed_code')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('tries', '<', mostTries)
    .where('expires_at', '>', now.toISOString());

/** What may still be tried; `undefined` for one that is used, old, replaced or was tried too often. */
export async function findLiving(
  db: Db,
  place: Place,
  [kind, secret]: readonly ['marker' | 'link', string],
  now: Date,
): Promise<MailedCodeRow | undefined> {
  return living(db, place, now).where(by[kind], '=', digest(secret)).executeTakeFirst();
}

/** Counts a try before it is looked at: of fifty at once, five pass. False: no more. */
export async function countTry(tx: Db, { vendor_id: vendorId, id }: MailedCodeRow): Promise<boolean> {
  const done = await tx
    .updateTable('mailed_code')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('tries', '<', mostTries)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** False where it was used a moment ago. */
export async function useCode(
  tx: Db,
  { vendor_id: vendorId, id }: MailedCodeRow,
  now: Date,
): Promise<boolean> {
  const done = await tx
    .updateTable('mailed_code')
    .set({ used_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
