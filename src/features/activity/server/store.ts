import { type SelectQueryBuilder, sql } from 'kysely';
import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { notesOf } from '../../login-as/server/notes.ts';
import { type Activity, ActorKind } from '../schema.ts';
import type { ActivityRow } from './record.ts';

export interface ActivityFilter {
  /** Ours; a customer's `ext:…` is resolved before. */
  readonly customerId?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Newest first: ids are made of the time, so their order is that of what happened. */
export async function listActivity(
  db: Db,
  vendorId: string,
  filter: ActivityFilter,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<Activity[]> {
  const { customerId, actor, action, since, until } = filter;
  let query = db.selectFrom('activity').selectAll().where('vendor_id', '=', vendorId);
  if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
  if (v.is(ActorKind, actor)) query = query.where('actor_kind', '=', actor);
  else if (actor !== undefined) query = byActor(query.where('actor_id', '=', actor), actor);
  if (action !== undefined) query = query.where('action', '>=', action).where('action', '<', `${action}~`);
  if (since !== undefined) query = query.where('id', '>=', idAt(since));
  if (until !== undefined) query = query.where('id', '<', idAt(until));
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const names = await namesOf(db, vendorId, rows);
  // What operators wrote about a grant stands with it, and goes with the customer.
  const notes = await notesOf(
    db,
    vendorId,
    rows.map((row) => row.subject_id),
  );
  return rows.map((row) => toActivity(row, names, notes));
}

type Rows = SelectQueryBuilder<Tables, 'activity', ActivityRow>;

/**
 * A customer acts on its own account and nowhere else, so its rows are found by that; everybody else's stand in an index
 * of their own. The words are part of the statement, or the index could not be used.
 */
const byActor = (query: Rows, actor: string): Rows =>
  actor.startsWith('cus_')
    ? query.where('customer_id', '=', actor)
    : query.where('actor_kind', '<>', sql.lit<ActorKind>('customer'));

const pageOfLines = 500;

/** The same, all of it, as JSON Lines; read page by page as it is taken. */
export async function* activityLines(
  db: Db,
  vendorId: string,
  filter: ActivityFilter,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  for (let before: string | undefined; ; ) {
    const rows = await listActivity(db, vendorId, filter, { limit: pageOfLines, before });
    const page = rows.slice(0, pageOfLines);
    if (page.length > 0) yield bytes.encode(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
    if (rows.length <= pageOfLines) return;
    before = page.at(-1)?.id;
  }
}

/** Where ids of that moment begin. */
export const idAt = (instant: string): string =>
  newId('act', Date.parse(instant)).slice(0, 'act_'.length + 10);

/** Where the names of actors stand. */
const named: Readonly<Partial<Record<ActorKind, 'operator' | 'contact' | 'customer' | 'api_key'>>> = {
  operator: 'operator',
  contact: 'contact',
  customer: 'customer',
  'api-key': 'api_key',
};

/** Names of those who are still there, by id. */
export async function namesOf(
  db: Db,
  vendorId: string,
  rows: readonly Pick<ActivityRow, 'actor_kind' | 'actor_id' | 'for_kind' | 'for_id'>[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, table] of Object.entries(named)) {
    const ids = new Set(
      rows.flatMap((row) => [
        ...(row.actor_kind === kind && row.actor_id ? [row.actor_id] : []),
        ...(row.for_kind === kind && row.for_id ? [row.for_id] : []),
      ]),
    );
    if (ids.size === 0) continue;
    // Operators are kept at the live side and work on its twin too.
    const found = await sql<{ id: string; name: string }>`select id, name from ${sql.table(table)}
      where vendor_id in (${vendorId}, (select twin_id from vendor where vendor_id = ${vendorId} and ${kind} = 'operator'))
        and id in (${sql.join([...ids])})`.execute(db);
    for (const { id, name } of found.rows) names.set(id, name);
  }
  return names;
}

const toActivity = (
  row: ActivityRow,
  names: ReadonlyMap<string, string>,
  notes: ReadonlyMap<string, string>,
): Activity => ({
  id: row.id,
  action: row.action,
  actor: {
    kind: row.actor_kind,
    id: row.actor_id,
    name: (row.actor_id && names.get(row.actor_id)) ?? null,
  },
  actingFor:
    row.for_kind && row.for_id
      ? { kind: row.for_kind, id: row.for_id, name: names.get(row.for_id) ?? null }
      : null,
  customerId: row.customer_id,
  subjectId: row.subject_id,
  fields: JSON.parse(row.fields) as string[],
  reason: row.reason,
  detail: row.detail ?? notes.get(row.subject_id) ?? null,
  createdAt: row.created_at,
});

/** Moves the instant before which the database lets rows of the log go; without it, it keeps every one. */
export const letGoBefore = (tx: Db, vendorId: string, instant: Date) =>
  tx
    .updateTable('vendor')
    .set({ activity_kept_from: instant.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('activity_kept_from', '<', instant.toISOString())
    .execute();
