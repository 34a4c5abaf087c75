import { sql } from 'kysely';
import { type AttentionSource, mostCounted, type Waiting } from '../../../features/overview/server/source.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';

const day = 86_400_000;
const most = mostCounted + 1;

interface Wanted {
  readonly table: keyof Tables;
  readonly vendorId: string;
  /** Of the row that waits: what it is called, and the moment that is said of it. */
  readonly name?: string;
  readonly at?: string;
  readonly id?: string;
  /** Constants are written out: beside a bound one SQLite does not see which partial index fits. */
  readonly where: ReturnType<typeof sql<boolean>>;
  /** The newest, as a rule; or what is due first. */
  readonly order?: ReturnType<typeof sql>;
}

/** The rows that wait, with the name of the customer where they have none of their own. */
async function waiting(db: Db, wanted: Wanted): Promise<readonly Waiting[]> {
  const { table, vendorId, name, at, id = 'id', where, order } = wanted;
  const column = (of: string | undefined) => (of ? sql`t.${sql.ref(of)}` : sql`null`);
  const { rows } =
    await sql<Waiting>`select t.${sql.ref(id)} as "id", ${column(name)} as "name", ${column(at)} as "at"
    from ${sql.table(table)} as t where t.vendor_id = ${vendorId} and ${where}
    order by ${order ?? sql`t.${sql.ref(id)} desc`} limit ${sql.lit(most)}`.execute(db);
  return rows;
}

/** The newest one's customer, by name: “Anna asked to be erased”. */
async function named(db: Db, vendorId: string, rows: readonly Waiting[]): Promise<readonly Waiting[]> {
  const [first, ...rest] = rows;
  if (!first?.name) return rows;
  const customer = await db
    .selectFrom('customer')
    .select('name')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', first.name)
    .executeTakeFirst();
  return [{ ...first, name: customer?.name ?? null }, ...rest];
}

const ago = (now: Date, days: number): string => new Date(now.getTime() - days * day).toISOString();
const ahead = (now: Date, days: number): string => ago(now, -days);

/** Whether a portal's help, kept as JSON text, has something here. */
const says = (field: string) =>
  sql<boolean>`t.support like ${sql.lit(`%"${field}":"%`)} and t.support not like ${sql.lit(`%"${field}":""%`)}`;

/** Failures older than this are history. */
const failedDays = 14;

export const attentionSources: readonly AttentionSource[] = [
  {
    ...{ key: 'stuck-orders', scope: 'orders:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'sales_order', vendorId, name: 'number', at: 'placed_at' },
        where: sql`t.state = 'stuck'`,
      }),
  },
  {
    ...{ key: 'payments', scope: 'payments:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'payment', vendorId, name: 'description', at: 'created_at' },
        where: sql`t.attention is not null`,
      }),
  },
  {
    ...{ key: 'webhooks-paused', scope: 'webhook-endpoints:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'webhook_endpoint', vendorId, name: 'url', at: 'failing_since' },
        where: sql`t.paused_reason is not null and t.listening_until is null`,
      }),
  },
  {
    ...{ key: 'webhooks-failed', scope: 'webhook-endpoints:read' },
    look: (db, { vendorId, worldNow }) =>
      waiting(db, {
        ...{ table: 'webhook_delivery', vendorId, name: 'event_type', at: 'created_at' },
        where: sql`t.state = 'failed' and t.created_at > ${ago(worldNow, failedDays)}`,
      }),
  },
  {
    ...{ key: 'sender-down', scope: 'mails:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{
          table: 'mail_outage',
          vendorId,
          id: 'portal_id',
          name: 'reason',
          at: 'since',
          where: sql`1 = 1`,
        },
      }),
  },
  {
    ...{ key: 'mails-failed', scope: 'mails:read' },
    look: (db, { vendorId, worldNow }) =>
      waiting(db, {
        ...{ table: 'mail', vendorId, name: 'to_address', at: 'created_at' },
        where: sql`t.state in ('refused', 'bounced') and t.created_at > ${ago(worldNow, failedDays)}`,
      }),
  },
  {
    ...{ key: 'declarations', scope: 'contracts:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'declaration_state', vendorId, at: 'created_at', where: sql`t.state = 'open'` },
      }),
  },
  {
    ...{ key: 'requests', scope: 'site-requests:read' },
    look: async (db, { vendorId }) =>
      named(
        db,
        vendorId,
        await waiting(db, {
          ...{ table: 'site_request', vendorId, name: 'customer_id', at: 'created_at' },
          where: sql`t.state = 'new'`,
        }),
      ),
  },
  {
    ...{ key: 'deletions', scope: 'customers:read' },
    look: async (db, { vendorId }) =>
      named(
        db,
        vendorId,
        await waiting(db, {
          ...{
            table: 'deletion_request',
            vendorId,
            name: 'customer_id',
            at: 'created_at',
            id: 'customer_id',
          },
          where: sql`t.state = 'open'`,
          order: sql`t.id`,
        }),
      ),
  },
  {
    ...{ key: 'pending', scope: 'customers:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'customer', vendorId, name: 'name', at: 'created_at', where: sql`t.status = 'pending'` },
      }),
  },
  {
    ...{ key: 'corrections', scope: 'invoices:read' },
    look: async (db, { vendorId }) =>
      named(
        db,
        vendorId,
        await waiting(db, {
          ...{ table: 'correction', vendorId, name: 'customer_id', at: 'created_at' },
          where: sql`t.state = 'asked'`,
        }),
      ),
  },
  {
    ...{ key: 'refunds', scope: 'payments:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'payment_refund', vendorId, at: 'created_at', where: sql`t.state = 'requested'` },
      }),
  },
  {
    ...{ key: 'sightings', scope: 'domains:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'domain_sighting', vendorId, name: 'host', at: 'last_seen_at' },
        where: sql`t.state = 'waiting'`,
      }),
  },
  {
    ...{ key: 'approvals', scope: 'contracts:read' },
    look: async (db, { vendorId, today }) =>
      named(
        db,
        vendorId,
        await waiting(db, {
          ...{ table: 'approval', vendorId, name: 'customer_id', at: 'due_on' },
          where: sql`t.state = 'open' and t.due_on < ${today}`,
        }),
      ),
  },
  {
    ...{ key: 'overdue', scope: 'invoices:read' },
    look: (db, { vendorId, today }) =>
      waiting(db, {
        ...{ table: 'document', vendorId, name: 'number', at: 'due_on' },
        where: sql`t.kind = 'invoice' and t.status = 'open' and t.due_on < ${today}`,
        order: sql`t.due_on`,
      }),
  },
  {
    ...{ key: 'inspections', scope: 'inspections:read' },
    look: (db, { vendorId, today }) =>
      waiting(db, {
        ...{ table: 'inspection', vendorId, name: 'name', at: 'due_on' },
        where: sql`t.due_on is not null and t.due_on < ${today}`,
        order: sql`t.due_on`,
      }),
  },
  {
    ...{ key: 'refused-hosts', scope: 'portals:read' },
    look: (db, { vendorId, worldNow }) =>
      waiting(db, {
        ...{ table: 'refused_host', vendorId, id: 'portal_id', name: 'host', at: 'seen_at' },
        where: sql`t.seen_at > ${ago(worldNow, 7)} and not exists (
          select 1 from portal as p where p.vendor_id = t.vendor_id and p.id = t.portal_id
            and p.allowed_hosts like '%"' || t.host || '"%')`,
        order: sql`t.seen_at desc`,
      }),
  },
  {
    ...{ key: 'keys-expiring', scope: 'api-keys:read' },
    look: (db, { vendorId, worldNow }) =>
      waiting(db, {
        ...{ table: 'api_key', vendorId, name: 'name', at: 'expires_at' },
        where: sql`t.revoked_at is null and t.expires_at > ${worldNow.toISOString()}
          and t.expires_at < ${ahead(worldNow, 14)}`,
        order: sql`t.expires_at`,
      }),
  },
  {
    ...{ key: 'keys-retiring', scope: 'signing-keys:read' },
    look: (db, { vendorId, worldNow }) =>
      waiting(db, {
        ...{ table: 'signing_key', vendorId, name: 'name', at: 'retires_at' },
        where: sql`t.is_service = 0 and t.status = 'retiring' and t.retires_at > ${worldNow.toISOString()}`,
        order: sql`t.retires_at`,
      }),
  },
  {
    ...{ key: 'no-help', scope: 'portals:read' },
    look: (db, { vendorId }) =>
      waiting(db, {
        ...{ table: 'portal', vendorId, name: 'brand_name' },
        where: sql`not (${says('phone')}) and not (${says('email')})`,
      }),
  },
];
