import { dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { merged } from '../../../kit/server/collection.ts';
import { insertMissing } from '../../../kit/server/db/bulk.ts';
import { type Db, hasManyWriters } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import type { Actor } from '../../activity/server/record.ts';
import { namesOf } from '../../activity/server/store.ts';

import { requireCustomer } from '../../customers/server/store.ts';
import { originOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { lastTwelve, outlookOf, publishableKeyOf, snippetOf } from '../call-rules.ts';
import {
  type CallMonths,
  type CallReset,
  type CallRules,
  type CallRulesChange,
  type CustomerCalls,
  callDefaults,
} from '../call-schema.ts';
import { byHand, type Given, noneAllowed } from '../plan-limits.ts';
import { callsIn } from './call-counter.ts';
import { forgetCalls } from './call-targets.ts';
import type { CallSettingTable, Told } from './table.ts';

/** What is agreed with one customer; who has no row has the defaults. */
export interface Agreed {
  readonly rules: CallRules;
  readonly keyTag: string | null;
  readonly given: Given | null;
}

export const toAgreed = (row: CallSettingTable | undefined): Agreed =>
  row
    ? {
        ...{ keyTag: row.key_tag, given: row.granted === null ? null : (JSON.parse(row.granted) as Given) },
        rules: {
          ...{ automatic: row.automatic, countsWaiting: row.counts_waiting === 1 },
          ...{ atZero: row.at_zero, atMaximum: row.at_maximum },
          blockedHosts: JSON.parse(row.blocked_hosts) as string[],
          thresholds: row.thresholds === null ? null : (JSON.parse(row.thresholds) as number[]),
        },
      }
    : { keyTag: null, given: null, rules: callDefaults };

export async function agreedWith(db: Db, { vendorId, customerId }: Owner): Promise<Agreed> {
  const row = await db
    .selectFrom('call_setting')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  return toAgreed(row);
}

const columnsOf = ({ automatic, countsWaiting, atZero, atMaximum, blockedHosts, thresholds }: CallRules) => ({
  ...{ automatic, counts_waiting: countsWaiting ? 1 : 0, at_zero: atZero, at_maximum: atMaximum },
  blocked_hosts: JSON.stringify(blockedHosts),
  thresholds: thresholds === null ? null : JSON.stringify(thresholds),
});

/** The customer's row, made where there is none, and locked. */
export async function lockAgreed(
  tx: Db,
  { vendorId, customerId }: Owner,
  at: Date,
): Promise<CallSettingTable> {
  const now = at.toISOString();
  await insertMissing(tx, 'call_setting', [
    {
      ...{ vendor_id: vendorId, id: newId('cst', at.getTime()), customer_id: customerId, external_id: null },
      ...{ key_tag: null, ...columnsOf(callDefaults), told: '{}', granted: null, search_text: '' },
      ...{ created_at: now, updated_at: now },
    },
  ]);
  const own = tx
    .selectFrom('call_setting')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);
  return (hasManyWriters(tx) ? own.forUpdate() : own).executeTakeFirstOrThrow();
}

/** Answers the names of what changed. */
export async function changeAgreed(
  tx: Db,
  owner: Owner,
  change: CallRulesChange,
  at: Date,
): Promise<string[]> {
  const before = toAgreed(await lockAgreed(tx, owner, at)).rules;
  const after: CallRules = merged(before, change);
  const fields = Object.keys(after).filter(
    (name) => JSON.stringify(after[name as 'automatic']) !== JSON.stringify(before[name as 'automatic']),
  );
  if (fields.length > 0) await setAgreed(tx, owner, columnsOf(after), at);
  return fields;
}

export async function setAgreed(
  tx: Db,
  { vendorId, customerId }: Owner,
  columns: Partial<CallSettingTable>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('call_setting')
    .set({ ...columns, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .execute();
  forgetCalls(tx);
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomTag = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => alphabet[byte & 31]).join('');

/** Another publishable key; the one there was means nothing from now on. */
export async function renewKey(tx: Db, owner: Owner, at: Date): Promise<string> {
  await lockAgreed(tx, owner, at);
  const tag = randomTag();
  await setAgreed(tx, owner, { key_tag: tag }, at);
  return publishableKeyOf(owner.vendorId, owner.customerId, tag);
}

export interface CallsReader {
  readonly db: Db;
  readonly owner: Owner;
  readonly publicUrl: string;
  readonly now: Date;
}

/** What a customer may call and does, in the running month of its portal's zone. */
export async function customerCalls({ db, owner, publicUrl, now }: CallsReader): Promise<CustomerCalls> {
  const { vendorId, customerId } = owner;
  const customer = await requireCustomer(db, vendorId, customerId);
  const portal = await requirePortal(db, vendorId, customer.portalId);
  const agreed = await agreedWith(db, owner);
  const today = dayIn(portal.timeZone, now);
  const month = today.slice(0, 7);
  const used = await callsIn(db, { vendorId, customerId, month });
  const allowed = customer.limits.calls;
  return {
    ...agreed.rules,
    customerId,
    ...keyAndSnippet({ owner, portal, agreed, publicUrl }),
    ...{ month, used, allowed, outlook: outlookOf(used, allowed, today) },
    waiting: await waitingOf(db, owner),
    noLabel: { used: await noLabelOf(db, owner), allowed: customer.limits.noLabel },
    resets: await resetsOf(db, owner),
    byContracts: agreed.given?.counted ?? null,
    byHand: byHand({ ...customer.limits, ...policiesOf(agreed.rules) }, agreed.given?.counted ?? noneAllowed),
  };
}

const policiesOf = ({ atZero, atMaximum }: CallRules) => ({ atZero, atMaximum });

export function keyAndSnippet({
  owner: { vendorId, customerId },
  portal,
  agreed,
  publicUrl,
  domain = '{domain}',
}: {
  readonly owner: Owner;
  readonly portal: Pick<Portal, 'domains' | 'host'>;
  readonly agreed: Agreed;
  readonly publicUrl: string;
  /** What the snippet names where domains are not made by themselves. */
  readonly domain?: string;
}): { readonly publishableKey: string; readonly snippet: string } {
  const key = publishableKeyOf(vendorId, customerId, agreed.keyTag);
  const named = agreed.rules.automatic === 'off' ? domain : null;
  return {
    publishableKey: key,
    snippet: snippetOf(portal.domains.snippet, {
      ...{ key, domain: named },
      // At the portal's own name, where it has one: the customer's page is to name the vendor.
      publicUrl: originOf(portal, publicUrl),
    }),
  };
}

export async function waitingOf(db: Db, { vendorId, customerId }: Owner): Promise<number> {
  const { count } = await db
    .selectFrom('domain_sighting')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many of the customer's domains stand without the vendor's label. */
export async function noLabelOf(db: Db, { vendorId, customerId }: Owner): Promise<number> {
  const { count } = await db
    .selectFrom('domain')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('no_label', '=', 1)
    .executeTakeFirstOrThrow();
  return Number(count);
}

const mostDomains = 200;

/** Twelve months of calls, of each domain and together; of those named alone, where a person is limited to some. */
export async function callMonths(
  db: Db,
  { vendorId, customerId }: Owner,
  month: string,
  domainIds: readonly string[] | null = null,
): Promise<CallMonths> {
  const months = lastTwelve(month);
  let query = db
    .selectFrom('call_count as n')
    .leftJoin('domain as d', (join) =>
      join.onRef('d.vendor_id', '=', 'n.vendor_id').onRef('d.id', '=', 'n.domain_id'),
    )
    .select(['n.domain_id', 'n.month', 'n.quantity', 'd.host'])
    .where('n.vendor_id', '=', vendorId)
    .where('n.customer_id', '=', customerId)
    .where('n.metric', '=', 'calls')
    .where('n.month', 'in', months);
  if (domainIds) query = query.where('n.domain_id', 'in', domainIds.length > 0 ? domainIds : [' ']);
  const total = new Map<string, number>(months.map((one) => [one, 0]));
  const each = new Map<string, { host: string | null; calls: Map<string, number> }>();
  for (const row of await query.execute()) {
    const quantity = Number(row.quantity);
    total.set(row.month, (total.get(row.month) ?? 0) + quantity);
    // A domain that is gone counts among what was counted on none.
    const id = row.host === null ? '' : row.domain_id;
    const one = each.get(id) ?? { host: row.host, calls: new Map<string, number>() };
    one.calls.set(row.month, (one.calls.get(row.month) ?? 0) + quantity);
    each.set(id, one);
  }
  const domains = [...each].map(([id, { host, calls }]) => ({
    ...{ domainId: id || null, host },
    calls: months.map((one) => calls.get(one) ?? 0),
  }));
  const sum = ({ calls }: { calls: readonly number[] }) => calls.reduce((all, one) => all + one, 0);
  return {
    months: months.map((one) => ({ month: one, calls: total.get(one) ?? 0 })),
    domains: domains.sort((a, b) => sum(b) - sum(a)).slice(0, mostDomains),
  };
}

/** Sets the calls of the running month to none, and writes down who did it, why, and what stood there. */
export async function resetCalls(
  tx: Db,
  owner: Owner,
  { month, reason, actor, at }: { month: string; reason: string; actor: Actor; at: Date },
): Promise<CallReset> {
  const { vendorId, customerId } = owner;
  const { month: _, shares: __, ...ofDomains } = JSON.parse((await lockAgreed(tx, owner, at)).told) as Told;
  const now = at.toISOString();
  const own = tx
    .selectFrom('call_count')
    .select('quantity')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('metric', '=', 'calls')
    .where('month', '=', month);
  // Calls that are counted meanwhile come before, and are in the figure, or after, and count anew.
  const rows = await (hasManyWriters(tx) ? own.forUpdate() : own).execute();
  const calls = rows.reduce((all, { quantity }) => all + Number(quantity), 0);
  await tx
    .updateTable('call_count')
    .set({ quantity: 0, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('metric', '=', 'calls')
    .where('month', '=', month)
    .execute();
  const id = newId('rst', at.getTime());
  const by = await nameOf(tx, vendorId, actor);
  await tx
    .insertInto('call_reset')
    .values({
      ...{ vendor_id: vendorId, id, customer_id: customerId, external_id: null, month, calls, reason },
      ...{
        by_kind: actor.kind,
        by_id: actor.id,
        by_name: by,
        search_text: '',
        created_at: now,
        updated_at: now,
      },
    })
    .execute();
  // What was told of this month's calls may come to pass again; domains are as they were.
  await setAgreed(tx, owner, { told: JSON.stringify(ofDomains) }, at);
  return { id, month, calls, reason, by, createdAt: now };
}

async function nameOf(db: Db, vendorId: string, actor: Actor): Promise<string> {
  if (actor.id === null) return '';
  const names = await namesOf(db, vendorId, [
    { actor_kind: actor.kind, actor_id: actor.id, for_kind: null, for_id: null },
  ]);
  return names.get(actor.id) ?? '';
}

async function resetsOf(db: Db, { vendorId, customerId }: Owner): Promise<CallReset[]> {
  const rows = await db
    .selectFrom('call_reset')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ id, month, calls, reason, by_name, created_at }) => ({
    ...{ id, month, calls: Number(calls), reason, by: by_name, createdAt: created_at },
  }));
}
