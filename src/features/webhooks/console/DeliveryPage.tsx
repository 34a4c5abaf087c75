import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { DeliveryAttempt, WebhookDelivery, WebhookDeliveryDetail } from '../schema.ts';
import { useDeliveries } from './DeliveryList.tsx';
import { DeliveryBadge } from './StateBadges.tsx';
import { type Part, saidOf, tookOf } from './words.ts';

/** One event on its way to one endpoint: what is sent, and each try with what came back. */
export const DeliveryPage = watching(function DeliveryPage({ desk, t, id }: Part & { readonly id: string }) {
  const address = `/api/v1/webhook-deliveries/${id}`;
  const found = useLoad(`delivery ${id}`, () => desk.api.get<WebhookDeliveryDetail>(address));
  const all = useDeliveries();
  const [busy, setBusy] = useState(false);
  const [refused, refuse] = useState<unknown>(undefined);
  const delivery = found.value;
  async function replay(): Promise<void> {
    setBusy(true);
    refuse(undefined);
    try {
      await desk.api.post<WebhookDelivery>(`${address}/replay`, {});
      desk.say(t('webhooks.replayed', { count: 1 }));
      found.reload();
      void all.reload();
    } catch (error) {
      refuse(error);
    }
    setBusy(false);
  }
  const title = delivery ? saidOf(t, delivery.eventType) : t('webhooks.delivery');
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('webhooks.title'), to: '/webhooks' },
          { label: t('webhooks.deliveries'), to: '/webhooks/deliveries' },
        ]}
        actions={
          delivery && desk.may('webhook-endpoints:write') ? (
            <Action
              kind="outlined"
              pending={busy ? t('webhooks.saving') : undefined}
              onClick={() => void replay()}
            >
              {t('webhooks.replay')}
            </Action>
          ) : undefined
        }
      />
      <div class="page">
        <Load of={found} what={title} missing={t('webhooks.delivery.missing')}>
          {(one) => (
            <>
              {refused ? (
                <Notice tone="bad" icon={circleAlert} title={t('desk.not-done')} urgent>
                  {codeOf(refused) === 'webhook-delivery.under-way' ? t('webhooks.under-way') : null}
                </Notice>
              ) : null}
              <p>
                <DeliveryBadge t={t} of={one} />
              </p>
              <Pairs
                pairs={[
                  { label: t('webhooks.event'), value: one.eventType, mono: true },
                  { label: 'webhook-id', value: one.eventId, mono: true },
                  { label: t('webhooks.when'), value: moment(t, one.createdAt) },
                  { label: t('webhooks.next'), value: one.dueAt ? moment(t, one.dueAt) : null },
                ]}
              />
              <p>
                <To to={`/webhooks/${one.endpointId}`}>{t('webhooks.endpoint.open')}</To>
              </p>
              <Section title={t('webhooks.body')}>
                <pre class="code" tabindex={0}>
                  {pretty(one.body)}
                </pre>
              </Section>
              <Section title={t('webhooks.tries')}>
                {one.tries.length === 0 ? <p class="muted">{t('webhooks.tries.none')}</p> : null}
                {one.tries.map((tried, index) => (
                  <Try key={tried.no} t={t} of={tried} open={index === 0} />
                ))}
              </Section>
            </>
          )}
        </Load>
      </div>
    </>
  );
});

interface TryProps {
  readonly t: Part['t'];
  readonly of: DeliveryAttempt;
  readonly open: boolean;
}

const Try = ({ t, of, open }: TryProps) => (
  <details class="webhook-try" open={open}>
    <summary>
      <span class="num">{t.number(of.no)}.</span> {moment(t, of.at)} ·{' '}
      <span class="strong">
        {of.error ? t(`webhooks.error.${of.error}`) : t('webhooks.delivery.delivered')}
        {of.status ? ` (${of.status})` : null}
      </span>
      {of.latencyMs === null ? null : <span class="muted"> · {tookOf(t, of.latencyMs)}</span>}
    </summary>
    {of.detail ? <p class="muted small">{of.detail}</p> : null}
    <p class="strong small">{t('webhooks.request')}</p>
    <pre class="code" tabindex={0}>
      {[of.request.url, '', ...headerLines(of.request.headers)].join('\n').trim()}
    </pre>
    {of.response ? (
      <>
        <p class="strong small">{t('webhooks.response')}</p>
        <pre class="code" tabindex={0}>
          {[...headerLines(of.response.headers), '', of.response.body].join('\n').trim()}
        </pre>
      </>
    ) : null}
  </details>
);

const headerLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
