import type { Translate } from '../../../kit/browser/words.ts';
import type { Tone } from '../../../kit/ui/Badge.tsx';
import { circleAlert, circleCheck, circleOff, clock, hourglass } from '../../../kit/ui/icons.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { PortalLicence, PortalMachine } from '../portal-schema.ts';

export type LicencesMessage = keyof typeof en;
export type LicencesWords = Translate<LicencesMessage | UiMessage>;

interface Look {
  readonly tone: Tone;
  readonly icon: string;
  readonly word: string;
}

/** What ends within so many days and does not go on is worth a look. */
const soonDays = 30;

/** The state of a licence as icon and word. */
export function badgeOf(t: LicencesWords, licence: PortalLicence): Look {
  const { state, kind, daysLeft, renews } = licence;
  if (state === 'blocked') return { tone: 'bad', icon: circleAlert, word: t('licences.state.blocked') };
  if (state === 'expired') return { tone: 'past', icon: circleOff, word: t('licences.state.expired') };
  const days = daysLeft ?? Number.POSITIVE_INFINITY;
  if (kind === 'trial') {
    const word = daysLeft === null ? t('licences.kind.trial') : t('licences.state.trial', { days: daysLeft });
    return { tone: 'info', icon: hourglass, word };
  }
  if (days <= soonDays && !renews)
    return { tone: 'warn', icon: clock, word: t('licences.state.ends', { days }) };
  return { tone: 'good', icon: circleCheck, word: t('licences.state.active') };
}

/** What it is and until when, in one sentence. */
export function termOf(t: LicencesWords, brand: string, licence: PortalLicence): string {
  const { state, kind, lastDay, renews, blocked, since } = licence;
  if (state === 'blocked') return t(`licences.blocked.${blocked ?? 'other'}`, { brand });
  const day = lastDay && t.day(lastDay, state === 'expired' ? 'long' : 'near');
  if (state === 'expired') return t('licences.term.ended', { day: day ?? '' });
  if (!day) {
    return kind === 'perpetual'
      ? t('licences.term.bought', { day: t.day(since) })
      : t(`licences.kind.${kind}`);
  }
  if (kind === 'trial') return t('licences.term.trial', { day });
  return renews ? t('licences.term.renews', { day }) : t('licences.term.until', { day });
}

export const seatsOf = (t: LicencesWords, { machines, machineLimit }: PortalLicence): string =>
  machineLimit === -1
    ? t('licences.seats.free', { used: machines })
    : t('licences.seats', { used: machines, limit: machineLimit });

export const machineName = (t: LicencesWords, { name, print }: PortalMachine): string =>
  name ?? t('licences.machine.nameless', { print });
