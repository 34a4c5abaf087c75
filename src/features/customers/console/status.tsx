import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { circleDashed, shield } from '../../../kit/ui/console/icons.ts';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import type { Customer } from '../schema.ts';
import type { CustomersWords } from './words.ts';

const looks: Readonly<Record<Customer['status'], readonly [Tone, string]>> = {
  active: ['good', circleCheck],
  inactive: ['past', circleOff],
  pending: ['warn', circleDashed],
  blocked: ['bad', shield],
};

export const StatusBadge = ({
  t,
  status,
}: {
  readonly t: CustomersWords;
  readonly status: Customer['status'];
}) => {
  const [tone, icon] = looks[status];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`customers.status.${status}`)}
    </Badge>
  );
};
