import * as icons from '../../kit/ui/console/icons.ts';
import { type ConsoleView, consoleView, together } from './registry.ts';

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
      en: together(
        () => import('../../features/customers/console/messages/en.json'),
        () => import('../../features/access/console/messages/en.json'),
      ),
      de: together(
        () => import('../../features/customers/console/messages/de.json'),
        () => import('../../features/access/console/messages/de.json'),
      ),
      nl: together(
        () => import('../../features/customers/console/messages/nl.json'),
        () => import('../../features/access/console/messages/nl.json'),
      ),
      fr: together(
        () => import('../../features/customers/console/messages/fr.json'),
        () => import('../../features/access/console/messages/fr.json'),
      ),
    },
  }),
  consoleView({
    path: 'contracts',
    section: 'main',
    title: 'nav.contracts',
    icon: icons.filePen,
    scope: 'contracts:read',
    load: async () => (await import('../../features/contracts/console/ContractsView.tsx')).ContractsView,
    words: {
      en: () => import('../../features/contracts/console/messages/en.json'),
      de: () => import('../../features/contracts/console/messages/de.json'),
      nl: () => import('../../features/contracts/console/messages/nl.json'),
      fr: () => import('../../features/contracts/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'documents',
    section: 'main',
    title: 'nav.documents',
    icon: icons.receiptText,
    scope: 'invoices:read',
    load: async () => (await import('../../features/documents/console/DocumentsView.tsx')).DocumentsView,
    words: {
      en: () => import('../../features/documents/console/messages/en.json'),
      de: () => import('../../features/documents/console/messages/de.json'),
      nl: () => import('../../features/documents/console/messages/nl.json'),
      fr: () => import('../../features/documents/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'sites',
    section: 'main',
    title: 'nav.sites',
    icon: icons.mapPin,
    scope: 'locations:read',
    load: async () => (await import('../../features/sites/console/SitesView.tsx')).SitesView,
    words: {
      en: together(
        () => import('../../features/sites/console/messages/en.json'),
        () => import('../../features/access/console/messages/en.json'),
      ),
      de: together(
        () => import('../../features/sites/console/messages/de.json'),
        () => import('../../features/access/console/messages/de.json'),
      ),
      nl: together(
        () => import('../../features/sites/console/messages/nl.json'),
        () => import('../../features/access/console/messages/nl.json'),
      ),
      fr: together(
        () => import('../../features/sites/console/messages/fr.json'),
        () => import('../../features/access/console/messages/fr.json'),
      ),
    },
  }),
  consoleView({
    path: 'portals',
    section: 'portal',
    title: 'nav.portals',
    icon: icons.globe,
    scope: 'portals:read',
    load: async () => (await import('../../features/portals/console/PortalsView.tsx')).PortalsView,
    words: {
      en: () => import('../../features/portals/console/messages/en.json'),
      de: () => import('../../features/portals/console/messages/de.json'),
      nl: () => import('../../features/portals/console/messages/nl.json'),
      fr: () => import('../../features/portals/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'mails',
    section: 'main',
    title: 'nav.mails',
    icon: icons.mail,
    scope: 'mails:read',
    load: async () => (await import('../../features/mails/console/MailsView.tsx')).MailsView,
    words: {
      en: () => import('../../features/mails/console/messages/en.json'),
      de: () => import('../../features/mails/console/messages/de.json'),
      nl: () => import('../../features/mails/console/messages/nl.json'),
      fr: () => import('../../features/mails/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'clock',
    section: 'system',
    title: 'nav.clock',
    icon: icons.clockAlert,
    scope: 'settings:read',
    side: 'test',
    load: async () => (await import('../../features/vendors/console/clock/ClockView.tsx')).ClockView,
    words: {
      en: () => import('../../features/vendors/console/clock/messages/en.json'),
      de: () => import('../../features/vendors/console/clock/messages/de.json'),
      nl: () => import('../../features/vendors/console/clock/messages/nl.json'),
      fr: () => import('../../features/vendors/console/clock/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'operators',
    section: 'system',
    title: 'nav.operators',
    icon: icons.users,
    scope: 'operators:read',
    side: 'live',
    load: async () => (await import('../../features/operators/console/OperatorsView.tsx')).OperatorsView,
    words: {
      en: () => import('../../features/operators/console/messages/en.json'),
      de: () => import('../../features/operators/console/messages/de.json'),
      nl: () => import('../../features/operators/console/messages/nl.json'),
      fr: () => import('../../features/operators/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'keys',
    section: 'system',
    title: 'nav.keys',
    icon: icons.keyRound,
    scope: 'api-keys:read',
    load: async () => (await import('../../features/vendors/console/KeysView.tsx')).KeysView,
    words: {
      en: () => import('../../features/vendors/console/messages/en.json'),
      de: () => import('../../features/vendors/console/messages/de.json'),
      nl: () => import('../../features/vendors/console/messages/nl.json'),
      fr: () => import('../../features/vendors/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'activity',
    section: 'system',
    title: 'nav.activity',
    icon: icons.history,
    scope: 'activity:read',
    load: async () => (await import('../../features/activity/console/ActivityView.tsx')).ActivityView,
    words: {
      en: () => import('../../features/activity/console/messages/en.json'),
      de: () => import('../../features/activity/console/messages/de.json'),
      nl: () => import('../../features/activity/console/messages/nl.json'),
      fr: () => import('../../features/activity/console/messages/fr.json'),
    },
  }),
  consoleView({
    path: 'transfer',
    section: 'system',
    title: 'nav.transfer',
    icon: icons.upload,
    scope: 'imports:read',
    load: async () => (await import('../../features/transfer/console/TransferView.tsx')).TransferView,
    words: {
      en: () => import('../../features/transfer/console/messages/en.json'),
      de: () => import('../../features/transfer/console/messages/de.json'),
      nl: () => import('../../features/transfer/console/messages/nl.json'),
      fr: () => import('../../features/transfer/console/messages/fr.json'),
    },
  }),
];

export const viewOf = (path: string): ConsoleView | undefined => views.find((view) => view.path === path);
