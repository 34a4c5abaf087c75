import { newId } from '../../../kit/common/id.ts';
import { changesOf, merged, type Paging, paged, type Written } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { deleteRow, findRow, insertRow, lockRow } from '../../../kit/server/rows.ts';
import { searchText } from '../../../kit/server/search.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { webhookProblem } from '../problems.ts';
import type { NewWebhookEndpoint, WebhookEndpoint, WebhookEndpointChange } from '../schema.ts';
import { pokeSenders } from './pokes.ts';
import { newSecret, sealSecret } from './signing.ts';
import type { WebhookEndpointTable } from './tables.ts';

/** Each event is written once for each of them. */
const mostEndpoints = 20;

export async function listEndpoints(
  db: Db,
  vendorId: string,
  paging: Paging,
  now: Date,
): Promise<WebhookEndpoint[]> {
  const query = db
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('listening_until', 'is', null);
  return (await paged(query, 'webhook_endpoint', paging).execute()).map((row) => toEndpoint(row, now));
}

/** All of a vendor, by their address. */
export async function allEndpoints(db: Db, vendorId: string, now: Date): Promise<WebhookEndpoint[]> {
  const rows = await db
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('listening_until', 'is', null)
    .orderBy('url')
    .orderBy('id')
    .execute();
  return rows.map((row) => toEndpoint(row, now));
}

/** @throws `webhook-endpoint.not-found` */
export async function requireEndpointRow(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<WebhookEndpointTable> {
  const row = await findRow(db, 'webhook_endpoint', vendorId, reference);
  if (!row || row.listening_until !== null) throw webhookProblem('webhook-endpoint.not-found');
  return row;
}

/** @throws `webhook-endpoint.not-found` */
export const requireEndpoint = async (db: Db, vendorId: string, reference: string, now: Date) =>
  toEndpoint(await requireEndpointRow(db, vendorId, reference), now);

export interface Making {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly at: Date;
  readonly now: Date;
}

/** A row with a fresh secret; endpoints and listeners alike. */
export function newEndpointRow(
  { vendorId, secrets, at, now }: Making,
  wanted: NewWebhookEndpoint & { readonly listeningUntil?: Date },
): { readonly row: WebhookEndpointTable; readonly secret: string } {
  const id = newId('whk', at.getTime());
  const secret = newSecret();
  const row: WebhookEndpointTable = {
    vendor_id: vendorId,
    id,
    external_id: wanted.externalId ?? null,
    url: wanted.url,
    description: wanted.description ?? '',
    events: wanted.events ? JSON.stringify(wanted.events) : null,
    active: wanted.active === false ? 0 : 1,
    paused_reason: null,
    listening_until: wanted.listeningUntil?.toISOString() ?? null,
    sealed_secret: sealSecret(secrets, vendorId, id, secret),
    secret_made_at: now.toISOString(),
    sealed_previous: null,
    previous_until: null,
    failures: 0,
    failing_since: null,
    not_before: null,
    search_text: searchText(wanted.url, wanted.description ?? '', wanted.externalId ?? null),
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
  };
  return { row, secret };
}

/** @throws `webhook-endpoint.external-id-taken`, `webhook-endpoint.too-many` */
export async function createEndpoint(
  tx: Db,
  making: Making,
  wanted: NewWebhookEndpoint,
): Promise<WebhookEndpoint> {
  const made = await insertEndpoint(tx, making, wanted);
  if (!made) throw webhookProblem('webhook-endpoint.external-id-taken');
  return made;
}

async function insertEndpoint(
  tx: Db,
  making: Making,
  wanted: NewWebhookEndpoint,
): Promise<WebhookEndpoint | undefined> {
  const { count } = await tx
    .selectFrom('webhook_endpoint')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', making.vendorId)
    .where('listening_until', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostEndpoints) throw webhookProblem('webhook-endpoint.too-many');
  const { row, secret } = newEndpointRow(making, wanted);
  if (!(await insertRow(tx, 'webhook_endpoint', row))) return undefined;
  return { ...toEndpoint(row, making.now), secret };
}

/** Active again means a fresh start: what waited is sent, and old failures are forgotten. @throws `webhook-endpoint.not-found` */
export async function updateEndpoint(
  tx: Db,
  { vendorId, at, now }: Omit<Making, 'secrets'>,
  reference: string,
  change: WebhookEndpointChange,
): Promise<Written<WebhookEndpoint>> {
  await lockRow(tx, 'webhook_endpoint', vendorId, reference);
  const before = await requireEndpoint(tx, vendorId, reference, now);
  const after = merged(before, change);
  const fields = changesOf(before, after);
  if (fields.length === 0) return { thing: before, created: false, fields };
  const thing: WebhookEndpoint = { ...after, updatedAt: at.toISOString() };
  if (fields.includes('active')) thing.pausedReason = null;
  const fresh = fields.includes('active') && thing.active;
  if (fresh) thing.failingSince = null;
  await tx
    .updateTable('webhook_endpoint')
    .set({
      url: thing.url,
      description: thing.description,
      events: thing.events && JSON.stringify(thing.events),
      active: thing.active ? 1 : 0,
      paused_reason: thing.pausedReason,
      search_text: searchText(thing.url, thing.description, thing.externalId),
      updated_at: thing.updatedAt,
      ...((fresh || fields.includes('url')) && { failures: 0, failing_since: null, not_before: null }),
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', thing.id)
    .execute();
  pokeSenders(tx);
  return { thing, created: false, fields };
}

/** Makes the endpoint with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertEndpoint(
  tx: Db,
  making: Making,
  externalId: string,
  wanted: Omit<NewWebhookEndpoint, 'externalId'>,
): Promise<Written<WebhookEndpoint>> {
  const reference = `ext:${externalId}`;
  if (!(await findRow(tx, 'webhook_endpoint', making.vendorId, reference))) {
    const thing = await insertEndpoint(tx, making, { ...wanted, externalId });
    if (thing) return { thing, created: true, fields: [] };
  }
  return updateEndpoint(tx, making, reference, wanted);
}

/** With everything that was to be sent to it. @throws `webhook-endpoint.not-found` */
export async function deleteEndpoint(
  tx: Db,
  vendorId: string,
  reference: string,
  now: Date,
): Promise<WebhookEndpoint> {
  const endpoint = await requireEndpoint(tx, vendorId, reference, now);
  await deleteRow(tx, 'webhook_endpoint', vendorId, endpoint.id);
  return endpoint;
}

/** A new secret signs at once; the one before does too for so long. @throws `webhook-endpoint.not-found` */
export async function rotateSecret(
  tx: Db,
  { vendorId, secrets, at, now }: Making,
  reference: string,
  overlapHours: number,
): Promise<WebhookEndpoint> {
  await lockRow(tx, 'webhook_endpoint', vendorId, reference);
  const row = await requireEndpointRow(tx, vendorId, reference);
  const secret = newSecret();
  const changed = {
    sealed_secret: sealSecret(secrets, vendorId, row.id, secret),
    secret_made_at: now.toISOString(),
    sealed_previous: overlapHours > 0 ? row.sealed_secret : null,
    previous_until:
      overlapHours > 0 ? new Date(now.getTime() + overlapHours * 3_600_000).toISOString() : null,
    updated_at: at.toISOString(),
  };
  await tx
    .updateTable('webhook_endpoint')
    .set(changed)
    .where('vendor_id', '=', vendorId)
    .where('id', '=', row.id)
    .execute();
  return { ...toEndpoint({ ...row, ...changed }, now), secret };
}

export const toEndpoint = (row: WebhookEndpointTable, now: Date): WebhookEndpoint => ({
  id: row.id,
  externalId: row.external_id,
  url: row.url,
  description: row.description,
  events: row.events === null ? null : (JSON.parse(row.events) as string[] as WebhookEndpoint['events']),
  active: row.active === 1,
  pausedReason: row.paused_reason,
  failingSince: row.failing_since,
  secretCreatedAt: row.secret_made_at,
  previousSecretUntil: (row.previous_until ?? '') > now.toISOString() ? row.previous_until : null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
