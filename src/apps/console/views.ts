import * as icons from '../../kit/ui/console/icons.ts';
import { type ConsoleView, consoleView } from './registry.ts';

/** The views there are, in the order of the navigation. A new one is one entry here and `nav.<path>` in messages/. */
export const views: readonly ConsoleView[] = [
  consoleView({
    path: 'start',
    section: 'main',
    title: 'nav.start',
    icon: icons.house,
    scope: undefined,
    load: async () => (await import('./start/StartView.tsx')).StartView,
    words: {
      en: () => import('./start/messages/en.json'),
      de: () => import('./start/messages/de.json'),
      nl: () => import('./start/messages/nl.json'),
      fr: () => import('./start/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'customers',
    section: 'main',
    title: 'nav.customers',
    icon: icons.users,
    scope: 'customers:read',
    load: async () => (await import('../../features/customers/console/CustomersView.tsx')).CustomersView,
    words: {
      en: () => import('../../features/customers/console/messages/en.json'),
      de: () => import('../../features/customers/console/messages/de.json'),
      nl: () => import('../../features/customers/console/messages/nl.json'),
      fr: () => import('../../features/customers/console/messages/fr.json'),
    },
  }),
];

export const viewOf = (path: string): ConsoleView | undefined => views.find((view) => view.path === path);
