import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago, moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { WebhookDeliveryDetail, WebhookEndpoint } from '../schema.ts';
import { DeliveryList, useDeliveries } from './DeliveryList.tsx';
import { hostOf } from './EndpointForm.tsx';
import { NewSecret } from './NewSecret.tsx';
import { ReplayDialog } from './ReplayDialog.tsx';
import { EndpointBadge } from './StateBadges.tsx';
import { type Part, saidOf, tookOf } from './words.ts';

type Act = 'test' | 'active' | undefined;

/** One endpoint: how it does, what was sent to it, and everything that can be done with it. */
export const EndpointPage = watching(function EndpointPage({
  desk,
  t,
  id,
  ...rest
}: Part & { readonly id: string }) {
  const address = `/api/v1/webhook-endpoints/${id}`;
  const found = useLoad(`webhook ${id}`, () => desk.api.get<WebhookEndpoint>(address));
  const list = useList<WebhookEndpoint>({ name: 'webhooks', path: '/api/v1/webhook-endpoints' });
  const deliveries = useDeliveries(id);
  const [busy, setBusy] = useState<Act>(undefined);
  const [failure, setFailure] = useState<unknown>(undefined);
  const [asking, ask] = useState<'delete' | 'secret' | 'replay' | undefined>(undefined);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const [tested, setTested] = useState<WebhookDeliveryDetail | undefined>(undefined);
  const endpoint = found.value;
  const title = endpoint ? hostOf(endpoint.url) : t('webhooks.title');
  const crumbs = [{ label: t('webhooks.title'), to: '/webhooks' }];
  if (secret)
    return (
      <>
        <PageHead title={title} crumbs={crumbs} />
        <NewSecret t={t} secret={secret} onStored={() => setSecret(undefined)} />
      </>
    );

  async function during(act: Act, run: () => Promise<void>): Promise<void> {
    setBusy(act);
    setFailure(undefined);
    try {
      await run();
    } catch (error) {
      setFailure(error);
    }
    setBusy(undefined);
  }
  const test = () =>
    during('test', async () => {
      setTested(await desk.api.post<WebhookDeliveryDetail>(`${address}/test`, {}));
      void deliveries.reload();
    });
  const setActive = (active: boolean) =>
    during('active', async () => {
      const set = async (to: boolean) => {
        await desk.api.patch(address, { active: to });
        found.reload();
        list.reload();
      };
      await set(active);
      desk.say(t(active ? 'webhooks.resumed' : 'webhooks.paused'), () => set(!active));
    });

  const actions =
    endpoint && desk.may('webhook-endpoints:write') ? (
      <>
        <Action
          kind={endpoint.active ? 'outlined' : 'primary'}
          pending={busy === 'active' ? t('webhooks.saving') : undefined}
          onClick={() => void setActive(!endpoint.active)}
        >
          {t(endpoint.active ? 'webhooks.pause' : 'webhooks.resume')}
        </Action>
        <Action
          kind="outlined"
          pending={busy === 'test' ? t('webhooks.testing') : undefined}
          onClick={() => void test()}
        >
          {t('webhooks.test')}
        </Action>
        <Action kind="outlined" to={`/webhooks/${id}/edit`}>
          {t('webhooks.edit')}
        </Action>
      </>
    ) : null;
  return (
    <>
      <PageHead title={title} crumbs={crumbs} actions={actions} />
      <Load of={found} what={title} missing={t('webhooks.missing')}>
        {(one) => (
          <>
            <div class="page">
              {failure ? <Failed t={t} title={t('desk.not-done')} error={failure} /> : null}
              {tested ? <Tested t={t} of={tested} /> : null}
              {one.pausedReason ? (
                <Notice tone="bad" icon={circleAlert} title={t(`webhooks.reason.${one.pausedReason}`)}>
                  {t('webhooks.reason.text')}
                </Notice>
              ) : one.active && one.failingSince ? (
                <Notice
                  tone="warn"
                  icon={circleAlert}
                  title={t('webhooks.failing', { since: ago(t, one.failingSince) })}
                >
                  {t('webhooks.failing.text')}
                </Notice>
              ) : null}
              <p>
                <EndpointBadge t={t} of={one} />
              </p>
              <Pairs
                pairs={[
                  { label: t('webhooks.url'), value: one.url, mono: true },
                  { label: t('webhooks.description'), value: one.description },
                  {
                    label: t('webhooks.events'),
                    value: one.events
                      ? one.events.map((type) => saidOf(t, type)).join(', ')
                      : t('webhooks.events.all.long'),
                  },
                  {
                    label: t('webhooks.secret'),
                    value: one.previousSecretUntil
                      ? t('webhooks.secret.two', { until: moment(t, one.previousSecretUntil) })
                      : t('webhooks.secret.since', { since: ago(t, one.secretCreatedAt) }),
                  },
                ]}
              />
              {desk.may('webhook-endpoints:write') ? (
                <div class="actions">
                  <Action onClick={() => ask('secret')}>{t('webhooks.rotate')}</Action>
                  <Action onClick={() => ask('delete')}>{t('webhooks.delete')}</Action>
                </div>
              ) : null}
              <div class="section-head">
                <h2 class="section-title">{t('webhooks.deliveries')}</h2>
                {desk.may('webhook-endpoints:write') ? (
                  <Action small onClick={() => ask('replay')}>
                    {t('webhooks.replay.range')}
                  </Action>
                ) : null}
              </div>
            </div>
            <DeliveryList desk={desk} t={t} endpointId={id} {...rest} />
          </>
        )}
      </Load>
      {asking === 'delete' ? (
        <Confirm
          title={t('webhooks.delete.question', { host: title })}
          label={t('webhooks.delete')}
          pending={t('webhooks.deleting')}
          onClose={() => ask(undefined)}
          act={async () => {
            await desk.api.delete(address);
            list.remove(id);
            desk.places.go('/webhooks');
          }}
        >
          <p>{t('webhooks.delete.text')}</p>
        </Confirm>
      ) : null}
      {asking === 'secret' ? (
        <Confirm
          title={t('webhooks.rotate.question')}
          label={t('webhooks.rotate')}
          pending={t('webhooks.saving')}
          danger={false}
          onClose={() => ask(undefined)}
          act={async () => {
            const rotated = await desk.api.post<WebhookEndpoint>(`${address}/secret`, {});
            ask(undefined);
            found.reload();
            setSecret(rotated.secret);
          }}
        >
          <p>{t('webhooks.rotate.text')}</p>
        </Confirm>
      ) : null}
      {asking === 'replay' ? (
        <ReplayDialog
          {...{ desk, t, endpointId: id }}
          onClose={() => ask(undefined)}
          onDone={() => void deliveries.reload()}
        />
      ) : null}
    </>
  );
});

/** What came back to the test event. */
const Tested = ({ t, of }: { readonly t: Part['t']; readonly of: WebhookDeliveryDetail }) => {
  const well = of.state === 'delivered';
  const [last] = of.tries;
  return (
    <Notice
      tone={well ? 'good' : 'bad'}
      icon={well ? circleCheck : circleAlert}
      title={t(well ? 'webhooks.tested.well' : 'webhooks.tested.ill')}
      urgent={!well}
    >
      {of.status ? t('webhooks.tested.status', { status: String(of.status) }) : null}
      {of.error && !of.status ? t(`webhooks.error.${of.error}`) : null}{' '}
      {last?.latencyMs ? tookOf(t, last.latencyMs) : null}{' '}
      <To to={`/webhooks/deliveries/${of.id}`}>{t('webhooks.tested.open')}</To>
    </Notice>
  );
};
