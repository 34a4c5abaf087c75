import { newCode } from '../../../kit/common/code.ts';
import { type Paging, paged, unknownReference, type Written } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import { findRow, lockRow, updateRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { routeProblem } from '../problems.ts';
import { keptValue, wrongIn } from '../rules.ts';
import type { MadeRoute, NewRoute, Route, RouteChange, RouteKind } from '../schema.ts';
import { type StoredRoute, toRoute, toRouteRow, toStored } from './table.ts';

const contextOf = (vendorId: string, id: string): string => `route:${vendorId}:${id}`;

export const sealedRouteSecrets: SealedColumn = {
  table: 'route',
  key: ['id'],
  column: 'sealed_secret',
  context: ({ vendor_id, id }) => contextOf(vendor_id as string, id as string),
};

const unknownCustomer = () => unknownReference('customerId', 'customer');

/** A new route; the customer by our id. Its secret is sealed by its id, so it comes afterwards. */
export const startRoute = (
  wanted: Omit<NewRoute, 'secret'>,
  { id, now }: { readonly id: string; readonly now: string },
): StoredRoute => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  kind: wanted.kind,
  value: keptValue(wanted.kind, wanted.value),
  destination: wanted.destination ?? '',
  priority: wanted.priority ?? 10,
  weight: wanted.weight ?? 0,
  active: wanted.active ?? true,
  note: wanted.note ?? '',
  hasSecret: false,
  sealedSecret: null,
  createdAt: now,
  updatedAt: now,
});

export const laidOver = (before: StoredRoute, change: RouteChange): StoredRoute => ({
  ...before,
  ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
  value: keptValue(before.kind, change.value ?? before.value),
});

type Wanted = Omit<NewRoute, 'secret'>;

const routes = collectionStore<'route', StoredRoute, Wanted, RouteChange>({
  ...{ table: 'route', prefix: 'rte', toThing: toStored, toRow: toRouteRow, start: startRoute },
  check: wrongIn,
  change: laidOver,
  async resolve(tx, vendorId, wanted) {
    if (!('customerId' in wanted)) return wanted;
    const customer = await findCustomer(tx, vendorId, wanted.customerId);
    if (!customer) throw unknownCustomer();
    return { ...wanted, customerId: customer.id };
  },
  fixed: ['customerId', 'kind'],
  notFound: () => routeProblem('route.not-found'),
  externalIdTaken: () => routeProblem('route.external-id-taken'),
  keyTaken: () => routeProblem('route.value-taken'),
  gone: unknownCustomer,
});

export interface RouteFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  readonly kind?: RouteKind | undefined;
}

export async function listRoutes(
  db: Db,
  vendorId: string,
  { customerId: reference, kind }: RouteFilter,
  paging: Paging,
): Promise<Route[]> {
  let query = db.selectFrom('route').selectAll().where('vendor_id', '=', vendorId);
  if (reference !== undefined) {
    const customer = await findCustomer(db, vendorId, reference);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return (await paged(query, 'route', paging).execute()).map(toStored).map(toRoute);
}

/** A customer's own, in the order in which people look for them. */
export async function routesOf(db: Db, owner: Owner, paging: Paging): Promise<Route[]> {
  const query = db
    .selectFrom('route')
    .selectAll()
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId);
  const sorts = { order: 'in_order' };
  return (await paged(query, 'route', paging, { sorts }).execute()).map(toStored).map(toRoute);
}

/** @throws `route.not-found` */
export const requireRoute = async (db: Db, vendorId: string, reference: string): Promise<Route> =>
  toRoute(await routes.require(db, vendorId, reference));

/** One of the customer's own; another's is none. @throws `route.not-found` */
export async function requireOwnRoute(db: Db, owner: Owner, id: string): Promise<Route> {
  const row = await findRow(db, 'route', owner.vendorId, id);
  if (!row || row.customer_id !== owner.customerId || row.id !== id) throw routeProblem('route.not-found');
  return toRoute(toStored(row));
}

/** Beyond that nobody looks after them one by one. */
export const mostRoutes = 10_000;

async function requireRoom(tx: Db, vendorId: string, customerId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('route')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();
  if (Number(count) > mostRoutes) throw routeProblem('route.too-many');
}

/** One that has no secret. @throws as `createRoute` */
export async function createPlainRoute(
  tx: Db,
  vendorId: string,
  wanted: Wanted,
  at: Date,
): Promise<StoredRoute> {
  const made = await routes.create(tx, vendorId, wanted, at);
  await requireRoom(tx, vendorId, made.customerId);
  return made;
}

/**
 * Makes a route; a user gets a secret, which this answer tells and none afterwards.
 * @throws `route.external-id-taken`, `route.value-taken`, `route.too-many`, `request.invalid`
 */
export async function createRoute(
  tx: Db,
  { vendorId, secrets, at }: { readonly vendorId: string; readonly secrets: Secrets; readonly at: Date },
  { secret: given, ...wanted }: NewRoute,
): Promise<MadeRoute> {
  const made = await createPlainRoute(tx, vendorId, wanted, at);
  if (made.kind !== 'user') {
    if (given !== undefined) throw routeProblem('route.no-secret');
    return toRoute(made);
  }
  const secret = given ?? newCode();
  await keepSecret(tx, secrets, vendorId, made, secret);
  return { ...toRoute({ ...made, hasSecret: true }), secret };
}

const keepSecret = (tx: Db, secrets: Secrets, vendorId: string, route: StoredRoute, secret: string) =>
  updateRow(
    tx,
    'route',
    toRouteRow(vendorId, { ...route, sealedSecret: secrets.seal(secret, contextOf(vendorId, route.id)) }),
  );

/** A new secret in place of the old one, which stops working. @throws `route.not-found`, `route.no-secret` */
export async function renewSecret(
  tx: Db,
  { vendorId, secrets, at }: { readonly vendorId: string; readonly secrets: Secrets; readonly at: Date },
  reference: string,
): Promise<MadeRoute> {
  await lockRow(tx, 'route', vendorId, reference);
  const route = await routes.require(tx, vendorId, reference);
  if (route.kind !== 'user') throw routeProblem('route.no-secret');
  const secret = newCode();
  const after = { ...route, hasSecret: true, updatedAt: at.toISOString() };
  await keepSecret(tx, secrets, vendorId, after, secret);
  return { ...toRoute(after), secret };
}

/** For the vendor's switch, which has to know it. @throws `route.not-found`, `route.no-secret` */
export async function readSecret(
  db: Db,
  { vendorId, secrets }: { readonly vendorId: string; readonly secrets: Secrets },
  reference: string,
): Promise<{ readonly route: Route; readonly secret: string }> {
  const route = await routes.require(db, vendorId, reference);
  if (!route.sealedSecret) throw routeProblem('route.no-secret');
  return { route: toRoute(route), secret: secrets.open(route.sealedSecret, contextOf(vendorId, route.id)) };
}

const open = ({ thing, ...written }: Written<StoredRoute>): Written<Route> => ({
  ...written,
  thing: toRoute(thing),
});

/** @throws `route.not-found`, `route.value-taken`, `request.invalid` */
export const updateRoute = async (tx: Db, vendorId: string, id: string, change: RouteChange, at: Date) =>
  open(await routes.update(tx, vendorId, id, change, at));

/** It stays with its customer, and what it is. @throws `route.value-taken`, `request.invalid` */
export async function upsertRoute(
  tx: Db,
  { vendorId, secrets, at }: { readonly vendorId: string; readonly secrets: Secrets; readonly at: Date },
  externalId: string,
  { secret, ...wanted }: NewRoute,
): Promise<Written<MadeRoute>> {
  if (!(await routes.find(tx, vendorId, `ext:${externalId}`))) {
    const thing = await createRoute(
      tx,
      { vendorId, secrets, at },
      { ...wanted, ...(secret && { secret }), externalId },
    );
    return { thing, created: true, fields: [] };
  }
  return open(await routes.upsert(tx, vendorId, externalId, wanted, at));
}

export const deleteRoute = async (tx: Db, vendorId: string, reference: string): Promise<Route> =>
  toRoute(await routes.remove(tx, vendorId, reference));
