import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { circleDashed, clockAlert, triangleAlert } from '../../../kit/ui/console/icons.ts';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import type { Order, OrderState, OrderStep, StepState } from '../schema.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;
export type Words = Props['t'];

const looks: Readonly<Record<OrderState, readonly [Tone, string]>> = {
  placed: ['warn', clockAlert],
  'awaiting-payment': ['info', circleDashed],
  'payment-mismatch': ['bad', triangleAlert],
  paid: ['info', circleDashed],
  delivering: ['info', circleDashed],
  stuck: ['bad', triangleAlert],
  delivered: ['good', circleCheck],
  expired: ['past', circleOff],
  cancelled: ['past', circleOff],
};

export function State({ t, order }: { readonly t: Words; readonly order: Order }) {
  const [tone, icon] = looks[order.state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`orders.state.${order.state}`)}
    </Badge>
  );
}

const stepLooks: Readonly<Record<StepState, readonly [Tone, string]>> = {
  waiting: ['info', circleDashed],
  done: ['good', circleCheck],
  failed: ['warn', clockAlert],
  stuck: ['bad', triangleAlert],
};

export function Step({ t, step }: { readonly t: Words; readonly step: OrderStep }) {
  const [tone, icon] = stepLooks[step.state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`orders.step.${step.state}`)}
    </Badge>
  );
}

const known = ['begin', 'contract', 'invoice', 'licence', 'limits', 'confirmation'] as const;

/** What a step brings; one that this console does not know is called by its own name. */
export const stepName = (t: Words, name: string): string => {
  const one = known.find((kind) => kind === name);
  return one ? t(`orders.step.name.${one}`) : name;
};

const ways = ['invoice', 'sepa', 'stripe', 'stored', 'manual'] as const;
export const paymentName = (t: Words, kind: string | null): string => {
  const one = ways.find((way) => way === kind);
  return one ? t(`orders.payment.${one}`) : (kind ?? t('orders.payment.none'));
};

export const needsRepair = ({ steps }: Order): boolean =>
  steps.some(({ state }) => state === 'failed' || state === 'stuck');
