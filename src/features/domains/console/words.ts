import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type DomainsMessage = keyof typeof en;
export type Part = Omit<ViewProps<DomainsMessage>, 'path'>;
export type T = Part['t'];

/** Used of allowed, as people say it. */
export const usedOf = (t: T, used: number, allowed: number): string =>
  allowed === -1
    ? t('domains.of-any', { used: t.number(used) })
    : t('domains.of', { used: t.number(used), allowed: t.number(allowed) });

export const tabsOf = (t: T) => [
  { key: 'all', label: t('domains.title'), to: '/domains' },
  { key: 'waiting', label: t('domains.waiting'), to: '/domains/waiting' },
];
