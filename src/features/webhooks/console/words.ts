import type { Translate } from '../../../kit/browser/words.ts';
import type { KitWords, ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type Key = keyof typeof en;
export type Props = ViewProps<Key>;
export type Part = Omit<Props, 'path'>;
export type WebhookWords = Translate<Key> & KitWords;

/** What an event is called in the log; every view that shows activity uses the same words. */
export function saidOf(t: unknown, type: string): string {
  const words = (t as (key: string) => string)(`act.${type}`);
  return words === `act.${type}` ? type : words;
}

/** Milliseconds as a person reads them. */
export const tookOf = (t: WebhookWords, ms: number): string =>
  ms < 1000
    ? t('webhooks.took.ms', { ms: t.number(ms) })
    : t('webhooks.took.s', { s: t.number(Math.round(ms / 100) / 10) });
