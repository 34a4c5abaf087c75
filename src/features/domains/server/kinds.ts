import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { Planned, TransferContext, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import type { Limits } from '../../customers/schema.ts';
import { hasRoom, parseSite, unlimited } from '../rules.ts';
import {
  CallCount,
  type Domain,
  DomainId,
  NewCallCount,
  NewDomain,
  Verification,
  VerifyMethod,
} from '../schema.ts';
import { startCount } from './counts-store.ts';
import { startDomain } from './domains-store.ts';
import { toCallCount, toCallCountRow, toDomain, toDomainRow } from './table.ts';

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

/** With what was put on the site or into its name: it goes on being looked for there. */
interface MovedDomain extends Domain {
  readonly verifyToken: string | null;
}

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
    {
      ...{ name: 'noLabel', type: 'boolean', example: 'false' },
      doc: 'Whether it is shown without your label. The customer’s limit must have room for it.',
    },
    {
      ...{ name: 'verification', type: 'choice', choices: Verification.options, example: 'verified' },
      doc: 'Whether it was shown to be the customer’s. Of a new one alone: one that is there is looked at here.',
    },
    {
      ...{ name: 'verifiedBy', type: 'choice', choices: VerifyMethod.options, empty: null, example: 'dns' },
      doc: 'How that is shown.',
    },
    {
      ...{ name: 'verifiedAt', type: 'instant', empty: null, example: '2026-03-31T09:00:00Z' },
      doc: 'Since when.',
    },
    {
      ...{ name: 'verifyToken', type: 'text', empty: null, example: '01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'What the customer put there for it, so that it goes on being found.',
    },
  ],
  schema: movable(
    v.strictObject({
      ...NewDomain.entries,
      verification: v.optional(Verification),
      verifiedBy: v.optional(v.nullable(VerifyMethod)),
      verifiedAt: v.optional(v.nullable(v.pipe(v.string(), v.isoTimestamp()))),
      verifyToken: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-z]{26}$/, 'expected 26 signs')))),
    }),
    DomainId,
  ),
  after: ['customers'],
  table: 'domain',
  prefix: 'dom',
  references: [customer],
  fromRow: (row): MovedDomain => ({ ...toDomain(row), verifyToken: row.verify_token ?? null }),
  toRow: (vendorId, { verifyToken, ...domain }) => ({
    ...toDomainRow(vendorId, domain),
    verify_token: verifyToken,
  }),
  create: (wanted, made): MovedDomain => {
    const { verification = 'open', verifiedBy = null, verifiedAt = null, verifyToken = null } = wanted;
    return {
      ...startDomain({ ...wanted, host: hostOf(wanted.host) }, made),
      // Without what is to be found there, nothing is waited for.
      verification: verifyToken || verification === 'verified' ? verification : 'open',
      ...{ verifiedBy, verifiedAt, verifyToken },
    };
  },
  change: (before, { host, noLabel = before.noLabel }) => {
    const after = { ...before, host: hostOf(host), noLabel };
    // What was shown of one host says nothing of another.
    return after.host === before.host ? after : { ...after, verification: 'open' as const, verifiedAt: null };
  },
  async written(tx, vendorId, works) {
    for (const { before, after } of works) {
      if (before || !after.verifyToken || after.verification === 'open') continue;
      await tx
        .updateTable('domain')
        .set({ check_due_at: after.updatedAt })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', after.id)
        .execute();
    }
  },
  check: ({ host }) => {
    const { refused } = parseSite(host);
    return refused === undefined ? [] : [{ path: 'host', code: 'host', message: refused }];
  },
});
type DomainRow = typeof rows extends TransferKind<infer Wanted, unknown> ? Wanted : never;
type DomainWork = Work<MovedDomain, DomainRow>;

/** Domains as they are moved in and out: what many rows share, hosts and room, is looked at over the whole batch. */
export const domainsKind: TransferKind<DomainRow, DomainWork> = {
  ...rows,
  async plan(db, context, wanted) {
    const planned = await rows.plan(db, context, wanted);
    const placed = await withRoom(db, context, await withFreeHosts(db, context, planned));
    return withLabels(db, context, placed);
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

/** As many without label as the customer may have; those that are there stay. */
async function withLabels(
  db: Db,
  { vendorId }: TransferContext,
  planned: readonly Planned<DomainWork>[],
): Promise<Planned<DomainWork>[]> {
  const takes = (one: Planned<DomainWork>) =>
    one.outcome !== 'failed' && one.work.after.noLabel && !one.work.before?.noLabel;
  const ids = planned.flatMap((one) =>
    one.outcome !== 'failed' && takes(one) ? [one.work.after.customerId] : [],
  );
  if (ids.length === 0) return [...planned];
  const customers = await db
    .selectFrom('customer')
    .select(['id', 'limits'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  const bare = await db
    .selectFrom('domain')
    .select((eb) => ['customer_id', eb.fn.countAll<number>().as('used')])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', [...new Set(ids)])
    .where('no_label', '=', 1)
    .groupBy('customer_id')
    .execute();
  const limits = new Map(
    customers.map((row) => [row.id, (JSON.parse(row.limits) as Partial<Limits>).noLabel ?? 0]),
  );
  const used = new Map(bare.map((row) => [row.customer_id, Number(row.used)]));
  return planned.map((one) => {
    if (one.outcome === 'failed' || !takes(one)) return one;
    const { customerId } = one.work.after;
    const [limit, there] = [limits.get(customerId) ?? 0, used.get(customerId) ?? 0];
    if (limit !== unlimited && there >= limit) {
      return refused(
        'noLabel',
        'limit',
        `The customer may have ${limit} domains without label and has them.`,
      );
    }
    used.set(customerId, there + 1);
    return one;
  });
}

const countRows = tableKind({
  name: 'call-counts',
  about: 'What a customer used in a month, on one domain or as a whole.',
  columns: [
    ...idColumns('call count', 'cnt'),
    customerColumn,
    {
      ...{ name: 'domainId', type: 'reference', empty: null, example: 'd-17' },
      doc: 'The domain: your own id, or ours; empty for the customer as a whole.',
    },
    {
      ...{ name: 'metric', type: 'choice', choices: CallCount.entries.metric.options, example: 'calls' },
      doc: 'What was counted.',
    },
    { name: 'month', type: 'text', required: true, doc: 'The month.', example: '2026-10' },
    { name: 'quantity', type: 'number', required: true, doc: 'How many.', example: '120400' },
  ],
  schema: movable(NewCallCount, CallCount.entries.id),
  after: ['customers', 'domains'],
  table: 'call_count',
  prefix: 'cnt',
  references: [
    customer,
    { field: 'domainId', thing: 'domain', find: referencesTo('domain'), fixed: true, optional: true },
  ],
  fromRow: toCallCount,
  toRow: toCallCountRow,
  create: startCount,
  // Month and domain say which record it is; only what was counted can be corrected.
  change: (before, { quantity }) => ({ ...before, quantity }),
});
type CountRow = typeof countRows extends TransferKind<infer Wanted, unknown> ? Wanted : never;
type CountWork = Work<CallCount, CountRow>;

const monthKey = (record: {
  customerId: string;
  domainId: string | null;
  metric: string;
  month: string;
}): string => [record.customerId, record.domainId ?? '', record.metric, record.month].join(' ');

/** Monthly usage as it is moved in and out: a month of a domain is counted once. */
export const countsKind: TransferKind<CountRow, CountWork> = {
  ...countRows,
  async plan(db, context, wanted) {
    const planned = await countRows.plan(db, context, wanted);
    const created = planned.flatMap((one) => (one.outcome === 'created' ? [one.work.after] : []));
    if (created.length === 0) return planned;
    const there = await db
      .selectFrom('call_count')
      .selectAll()
      .where('vendor_id', '=', context.vendorId)
      .where('customer_id', 'in', [...new Set(created.map(({ customerId }) => customerId))])
      .where('month', 'in', [...new Set(created.map(({ month }) => month))])
      .execute();
    const counted = new Set(there.map((row) => monthKey(toCallCount(row))));
    return planned.map((one): Planned<CountWork> => {
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
