import { Badge } from '../../../kit/ui/Badge.tsx';
import { check, circleAlert, circleCheck, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../schema.ts';
import type { WebhookWords } from './words.ts';

/** Whether an endpoint gets what happens: one that fails says so before it is paused. */
export const EndpointBadge = ({ t, of }: { readonly t: WebhookWords; readonly of: WebhookEndpoint }) => {
  if (of.active && of.failingSince)
    return (
      <Badge tone="warn" icon={circleAlert}>
        {t('webhooks.state.failing')}
      </Badge>
    );
  if (of.active)
    return (
      <Badge tone="good" icon={circleCheck}>
        {t('webhooks.state.active')}
      </Badge>
    );
  return (
    <Badge tone={of.pausedReason ? 'bad' : 'past'} icon={of.pausedReason ? circleAlert : circleOff}>
      {t('webhooks.state.paused')}
    </Badge>
  );
};

const looks = {
  delivered: { tone: 'good', icon: check },
  waiting: { tone: 'info', icon: clock },
  failed: { tone: 'bad', icon: circleAlert },
} as const;

export const DeliveryBadge = ({ t, of }: { readonly t: WebhookWords; readonly of: WebhookDelivery }) => {
  const again = of.state === 'waiting' && of.attempts > 0;
  return (
    <Badge tone={again ? 'warn' : looks[of.state].tone} icon={looks[of.state].icon}>
      {t(again ? 'webhooks.delivery.again' : `webhooks.delivery.${of.state}`)}
    </Badge>
  );
};
