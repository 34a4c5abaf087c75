import type { Db } from '../../../kit/server/db/db.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { Planned, TransferContext, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import type { Limits } from '../../customers/schema.ts';
import { hasRoom, parseSite } from '../rules.ts';
import { type Domain, DomainId, NewDomain, NewUsageRecord, UsageRecord } from '../schema.ts';
import { startDomain } from './domains-store.ts';
import { toDomain, toDomainRow, toUsageRecord, toUsageRecordRow } from './table.ts';
import { startUsage } from './usage-store.ts';

const customerColumn: Column = {
  ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
  doc: 'The customer: your own id, or ours. It stays with its customer.',
};
const customer = {
  field: 'customerId',
  thing: 'customer',
  find: referencesTo('customer'),
  fixed: true,
} as const;

/** A text that names no host is kept as it is for `check`, which refuses it. */
const hostOf = (text: string): string => parseSite(text).host ?? text;

const rows = tableKind({
  name: 'domains',
  about: 'A web address of a customer’s own site. The customer’s limit of domains must have room for it.',
  columns: [
    ...idColumns('domain', 'dom'),
    customerColumn,
    {
      ...{ name: 'host', type: 'text', required: true, example: 'shop.example' },
      doc: 'The host name, or any address on it. A host belongs to one customer.',
    },
    {
      ...{ name: 'origin', type: 'choice', choices: ['manual', 'automatic'], example: 'manual' },
      doc: 'Whether somebody entered it or it was found in use.',
    },
  ],
  schema: movable(NewDomain, DomainId),
  after: ['customers'],
  table: 'domain',
  prefix: 'dom',
  references: [customer],
  fromRow: toDomain,
  toRow: toDomainRow,
  create: (wanted, made) => startDomain({ ...wanted, host: hostOf(wanted.host) }, made),
  change: (before, { host }) => ({ ...before, host: hostOf(host) }),
  check: ({ host }) => {
    const { refused } = parseSite(host);
    return refused === undefined ? [] : [{ path: 'host', code: 'host', message: refused }];
  },
});
type DomainRow = typeof rows extends TransferKind<infer Wanted, unknown> ? Wanted : never;
type DomainWork = Work<Domain, DomainRow>;

/** Domains as they are moved in and out: what many rows share, hosts and room, is looked at over the whole batch. */
export const domainsKind: TransferKind<DomainRow, DomainWork> = {
  ...rows,
  async plan(db, context, wanted) {
    const planned = await rows.plan(db, context, wanted);
    return withRoom(db, context, await withFreeHosts(db, context, planned));
  },
};

const refused = (path: string, code: string, message: string): Planned<DomainWork> => ({
  outcome: 'failed',
  fields: [{ path, code, message }],
});

async function withFreeHosts(
  db: Db,
  { vendorId }: TransferContext,
  planned: readonly Planned<DomainWork>[],
): Promise<Planned<DomainWork>[]> {
  const hosts = planned.flatMap((one) => (one.outcome === 'failed' ? [] : [one.work.after.host]));
  if (hosts.length === 0) return [...planned];
  const taken = await db
    .selectFrom('domain')
    .select(['id', 'host'])
    .where('vendor_id', '=', vendorId)
    .where('host', 'in', [...new Set(hosts)])
    .execute();
  const holder = new Map(taken.map(({ host, id }) => [host, id]));
  return planned.map((one) => {
    if (one.outcome === 'failed') return one;
    const { id, host } = one.work.after;
    if ((holder.get(host) ?? id) !== id) return refused('host', 'taken', 'This domain is entered already.');
    holder.set(host, id);
    return one;
  });
}

async function withRoom(
  db: Db,
  { vendorId }: TransferContext,
  planned: readonly Planned<DomainWork>[],
): Promise<Planned<DomainWork>[]> {
  const customerIds = planned.flatMap((one) =>
    one.outcome === 'created' ? [one.work.after.customerId] : [],
  );
  if (customerIds.length === 0) return [...planned];
  const customers = await db
    .selectFrom('customer')
    .select(['id', 'limits'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(customerIds)])
    .execute();
  const counts = await db
    .selectFrom('domain')
    .select((eb) => ['customer_id', eb.fn.countAll<number>().as('used')])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', [...new Set(customerIds)])
    .groupBy('customer_id')
    .execute();
  const limits = new Map(customers.map((row) => [row.id, (JSON.parse(row.limits) as Limits).domains]));
  const used = new Map(counts.map((row) => [row.customer_id, Number(row.used)]));
  return planned.map((one) => {
    if (one.outcome !== 'created') return one;
    const { customerId } = one.work.after;
    const [limit, there] = [limits.get(customerId) ?? 0, used.get(customerId) ?? 0];
    if (!hasRoom(limit, there)) {
      return refused('customerId', 'limit', `The customer may have ${limit} domains and has them.`);
    }
    used.set(customerId, there + 1);
    return one;
  });
}

const usageRows = tableKind({
  name: 'usage-records',
  about: 'What a customer used in a month, on one domain or as a whole.',
  columns: [
    ...idColumns('usage record', 'use'),
    customerColumn,
    {
      ...{ name: 'domainId', type: 'reference', empty: null, example: 'd-17' },
      doc: 'The domain: your own id, or ours; empty for the customer as a whole.',
    },
    {
      ...{ name: 'metric', type: 'choice', choices: UsageRecord.entries.metric.options, example: 'calls' },
      doc: 'What was counted.',
    },
    { name: 'month', type: 'text', required: true, doc: 'The month.', example: '2026-10' },
    { name: 'quantity', type: 'number', required: true, doc: 'How many.', example: '120400' },
  ],
  schema: movable(NewUsageRecord, UsageRecord.entries.id),
  after: ['customers', 'domains'],
  table: 'usage_record',
  prefix: 'use',
  references: [
    customer,
    { field: 'domainId', thing: 'domain', find: referencesTo('domain'), fixed: true, optional: true },
  ],
  fromRow: toUsageRecord,
  toRow: toUsageRecordRow,
  create: startUsage,
  // Month and domain say which record it is; only what was counted can be corrected.
  change: (before, { quantity }) => ({ ...before, quantity }),
});
type UsageRow = typeof usageRows extends TransferKind<infer Wanted, unknown> ? Wanted : never;
type UsageWork = Work<UsageRecord, UsageRow>;

const monthKey = (record: {
  customerId: string;
  domainId: string | null;
  metric: string;
  month: string;
}): string => [record.customerId, record.domainId ?? '', record.metric, record.month].join(' ');

/** Monthly usage as it is moved in and out: a month of a domain is counted once. */
export const usageKind: TransferKind<UsageRow, UsageWork> = {
  ...usageRows,
  async plan(db, context, wanted) {
    const planned = await usageRows.plan(db, context, wanted);
    const created = planned.flatMap((one) => (one.outcome === 'created' ? [one.work.after] : []));
    if (created.length === 0) return planned;
    const there = await db
      .selectFrom('usage_record')
      .selectAll()
      .where('vendor_id', '=', context.vendorId)
      .where('customer_id', 'in', [...new Set(created.map(({ customerId }) => customerId))])
      .where('month', 'in', [...new Set(created.map(({ month }) => month))])
      .execute();
    const counted = new Set(there.map((row) => monthKey(toUsageRecord(row))));
    return planned.map((one): Planned<UsageWork> => {
      if (one.outcome !== 'created') return one;
      const key = monthKey(one.work.after);
      if (counted.has(key)) {
        const message = 'This month is counted already, under another id.';
        return { outcome: 'failed', fields: [{ path: 'month', code: 'exists', message }] };
      }
      counted.add(key);
      return one;
    });
  },
};
