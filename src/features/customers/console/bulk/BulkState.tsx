import { Badge, type Tone } from '../../../../kit/ui/Badge.tsx';
import { circleDashed, clockAlert, refreshCw, triangleAlert } from '../../../../kit/ui/console/icons.ts';
import { circleCheck, circleOff, hourglass } from '../../../../kit/ui/icons.ts';
import type { BulkChangeState } from '../../bulk-schema.ts';
import type { CustomersWords } from '../words.ts';

const looks: Readonly<Record<BulkChangeState, readonly [Tone, string]>> = {
  checking: ['info', refreshCw],
  checked: ['warn', circleDashed],
  planned: ['info', hourglass],
  waiting: ['info', clockAlert],
  running: ['info', refreshCw],
  done: ['good', circleCheck],
  cancelled: ['past', circleOff],
  failed: ['bad', triangleAlert],
};

export const BulkState = ({ t, state }: { readonly t: CustomersWords; readonly state: BulkChangeState }) => {
  const [tone, icon] = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`customers.bulk.state.${state}`)}
    </Badge>
  );
};
