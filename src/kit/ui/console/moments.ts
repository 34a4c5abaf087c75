import type { KitWords } from './desk.ts';

/** “today, 07:12”, “Fri, 20 November”, with its year when it is not this one. */
export function ago(t: KitWords, instant: string): string {
  const { timeZone, today, locale } = t.manner;
  const at = new Date(instant);
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(at);
  if (day !== today) return t.day(instant, 'near');
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(at);
  return t('desk.today-at', { time });
}

/** Day and time, for a log. */
export function moment(t: KitWords, instant: string): string {
  const { timeZone, locale } = t.manner;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(new Date(instant));
  const { today } = t.manner;
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(new Date(instant));
  return day === today ? t('desk.today-at', { time }) : `${t.day(instant, 'near')}, ${time}`;
}
