import type { Db } from '../../../kit/server/db/db.ts';
import type { ActorKind } from '../../activity/schema.ts';
import { namesOf } from '../../activity/server/store.ts';
import { refusalProblem } from '../problems.ts';
import type { RefusedRequest } from '../schema.ts';

export interface RefusedRequestTable {
  vendor_id: string;
  /** The request's. */
  id: string;
  method: string;
  path: string;
  status: number;
  code: string;
  detail: string | null;
  /** JSON: path and code of each field. */
  fields: string;
  actor_kind: ActorKind;
  actor_id: string | null;
  customer_id: string | null;
  portal_id: string | null;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    refused_request: RefusedRequestTable;
  }
}

export const insertRefusal = (db: Db, row: RefusedRequestTable) =>
  db.insertInto('refused_request').values(row).execute();

export interface RefusalFilter {
  readonly customerId?: string | undefined;
  /** The beginning of a code: `origin.`. */
  readonly code?: string | undefined;
}

/** The newest first. @param before the moment and the id of the last one seen */
export async function listRefusals(
  db: Db,
  vendorId: string,
  { customerId, code }: RefusalFilter,
  { limit, before }: { readonly limit: number; readonly before: readonly [string, string] | undefined },
): Promise<RefusedRequest[]> {
  let query = db.selectFrom('refused_request').selectAll().where('vendor_id', '=', vendorId);
  if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
  if (code !== undefined) query = query.where('code', '>=', code).where('code', '<', `${code}~`);
  if (before) {
    const [moment, id] = before;
    query = query.where((eb) =>
      eb.or([eb('created_at', '<', moment), eb.and([eb('created_at', '=', moment), eb('id', '<', id)])]),
    );
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toRefusals(db, vendorId, rows);
}

/** @param id also in small letters, as somebody types it @throws `refused-request.not-found` */
export async function readRefusal(db: Db, vendorId: string, id: string): Promise<RefusedRequest> {
  const rows = await db
    .selectFrom('refused_request')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id.toUpperCase())
    .execute();
  const [found] = await toRefusals(db, vendorId, rows);
  if (!found) throw refusalProblem('refused-request.not-found');
  return found;
}

async function toRefusals(
  db: Db,
  vendorId: string,
  rows: readonly RefusedRequestTable[],
): Promise<RefusedRequest[]> {
  const names = await namesOf(
    db,
    vendorId,
    rows.map(({ actor_kind, actor_id, customer_id }) => ({
      ...{ actor_kind, actor_id, for_kind: 'customer', for_id: customer_id },
    })),
  );
  return rows.map((row) => ({
    ...{ id: row.id, method: row.method, path: row.path, status: row.status, code: row.code },
    ...{ detail: row.detail, fields: JSON.parse(row.fields) as RefusedRequest['fields'] },
    actor: {
      ...{ kind: row.actor_kind, id: row.actor_id },
      name: (row.actor_id && names.get(row.actor_id)) ?? null,
    },
    customerId: row.customer_id,
    customerName: (row.customer_id && names.get(row.customer_id)) ?? null,
    ...{ portalId: row.portal_id, createdAt: row.created_at },
  }));
}
