import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { operatorProblem } from '../problems.ts';
import type { NewOperatorInvitation, OperatorInvitation } from '../security-schema.ts';
import { emailKey, isTaken } from './operators-store.ts';

const lifeMs = 7 * 86_400_000;
/** `oi_<vendor>_<43 symbols>`: names its vendor, so that it is found before anybody is known. */
const shape = /^oi_([0-9a-z]{26})_[\w-]{43}$/;

const rows = (db: Db, vendorId: string) =>
  db.selectFrom('operator_invitation').selectAll().where('vendor_id', '=', vendorId);
type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirst']>>>;

const shown = (row: Row, now: Date): OperatorInvitation => ({
  id: row.id,
  ...{ email: row.email, name: row.name, role: row.role, language: row.language },
  ...{ operatorId: row.operator_id, sentAt: row.sent_at, endsAt: row.ends_at },
  ended: row.ends_at <= now.toISOString(),
  createdAt: row.created_at,
});

export const listInvitations = async (db: Db, vendorId: string, now: Date): Promise<OperatorInvitation[]> =>
  (await rows(db, vendorId).orderBy('created_at', 'desc').orderBy('id').execute()).map((row) =>
    shown(row, now),
  );

/** @throws `operator-invitation.not-found` */
export async function requireInvitation(
  db: Db,
  vendorId: string,
  id: string,
  now: Date,
): Promise<OperatorInvitation> {
  const row = await rows(db, vendorId).where('id', '=', id).executeTakeFirst();
  if (!row) throw operatorProblem('operator-invitation.not-found');
  return shown(row, now);
}

const drawn = (vendorId: string, now: Date) => {
  const token = `oi_${vendorId.slice(4)}_${randomSecret()}`;
  const at = now.toISOString();
  const ends_at = new Date(now.getTime() + lifeMs).toISOString();
  return { token, set: { token_hash: digest(token), sent_at: at, updated_at: at, ends_at } };
};

/** Whoever is invited anew has one invitation, the newest. @throws `operator.email-taken` */
export async function writeInvitation(
  tx: Db,
  vendorId: string,
  wanted: NewOperatorInvitation & { readonly operatorId: string | null },
  now: Date,
): Promise<{ readonly invitation: OperatorInvitation; readonly token: string }> {
  const { operatorId, email, name, role, language } = wanted;
  const email_key = emailKey(email);
  if (await isTaken(tx, vendorId, email_key)) throw operatorProblem('operator.email-taken');
  const { token, set } = drawn(vendorId, now);
  const said = { email, name, role, language, operator_id: operatorId, ...set };
  await tx
    .insertInto('operator_invitation')
    .values({
      ...said,
      ...{ vendor_id: vendorId, id: newId('oin', now.getTime()), email_key, created_at: set.sent_at },
    })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'email_key']).doUpdateSet(said))
    .execute();
  const row = await rows(tx, vendorId).where('email_key', '=', email_key).executeTakeFirstOrThrow();
  return { invitation: shown(row, now), token };
}

/** A new link in place of the one before, which opens nothing any more. */
export async function renewInvitation(
  tx: Db,
  vendorId: string,
  id: string,
  now: Date,
): Promise<{ readonly invitation: OperatorInvitation; readonly token: string }> {
  const { token, set } = drawn(vendorId, now);
  await tx
    .updateTable('operator_invitation')
    .set(set)
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  return { invitation: await requireInvitation(tx, vendorId, id, now), token };
}

/** False where there was none any more: of two who accept at once, one does. */
export async function removeInvitation(tx: Db, vendorId: string, id: string): Promise<boolean> {
  const done = await tx
    .deleteFrom('operator_invitation')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return done.numDeletedRows === 1n;
}

/** What a link opens. Never was, taken back, used and run out are one refusal. @throws `operator-invitation.refused` */
export async function invitationOf(
  db: Db,
  token: string,
  now: Date,
): Promise<OperatorInvitation & { readonly vendorId: string }> {
  const vendor = shape.exec(token)?.[1];
  const vendorId = `ven_${vendor}`;
  const row = vendor && (await rows(db, vendorId).where('token_hash', '=', digest(token)).executeTakeFirst());
  if (!row || row.ends_at <= now.toISOString()) throw operatorProblem('operator-invitation.refused');
  return { ...shown(row, now), vendorId };
}
