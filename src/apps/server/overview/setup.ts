import { sql } from 'kysely';
import { mostCounted, type OverviewSources } from '../../../features/overview/server/source.ts';
import type { Portal } from '../../../features/portals/schema.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';

/** Exact up to here, as the list of customers counts. */
const mostOfFigures = 100_000;

async function count(
  db: Db,
  table: keyof Tables,
  vendorId: string,
  { where = sql<boolean>`1 = 1`, most = mostCounted } = {},
): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`select count(*) as "count" from (
    select 1 from ${sql.table(table)} as t where t.vendor_id = ${vendorId} and ${where} limit ${sql.lit(most)}
  ) as found`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** Where the test side is another tenant, orders are placed there to try them. */
async function testOrders(db: Db, vendorId: string): Promise<number> {
  const vendor = await db
    .selectFrom('vendor')
    .select(['side', 'twin_id'])
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  return vendor ? count(db, 'sales_order', vendor.side === 'test' ? vendorId : vendor.twin_id) : 0;
}

async function paymentWays(db: Db, vendorId: string): Promise<number> {
  const row = await db
    .selectFrom('payment_settings')
    .select(['invoice_enabled', 'sepa_enabled', 'stripe_enabled'])
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  return row ? row.invoice_enabled + row.sepa_enabled + row.stripe_enabled : 0;
}

export const defaultPortal: OverviewSources['portal'] = async (db, vendorId) => {
  const row = await db
    .selectFrom('portal')
    .select(['id', 'slug', 'brand_name', 'business', 'time_zone'])
    .where('vendor_id', '=', vendorId)
    .orderBy('is_default', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      ...{ id: row.id, slug: row.slug, brandName: row.brand_name },
      ...{ business: row.business, timeZone: row.time_zone },
    }
  );
};

const isBranded = ({ name, light, dark }: Portal['theme'], logo: Portal['logo']): boolean =>
  name !== 'harbour' || Object.keys({ ...light, ...dark }).length > 0 || Boolean(logo.light ?? logo.dark);

async function portalFacts(db: Db, vendorId: string) {
  const rows = await db
    .selectFrom('portal')
    .select(['allowed_hosts', 'support', 'sign_in', 'takes_orders', 'languages', 'theme', 'logo', 'footer'])
    .where('vendor_id', '=', vendorId)
    .limit(mostCounted)
    .execute();
  const parsed = rows.map((row) => ({
    hosts: (JSON.parse(row.allowed_hosts) as string[]).length,
    support: JSON.parse(row.support) as Record<string, unknown>,
    signIn: JSON.parse(row.sign_in) as Record<string, boolean>,
    languages: JSON.parse(row.languages) as string[],
    isBranded: isBranded(JSON.parse(row.theme) as Portal['theme'], JSON.parse(row.logo) as Portal['logo']),
    hasLinks: Object.values(JSON.parse(row.footer) as Portal['footer']).some(({ links }) => links.length > 0),
  }));
  return {
    portals: rows.length,
    hosts: parsed.reduce((all, { hosts }) => all + hosts, 0),
    helped: parsed.filter(({ support }) => support.phone || support.email).length,
    branded: parsed.filter((portal) => portal.isBranded).length,
    languages: new Set(parsed.flatMap(({ languages }) => languages)).size,
    legal: parsed.filter(({ hasLinks }) => hasLinks).length,
    orderPages: rows.filter((row) => row.takes_orders === 1).length,
    // A token and a link are handed over by the vendor's own side, and need a key.
    signsIn: parsed.some(({ signIn }) =>
      ['password', 'accessCode', 'mailedCode', 'customerSecret', 'licenceKey', 'oidc'].some(
        (way) => signIn[way],
      ),
    ),
  };
}

async function seenOn(db: Db, vendorId: string) {
  const row = await db
    .selectFrom('seen_host')
    .select(['host', 'seen_at'])
    .where('vendor_id', '=', vendorId)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { host: row.host, at: row.seen_at } : null;
}

async function visitOf(db: Db, vendorId: string) {
  const row = await db
    .selectFrom('customer')
    .select(['id', 'name', 'last_sign_in_at'])
    .where('vendor_id', '=', vendorId)
    .where('last_sign_in_at', '>', '')
    .orderBy('last_sign_in_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.last_sign_in_at ? { id: row.id, name: row.name, at: row.last_sign_in_at } : null;
}

export const setupOf: OverviewSources['setup'] = async (db, { vendorId }, may) => {
  const some = (scope: Parameters<typeof may>[0], table: keyof Tables, where = sql<boolean>`1 = 1`) =>
    may(scope) ? count(db, table, vendorId, { where }) : Promise.resolve(0);
  const active = sql<boolean>`t.active = 1`;
  const [portal, seen, visit, counts] = await Promise.all([
    portalFacts(db, vendorId),
    seenOn(db, vendorId),
    may('customers:read') ? visitOf(db, vendorId) : null,
    Promise.all([
      some('signing-keys:read', 'signing_key', sql<boolean>`t.is_service = 0 and t.status = 'active'`),
      some('api-keys:read', 'api_key', sql<boolean>`t.revoked_at is null`),
      some('customers:read', 'customer', sql<boolean>`t.erased_at is null`),
      some('plan-variants:read', 'plan_variant', sql<boolean>`t.active = 1 and t.self_service = 1`),
      some('terms-documents:read', 'terms_document', active),
      may('payments:read') ? paymentWays(db, vendorId) : 0,
      some('portals:read', 'letterhead'),
      may('orders:read') ? testOrders(db, vendorId) : 0,
      some('products:read', 'product', active),
      some('licences:read', 'licence'),
      some('domains:read', 'domain'),
      some('call-counts:read', 'call_count'),
      some('routes:read', 'route'),
      some('packages:read', 'package'),
      some('usage-records:read', 'use_record'),
      some('locations:read', 'location'),
      some('installations:read', 'installation'),
      some('customers:read', 'access_code'),
      some('site-documents:read', 'site_document'),
    ]),
  ]);
  const [signingKeys, apiKeys, customers, variants, terms, ways, letterheads, orders, ...things] = counts;
  const [products, licences, domains, calls, routes, packages, usageRecords, ...sites] = things;
  const [locations, installations, codes, siteDocuments] = sites;
  return {
    ...{ ...portal, seen, visit, signingKeys, apiKeys, customers, variants, terms, paymentWays: ways },
    ...{
      letterheads,
      testOrders: orders,
      products,
      licences,
      domains,
      calls,
      routes,
      packages,
      usageRecords,
    },
    ...{ locations, installations, codes, siteDocuments },
  };
};

export const figuresOf: OverviewSources['figures'] = async (db, { vendorId, today }, may) => {
  const exact = async (
    scope: Parameters<typeof may>[0],
    table: keyof Tables,
    without?: ReturnType<typeof sql<boolean>>,
  ) => {
    if (!may(scope)) return { count: 0, more: false };
    // All by an index alone, less those that are gone: asking each row takes ten times as long.
    const [all, gone] = await Promise.all([
      count(db, table, vendorId, { most: mostOfFigures + 1 }),
      without ? count(db, table, vendorId, { where: without, most: mostOfFigures }) : 0,
    ]);
    return { count: Math.min(all, mostOfFigures) - gone, more: all > mostOfFigures };
  };
  const month = today.slice(0, 7);
  const [customers, domains, quantity] = await Promise.all([
    exact('customers:read', 'customer', sql<boolean>`t.erased_at is not null`),
    exact('domains:read', 'domain'),
    may('call-counts:read') ? callsOf(db, vendorId, month) : 0,
  ]);
  return { customers, domains, calls: { month, quantity } };
};

async function callsOf(db: Db, vendorId: string, month: string): Promise<number> {
  const row = await db
    .selectFrom('call_count')
    .select(({ fn }) => fn.sum('quantity').as('quantity'))
    .where('vendor_id', '=', vendorId)
    .where('metric', '=', 'calls')
    .where('month', '=', month)
    .executeTakeFirst();
  return Number(row?.quantity ?? 0);
}
