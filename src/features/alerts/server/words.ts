import { type Say, serverSpeakers } from '../../../kit/server/words.ts';
import type en from '../messages/en.json';
import { partsOf } from '../metrics.ts';
import type { Figure } from '../rules.ts';
import type { Alert, AlertUnit } from '../schema.ts';

export type Speak = Say<keyof typeof en>;

/** What panel, mails and the page behind their link say of alerts; in the zone of the world: days stand as they are. */
export const alertsSpeakers = serverSpeakers<keyof typeof en>(new URL('../messages/', import.meta.url));
export const alertsWords = async (language: string, timeZone?: string, own?: string | null): Promise<Speak> =>
  (await alertsSpeakers())(language, timeZone, own);

export function figureIn(t: Speak, unit: AlertUnit, value: number, currency: string | null): string {
  if (unit === 'days') return t('alerts.figure.days', { value });
  if (unit === 'money') return t.money({ amount: value, currency: currency ?? 'EUR' });
  return unit === 'percent' ? `${t.number(value)}\u00a0%` : t.number(value);
}

/** “the calls of this month reach 80 %”. */
export function whenOf(t: Speak, alert: Pick<Alert, 'metric' | 'unit' | 'threshold' | 'currency'>): string {
  const { name, of } = partsOf(alert.metric);
  const figure = figureIn(t, alert.unit, alert.threshold, alert.currency);
  return name ? t(`alerts.when.${name}`, { figure, of: of ?? '' }) : alert.metric;
}

/** What the figure is now: “812,345 of 1,000,000 (81 %)”. */
export function nowOf(
  t: Speak,
  metric: string,
  { value, limit = -1, currency, subject }: Figure,
): { readonly label: string; readonly value: string } {
  const { name = 'usage', of } = partsOf(metric);
  const plain =
    name === 'licences' || name === 'contracts'
      ? figureIn(t, 'days', value, null)
      : figureIn(t, currency ? 'money' : 'count', value, currency ?? null);
  const percent = limit > 0 ? Math.floor((value * 100) / limit) : 0;
  return {
    label: subject?.name ?? t(`alerts.now.${name}`, { of: of ?? '' }),
    value: limit > 0 ? t('alerts.now.of', { value, limit, percent }) : plain,
  };
}

/** What a mail is about, as its subject says it: “Acme: Fieldbook expires in 8 days and 2 more”. */
export function aboutOf(t: Speak, brand: string, metric: string, figures: readonly Figure[]): string {
  const [figure, ...others] = figures;
  if (!figure) return t('alerts.about.test', { brand });
  const { name = 'usage', of } = partsOf(metric);
  const now = nowOf(t, metric, figure).value;
  const first = t(`alerts.about.${name}`, { brand, now, of: of ?? '', name: figure.subject?.name ?? '' });
  return others.length === 0 ? first : t('alerts.about.more', { first, count: others.length });
}

/** The first letter large, as a sentence begins. */
export const begun = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
