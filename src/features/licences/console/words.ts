import type { Tone } from '../../../kit/ui/Badge.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { circleAlert, circleCheck, circleOff, hourglass } from '../../../kit/ui/icons.ts';
import { stateOf } from '../rules.ts';
import type { Licence } from '../schema.ts';
import type en from './messages/en.json';

export type LicencesMessage = keyof typeof en;
/** What every part of this view is given. */
export type Part = Omit<ViewProps<LicencesMessage>, 'path'>;
export type LicencesWords = Part['t'];

/** The state of a licence as icon and word. */
export function badgeOf(t: LicencesWords, licence: Licence): { tone: Tone; icon: string; word: string } {
  const state = stateOf(licence, new Date());
  if (state === 'blocked') return { tone: 'bad', icon: circleAlert, word: t('licences.state.blocked') };
  if (state === 'expired') return { tone: 'past', icon: circleOff, word: t('licences.state.expired') };
  if (licence.kind === 'trial') return { tone: 'info', icon: hourglass, word: t('licences.kind.trial') };
  return { tone: 'good', icon: circleCheck, word: t('licences.state.valid') };
}

export const seatsOf = (t: LicencesWords, { machines, machineLimit }: Licence): string =>
  machineLimit === -1
    ? t('licences.seats.free', { used: machines })
    : t('licences.seats', { used: machines, limit: machineLimit });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The last day on which it works. It ends at midnight where its portal is, which may be anywhere: up to 10:00 UTC that is
 * the beginning of the same day west of Greenwich, later the beginning of the next one east of it.
 */
export const lastDayOf = ({ expiresAt }: Pick<Licence, 'expiresAt'>): string => {
  if (expiresAt === null) return '';
  const begins = Math.floor((Date.parse(expiresAt) + 13 * hourMs) / dayMs) * dayMs;
  return new Date(begins - 1).toISOString().slice(0, 10);
};
