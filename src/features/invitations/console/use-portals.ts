import type { Desk } from '../../../kit/ui/console/desk.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import type { Portal } from '../../portals/schema.ts';

/** The vendor's portals, by name. */
export function usePortals(desk: Desk) {
  const loaded = useLoad('portals', () => desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'));
  const items = loaded.value?.items ?? [];
  return {
    loaded,
    items,
    name: (id: string) => items.find((portal) => portal.id === id)?.brandName ?? '',
  };
}
