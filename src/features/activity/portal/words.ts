import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { PortalActivity } from '../schema.ts';

export type ActivityMessage = keyof typeof en;
export type ActivityWords = Translate<ActivityMessage | UiMessage>;

/** Who did it, without for whom. */
export function doerOf(t: ActivityWords, { who, name }: PortalActivity, brand: string): string {
  if (who === 'program') return t('activity.by.program', { brand });
  if (who === 'staff') return name ? `${name}, ${brand}` : t('activity.by.staff.gone', { brand });
  if (who === 'account') return t('activity.by.account');
  return name ?? t('activity.by.gone');
}

/** `Sanne de Vries, Keysmith, for Priya Okafor` */
export function byWhom(t: ActivityWords, row: PortalActivity, brand: string): string {
  const who = doerOf(t, row, brand);
  return row.actingFor ? t('activity.by.for', { who, name: row.actingFor }) : who;
}

const partsOf = (t: ActivityWords, instant: string) => ({
  day: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: t.manner.timeZone }).format(
    new Date(instant),
  ),
  time: new Intl.DateTimeFormat(t.manner.locale, { timeStyle: 'short', timeZone: t.manner.timeZone }).format(
    new Date(instant),
  ),
});

/** `2026-11-22`, in the portal's zone. */
export const dayOf = (t: ActivityWords, { at }: PortalActivity): string => partsOf(t, at).day;
export const timeOf = (t: ActivityWords, { at }: PortalActivity): string => partsOf(t, at).time;
