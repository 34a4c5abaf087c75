import type { NewPlugin } from '../../../features/plugins/schema.ts';
import type { DemoSlug } from './portals.ts';

/** Pages of the companies' own in their portals' menus. */
export const demoPlugins: Readonly<Partial<Record<DemoSlug, readonly Omit<NewPlugin, 'portalId'>[]>>> = {
  cookiewise: [
    {
      externalId: 'cookiewise-guide',
      name: 'Leitfaden',
      names: { en: 'Guide' },
      url: 'https://www.cookiewise.example/leitfaden',
    },
  ],
  keysmith: [
    {
      externalId: 'keysmith-status',
      name: 'Service status',
      names: { de: 'Dienststatus' },
      url: 'https://status.keysmith.example/',
    },
  ],
};
