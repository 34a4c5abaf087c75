import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { circleDashed, clockAlert, refreshCw, triangleAlert } from '../../../kit/ui/console/icons.ts';
import { circleCheck, hourglass } from '../../../kit/ui/icons.ts';
import type { Export, Import } from '../schema.ts';
import type { Props } from './words.ts';

type State = Import['state'] | Export['state'];

const looks: Readonly<Record<State, readonly [Tone, string]>> = {
  receiving: ['past', circleDashed],
  planned: ['info', hourglass],
  waiting: ['info', clockAlert],
  checking: ['info', refreshCw],
  checked: ['info', circleCheck],
  applying: ['info', refreshCw],
  running: ['info', refreshCw],
  done: ['good', circleCheck],
  failed: ['bad', triangleAlert],
};

/** Whether it goes on by itself, so that it is worth asking again. */
export const isBusy = (state: State): boolean =>
  ['waiting', 'checking', 'applying', 'running'].includes(state);

export function StateBadge({ t, state }: { readonly t: Props['t']; readonly state: State }) {
  const [tone, icon] = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`transfer.state.${state}`)}
    </Badge>
  );
}
