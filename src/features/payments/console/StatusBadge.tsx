import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { triangleAlert, undo2 } from '../../../kit/ui/console/icons.ts';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { Payment } from '../schema.ts';
import type { Props } from './words.ts';

const looks: Readonly<Record<Payment['status'], readonly [Tone, string]>> = {
  pending: ['warn', clock],
  completed: ['good', check],
  cancelled: ['past', circleOff],
  failed: ['bad', circleAlert],
  refunded: ['past', undo2],
};

interface BadgeProps {
  readonly t: Props['t'];
  readonly payment: Payment;
}

/** Where a payment stands, and whether somebody has to look at it. */
export function StatusBadge({ t, payment }: BadgeProps) {
  const [tone, icon] = looks[payment.status];
  return (
    <>
      <Badge tone={tone} icon={icon}>
        {t(`payments.status.${payment.status}`)}
      </Badge>
      {payment.attention ? (
        <>
          {' '}
          <Badge tone={payment.attention === 'undelivered' ? 'warn' : 'bad'} icon={triangleAlert}>
            {t(`payments.attention.${payment.attention}`)}
          </Badge>
        </>
      ) : null}
    </>
  );
}
