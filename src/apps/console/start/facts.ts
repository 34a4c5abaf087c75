import type { ListedCustomer } from '../../../features/customers/schema.ts';
import type { Portal } from '../../../features/portals/schema.ts';
import type { ApiKey, SigningKey } from '../../../features/vendors/schema.ts';
import type { VendorApi } from '../../../kit/browser/vendor-api.ts';

/** What the start page is made of: all of it read from the API, nothing remembered. */
export interface Facts {
  readonly portals: readonly Portal[];
  readonly customers: { readonly count: number; readonly more: boolean };
  readonly pending: number;
  /** The customer who signed in last; absent where there is none at all. */
  readonly latest: ListedCustomer | undefined;
  readonly apiKeys: readonly ApiKey[];
  readonly signingKeys: readonly SigningKey[];
}

/** What the role may not read counts as none: its steps are not offered either. */
export async function readFacts(api: VendorApi, may: (scope: string) => boolean): Promise<Facts> {
  const list = async <Item>(scope: string, path: string): Promise<readonly Item[]> =>
    may(scope) ? (await api.get<{ items: Item[] }>(path)).items : [];
  const count = async (query: string): Promise<Facts['customers']> =>
    may('customers:read') ? api.get(`/api/v1/customers/count${query}`) : { count: 0, more: false };
  const [portals, customers, pending, [latest], apiKeys, signingKeys] = await Promise.all([
    list<Portal>('portals:read', '/api/v1/portals?limit=50'),
    count(''),
    count('?status=pending'),
    list<ListedCustomer>('customers:read', '/api/v1/customers?sort=-lastSignInAt&limit=1'),
    list<ApiKey>('api-keys:read', '/api/v1/api-keys'),
    list<SigningKey>('signing-keys:read', '/api/v1/signing-keys'),
  ]);
  return { portals, customers, pending: pending.count, latest, apiKeys, signingKeys };
}
