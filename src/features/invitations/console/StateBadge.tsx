import { Badge } from '../../../kit/ui/Badge.tsx';
import { circleDashed } from '../../../kit/ui/console/icons.ts';
import { check, circleAlert, circleCheck, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { InvitationState, InvitedState } from '../schema.ts';
import type { Props } from './words.ts';

const runs = {
  running: { tone: 'info', icon: clock },
  paused: { tone: 'warn', icon: circleDashed },
  stopped: { tone: 'bad', icon: circleAlert },
  cancelled: { tone: 'past', icon: circleOff },
  done: { tone: 'good', icon: check },
} as const;

export const RunBadge = ({ t, state }: { readonly t: Props['t']; readonly state: InvitationState }) => (
  <Badge {...runs[state]}>{t(`invitations.state.${state}`)}</Badge>
);

const people = {
  waiting: { tone: 'past', icon: circleDashed },
  queued: { tone: 'info', icon: clock },
  sent: { tone: 'info', icon: check },
  opened: { tone: 'good', icon: circleCheck },
  failed: { tone: 'bad', icon: circleAlert },
  withheld: { tone: 'warn', icon: circleOff },
  skipped: { tone: 'past', icon: circleOff },
} as const;

export const PersonBadge = ({ t, state }: { readonly t: Props['t']; readonly state: InvitedState }) => (
  <Badge {...people[state]}>{t(`invitations.person.${state}`)}</Badge>
);
