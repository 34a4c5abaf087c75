import type { Translate } from '../../../kit/browser/words.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';

export type HelpMessage = keyof typeof en;
export type HelpWords = Translate<HelpMessage | UiMessage | FormMessage>;

/** `15:40` today, else `Fri, 27 November, 15:40`, in the portal's zone. */
export function momentOf(t: Translate<never>, instant: string, now = new Date()): string {
  const { timeZone, locale } = t.manner;
  const day = (at: Date) => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(at);
  const at = new Date(instant);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(at);
  // Access lives by the world's time, also on a test side whose clock was moved.
  return day(at) === day(now) ? time : `${t.day(day(at), 'near')}, ${time}`;
}
