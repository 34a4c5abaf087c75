import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { calendarX2, undo2 } from '../../../kit/ui/console/icons.ts';
import { circleAlert, circleCheck, hourglass } from '../../../kit/ui/icons.ts';
import type { Declaration } from '../schema.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;
export type EndMessage = keyof typeof en;
export type Words = Props['t'];

const looks: Readonly<Record<Declaration['state'], readonly [Tone, string]>> = {
  waiting: ['info', hourglass],
  open: ['warn', circleAlert],
  effective: ['good', calendarX2],
  done: ['past', circleCheck],
  undone: ['past', undo2],
};

export const State = ({ t, state }: { readonly t: Words; readonly state: Declaration['state'] }) => (
  <Badge tone={looks[state][0]} icon={looks[state][1]}>
    {t(`declarations.state.${state}`)}
  </Badge>
);

export const refusalsOf = (t: Words): Readonly<Record<string, string>> => ({
  'cancellation.not-possible': t('declarations.refused.ended'),
  'cancellation.day-not-allowed': t('declarations.refused.day'),
  'declaration.settled': t('declarations.refused.settled'),
});
