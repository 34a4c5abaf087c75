import { keepWords, searchText } from '../../../kit/server/search.ts';
import { keyOf, orderOf } from '../rules.ts';
import type { Route } from '../schema.ts';

export interface RouteTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  kind: Route['kind'];
  value: string;
  only_once: string;
  in_order: string;
  destination: string;
  priority: number;
  weight: number;
  active: number;
  note: string;
  sealed_secret: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    route: RouteTable;
  }
}

keepWords('route', ({ customer_id }) => customer_id);

/** With the secret as it is kept. */
export interface StoredRoute extends Route {
  readonly sealedSecret: string | null;
}

export const toStored = (row: RouteTable): StoredRoute => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  kind: row.kind,
  value: row.value,
  destination: row.destination,
  priority: Number(row.priority),
  weight: Number(row.weight),
  active: Number(row.active) === 1,
  note: row.note,
  hasSecret: row.sealed_secret !== null,
  sealedSecret: row.sealed_secret,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toRoute = ({ sealedSecret: _, ...route }: StoredRoute): Route => route;

export const toRouteRow = (vendorId: string, route: StoredRoute): RouteTable => ({
  vendor_id: vendorId,
  id: route.id,
  customer_id: route.customerId,
  external_id: route.externalId,
  kind: route.kind,
  value: route.value,
  only_once: keyOf(route),
  in_order: orderOf(route),
  destination: route.destination,
  priority: route.priority,
  weight: route.weight,
  active: route.active ? 1 : 0,
  note: route.note,
  sealed_secret: route.sealedSecret,
  search_text: searchText(route.value, route.destination, route.note, route.externalId),
  created_at: route.createdAt,
  updated_at: route.updatedAt,
});
