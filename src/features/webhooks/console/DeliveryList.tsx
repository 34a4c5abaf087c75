import { List, useList } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { DeliveryState, type WebhookDelivery } from '../schema.ts';
import { DeliveryBadge } from './StateBadges.tsx';
import { type Part, saidOf, tookOf } from './words.ts';

const listProps = (endpointId: string | undefined) => ({
  name: 'webhook-deliveries',
  path: '/api/v1/webhook-deliveries',
  ...(endpointId && { fixed: { endpointId } }),
});

/** The rows of an endpoint's deliveries, to be read again after something was sent. */
export const useDeliveries = (endpointId?: string) => useList<WebhookDelivery>(listProps(endpointId));

/** What was sent and what came back: of one endpoint, or of all. */
export const DeliveryList = watching(function DeliveryList({
  desk,
  t,
  endpointId,
}: Part & { readonly endpointId?: string }) {
  return (
    <List<WebhookDelivery>
      {...listProps(endpointId)}
      title={t('webhooks.deliveries')}
      inside={endpointId !== undefined}
      pageSize={endpointId ? 20 : 50}
      nameOf={({ eventType }) => saidOf(t, eventType)}
      to={({ id }) => `/webhooks/deliveries/${id}`}
      filters={[
        {
          name: 'state',
          label: t('webhooks.state'),
          options: DeliveryState.options.map((value) => ({ value, label: t(`webhooks.delivery.${value}`) })),
        },
      ]}
      {...(desk.may('webhook-endpoints:write') && {
        bulk: [
          {
            key: 'replay',
            label: t('webhooks.replay'),
            question: t('webhooks.replay.question'),
            go: t('webhooks.replay'),
            skips: () => undefined,
            run: ({ id }) => desk.api.post<WebhookDelivery>(`/api/v1/webhook-deliveries/${id}/replay`, {}),
          },
        ],
      })}
      columns={[
        {
          key: 'event',
          label: t('webhooks.event'),
          fill: true,
          cell: ({ eventType }) => (
            <>
              {saidOf(t, eventType)}
              {/* a line of its own, which no width cuts */}
              <bdi class="muted small mono webhook-what">{eventType}</bdi>
            </>
          ),
        },
        { key: 'state', label: t('webhooks.state'), cell: (one) => <DeliveryBadge t={t} of={one} /> },
        {
          key: 'answer',
          label: t('webhooks.answer'),
          cell: ({ status, error }) => status ?? (error ? t(`webhooks.error.${error}`) : ''),
        },
        {
          key: 'took',
          label: t('webhooks.took'),
          end: true,
          class: 'num',
          cell: ({ latencyMs }) => (latencyMs === null ? '' : tookOf(t, latencyMs)),
        },
        {
          key: 'attempts',
          label: t('webhooks.tries'),
          end: true,
          class: 'num',
          cell: ({ attempts }) => t.number(attempts),
        },
        {
          key: 'when',
          label: t('webhooks.when'),
          end: true,
          class: 'nowrap',
          cell: ({ createdAt }) => moment(t, createdAt),
        },
      ]}
      empty={
        <>
          <p class="strong">{t('webhooks.deliveries.empty')}</p>
          <p class="muted">{t('webhooks.deliveries.empty.text')}</p>
        </>
      }
    />
  );
});
