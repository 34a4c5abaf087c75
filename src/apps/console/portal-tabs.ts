import { useEffect, useState } from 'preact/hooks';
import type { ConsoleLanguage, Portal } from '../../features/portals/schema.ts';
import { useDesk } from '../../kit/ui/console/desk.ts';
import { viewOf } from './views.ts';

export interface PortalTab {
  readonly to: string;
  readonly label: string;
  readonly brandName: string;
}

const prefix = 'portals.tab.';

/** The settings of each portal by the names of their tabs, as the view of portals calls them. */
export function usePortalTabs(language: ConsoleLanguage): readonly PortalTab[] {
  const desk = useDesk();
  const [tabs, setTabs] = useState<readonly PortalTab[]>([]);
  useEffect(() => {
    if (!desk.may('portals:read')) return;
    let wanted = true;
    const portals = desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=50');
    void Promise.all([portals, viewOf('portals')?.words[language]()]).then(
      ([{ items }, words]) => {
        const named = Object.entries(words?.default ?? {}).filter(([key]) => key.startsWith(prefix));
        const all = items.flatMap(({ id, brandName }) =>
          named.map(([key, label]) => ({
            to: `/portals/${id}/${key.slice(prefix.length)}`,
            label,
            brandName,
          })),
        );
        if (wanted) setTabs(all);
      },
      () => {}, // Offline: everything else is still found.
    );
    return () => {
      wanted = false;
    };
  }, [desk, language]);
  return tabs;
}
