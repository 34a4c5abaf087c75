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

/** The last day on which it works; what ends at midnight works until the evening before. */
export const lastDayOf = ({ expiresAt }: Pick<Licence, 'expiresAt'>): string =>
  expiresAt === null ? '' : new Date(Date.parse(expiresAt) - 1).toISOString().slice(0, 10);
