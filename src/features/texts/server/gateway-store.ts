import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { newSecret } from '../../webhooks/server/signing.ts';
import { textProblem } from '../problems.ts';
import type { NewTextGateway, TextGateway } from '../schema.ts';
import { countSince } from './messages-store.ts';

export interface TextGatewayTable {
  vendor_id: string;
  url: string;
  active: number;
  /** A list as JSON text; `null`: any number. */
  prefixes: string | null;
  per_day: number;
  sealed_secret: string;
  secret_made_at: string;
  sealed_previous: string | null;
  previous_until: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    text_gateway: TextGatewayTable;
  }
}

const dayMs = 86_400_000;
const usualPerDay = 200;

const context = (vendorId: string): string => `text-gateway:${vendorId}`;

const sealedIn = (column: 'sealed_secret' | 'sealed_previous'): SealedColumn => ({
  table: 'text_gateway',
  key: [],
  column,
  context: ({ vendor_id }) => context(vendor_id as string),
});
export const sealedTextSecrets: readonly SealedColumn[] = [
  sealedIn('sealed_secret'),
  sealedIn('sealed_previous'),
];

/** Those that sign now: the newest first, and the one before while the gateway changes over. */
export function secretsOf(secrets: Secrets, row: TextGatewayTable, now: Date): readonly string[] {
  const before = (row.previous_until ?? '') > now.toISOString() ? row.sealed_previous : null;
  return [row.sealed_secret, ...(before === null ? [] : [before])].map((sealed) =>
    secrets.open(sealed, context(row.vendor_id)),
  );
}

export const findGateway = (db: Db, vendorId: string): Promise<TextGatewayTable | undefined> =>
  db.selectFrom('text_gateway').selectAll().where('vendor_id', '=', vendorId).executeTakeFirst();

/** @throws `text-gateway.not-found` */
export async function requireGatewayRow(db: Db, vendorId: string): Promise<TextGatewayTable> {
  const row = await findGateway(db, vendorId);
  if (!row) throw textProblem('text-gateway.not-found');
  return row;
}

/** What sends texts now; one that is paused is none. */
export async function activeGateway(db: Db, vendorId: string): Promise<TextGatewayTable | undefined> {
  const row = await findGateway(db, vendorId);
  return row?.active === 1 ? row : undefined;
}

export const prefixesOf = ({ prefixes }: TextGatewayTable): string[] | null =>
  prefixes === null ? null : (JSON.parse(prefixes) as string[]);

/** @throws `text-gateway.not-found` */
export async function requireGateway(db: Db, vendorId: string, now: Date): Promise<TextGateway> {
  const row = await requireGatewayRow(db, vendorId);
  return {
    url: row.url,
    active: row.active === 1,
    prefixes: prefixesOf(row),
    perDay: row.per_day,
    secretCreatedAt: row.secret_made_at,
    previousSecretUntil: (row.previous_until ?? '') > now.toISOString() ? row.previous_until : null,
    sentToday: await countSince(db, vendorId, new Date(now.getTime() - dayMs)),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface Setting {
  readonly vendorId: string;
  readonly secrets: Secrets;
  /** The vendor's time, for what is written down. */
  readonly at: Date;
  /** The world's, by which secrets end. */
  readonly now: Date;
}

/** Names the gateway, or changes it. `secret` is there where one was made: for the first one. */
export async function putGateway(
  tx: Db,
  { vendorId, secrets, at, now }: Setting,
  wanted: NewTextGateway,
): Promise<{ gateway: TextGateway; created: boolean }> {
  const before = await findGateway(tx, vendorId);
  const made = before ? undefined : newSecret();
  const prefixes =
    wanted.prefixes === undefined
      ? (before?.prefixes ?? null)
      : wanted.prefixes && JSON.stringify(wanted.prefixes);
  const values = {
    url: wanted.url,
    active: (wanted.active ?? before?.active !== 0) ? 1 : 0,
    prefixes,
    per_day: wanted.perDay ?? before?.per_day ?? usualPerDay,
    updated_at: at.toISOString(),
  };
  if (made) {
    const row = {
      ...{ vendor_id: vendorId, ...values, created_at: at.toISOString() },
      sealed_secret: secrets.seal(made, context(vendorId)),
      secret_made_at: now.toISOString(),
    };
    // Of two at once the second one changes what the first one made.
    const done = await tx
      .insertInto('text_gateway')
      .values(row)
      .onConflict((conflict) => conflict.column('vendor_id').doNothing())
      .executeTakeFirst();
    if (done.numInsertedOrUpdatedRows !== 1n) return putGateway(tx, { vendorId, secrets, at, now }, wanted);
  } else await tx.updateTable('text_gateway').set(values).where('vendor_id', '=', vendorId).execute();
  const gateway = await requireGateway(tx, vendorId, now);
  return { gateway: { ...gateway, ...(made && { secret: made }) }, created: made !== undefined };
}

/** @throws `text-gateway.not-found` */
export async function rotateSecret(
  tx: Db,
  { vendorId, secrets, at, now }: Setting,
  overlapHours: number,
): Promise<TextGateway> {
  const row = await requireGatewayRow(tx, vendorId);
  const secret = newSecret();
  await tx
    .updateTable('text_gateway')
    .set({
      sealed_secret: secrets.seal(secret, context(vendorId)),
      secret_made_at: now.toISOString(),
      sealed_previous: overlapHours > 0 ? row.sealed_secret : null,
      previous_until:
        overlapHours > 0 ? new Date(now.getTime() + overlapHours * 3_600_000).toISOString() : null,
      updated_at: at.toISOString(),
    })
    .where('vendor_id', '=', vendorId)
    .execute();
  return { ...(await requireGateway(tx, vendorId, now)), secret };
}

/** From then on nobody is asked to confirm a number. @throws `text-gateway.not-found` */
export async function removeGateway(tx: Db, vendorId: string): Promise<void> {
  const done = await tx.deleteFrom('text_gateway').where('vendor_id', '=', vendorId).executeTakeFirst();
  if (done.numDeletedRows !== 1n) throw textProblem('text-gateway.not-found');
  await tx
    .deleteFrom('contact_proof')
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', 'mobile')
    .execute();
}
