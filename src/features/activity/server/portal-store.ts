import type { Db } from '../../../kit/server/db/db.ts';
import { notesOf } from '../../login-as/server/notes.ts';
import { toldOf, whoOf } from '../customer-acts.ts';
import type { ActorKind, PortalActivity } from '../schema.ts';
import type { ActivityRow } from './record.ts';
import { idAt, namesOf } from './store.ts';

/** A row before it is said in words. */
export type PortalActivityFacts = Omit<PortalActivity, 'what' | 'changed'>;

export interface Reader {
  readonly vendorId: string;
  readonly customerId: string;
  /** Reads of nothing but what they did, and what was done about them; `null`: of everything. */
  readonly onlyContactId: string | null;
  /** Actions that may be told to them. */
  readonly actions: readonly string[];
}

export interface PortalActivityFilter {
  readonly who?: 'people' | 'staff' | 'program' | undefined;
  /** The first instant, and the first that is too late. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

const kindsOf = {
  people: ['contact', 'customer'],
  staff: ['operator'],
  program: ['api-key', 'command', 'system'],
} satisfies Record<string, ActorKind[]>;

/** Newest first; one more than asked for where there is more. */
export async function listPortalActivity(
  db: Db,
  reader: Reader,
  filter: PortalActivityFilter,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<PortalActivityFacts[]> {
  const found: { row: ActivityRow; fields: readonly string[] }[] = [];
  // Some rows have nothing left to tell, which only their fields say: pages are filled by looking on.
  for (let from = before; found.length <= limit; ) {
    const rows = await rowsBefore(db, reader, filter, from, limit + 1);
    for (const row of rows) {
      const fields = toldOf(row.action, JSON.parse(row.fields) as string[]);
      if (fields && found.length <= limit) found.push({ row, fields });
    }
    from = rows.at(-1)?.id;
    if (rows.length <= limit) break;
  }
  const rows = found.map(({ row }) => row);
  const names = await namesOf(db, reader.vendorId, rows);
  const notes = await notesOf(
    db,
    reader.vendorId,
    rows.map((row) => row.subject_id),
  );
  return found.map(({ row, fields }) => toPortalActivity(row, fields, { names, notes }));
}

function rowsBefore(
  db: Db,
  { vendorId, customerId, onlyContactId, actions }: Reader,
  { who, since, until }: PortalActivityFilter,
  before: string | undefined,
  limit: number,
): Promise<ActivityRow[]> {
  let query = db
    .selectFrom('activity')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('action', 'in', actions);
  if (onlyContactId !== null)
    query = query.where((or) =>
      or.or([
        or('actor_id', '=', onlyContactId),
        or('for_id', '=', onlyContactId),
        or('subject_id', '=', onlyContactId),
      ]),
    );
  if (who !== undefined) query = query.where('actor_kind', 'in', kindsOf[who]);
  if (since !== undefined) query = query.where('id', '>=', idAt(since.toISOString()));
  if (until !== undefined) query = query.where('id', '<', idAt(until.toISOString()));
  if (before !== undefined) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

function toPortalActivity(
  row: ActivityRow,
  fields: readonly string[],
  {
    names,
    notes,
  }: { readonly names: ReadonlyMap<string, string>; readonly notes: ReadonlyMap<string, string> },
): PortalActivityFacts {
  const who = whoOf[row.actor_kind] ?? 'program';
  // What the vendor calls its programs is its own.
  const name = who === 'program' ? null : ((row.actor_id && names.get(row.actor_id)) ?? null);
  return {
    id: row.id,
    at: row.created_at,
    action: row.action,
    who,
    name,
    actingFor: (row.for_id && names.get(row.for_id)) ?? null,
    fields: [...fields],
    note: notes.get(row.subject_id) ?? null,
  };
}
