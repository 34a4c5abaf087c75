import { useLoad } from '../../../../kit/ui/console/Load.tsx';
import type { Part } from '../words.ts';
import type { BulkNames } from './said.ts';

interface Named {
  readonly id: string;
  readonly brandName?: string;
  readonly name?: string;
}

/** Portals and plugins by id; what the role may not read shows its id. */
export function useBulkNames(desk: Part['desk']): BulkNames {
  const named = async (path: string, scope: string) => {
    if (!desk.may(scope)) return new Map<string, string>();
    const { items } = await desk.api.get<{ items: Named[] }>(`${path}?limit=200`);
    return new Map(items.map(({ id, brandName, name }) => [id, brandName ?? name ?? id]));
  };
  const known = useLoad('bulk names', async () => ({
    portals: await named('/api/v1/portals', 'portals:read'),
    plugins: await named('/api/v1/plugins', 'plugins:read'),
  }));
  return known.value ?? { portals: new Map(), plugins: new Map() };
}
