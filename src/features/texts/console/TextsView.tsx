import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago, moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { circleOff } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { NewSecret } from '../../webhooks/console/NewSecret.tsx';
import type { SentText, TextGateway } from '../schema.ts';
import { GatewayForm } from './GatewayForm.tsx';
import { SentTextList, sentTexts } from './SentTextList.tsx';
import { TestForm } from './TestForm.tsx';
import type { Props } from './words.ts';

const address = '/api/v1/text-gateway';

/** By what text messages leave, trying it, and what became of the last ones. */
export const TextsView = watching(function TextsView({ desk, t }: Props) {
  const found = useLoad('text-gateway', async () => ({
    gateway: await desk.api.get<TextGateway | undefined>(`${address}?absent=none`),
  }));
  const list = useList<SentText>(sentTexts);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const [asking, ask] = useState<'secret' | 'remove' | undefined>(undefined);
  const head = <PageHead title={t('texts.title')} sub={t('texts.about')} />;
  if (secret)
    return (
      <>
        {head}
        <NewSecret t={t} secret={secret} onStored={() => setSecret(undefined)} />
      </>
    );
  const mayWrite = desk.may('settings:write');
  return (
    <>
      {head}
      <div class="page narrow">
        <Load of={found} what={t('texts.title')} rows={3}>
          {({ gateway }) => (
            <>
              {gateway && !gateway.active ? (
                <Notice tone="warn" icon={circleOff} title={t('texts.paused')}>
                  {t('texts.paused.text')}
                </Notice>
              ) : null}
              {gateway ? (
                <Pairs
                  pairs={[
                    {
                      label: t('texts.today'),
                      value: t('texts.today.of', {
                        sent: t.number(gateway.sentToday),
                        most: t.number(gateway.perDay),
                      }),
                    },
                    {
                      label: t('webhooks.secret'),
                      value: gateway.previousSecretUntil
                        ? t('webhooks.secret.two', { until: moment(t, gateway.previousSecretUntil) })
                        : t('webhooks.secret.since', { since: ago(t, gateway.secretCreatedAt) }),
                    },
                  ]}
                />
              ) : (
                <p>{t('texts.none')}</p>
              )}
              {mayWrite ? (
                <GatewayForm
                  key={gateway?.createdAt ?? ''}
                  desk={desk}
                  t={t}
                  gateway={gateway}
                  onSaved={(saved) => {
                    const { secret: made, ...rest } = saved;
                    found.set({ gateway: rest });
                    if (made) setSecret(made);
                  }}
                />
              ) : gateway ? (
                <Pairs pairs={[{ label: t('texts.url'), value: <bdi dir="ltr">{gateway.url}</bdi> }]} />
              ) : null}
              {gateway && mayWrite ? (
                <>
                  <div class="actions">
                    <Action onClick={() => ask('secret')}>{t('webhooks.rotate')}</Action>
                    <Action onClick={() => ask('remove')}>{t('texts.remove')}</Action>
                  </div>
                  <TestForm
                    desk={desk}
                    t={t}
                    onSent={() => {
                      list.reload();
                      found.reload();
                    }}
                  />
                </>
              ) : null}
            </>
          )}
        </Load>
      </div>
      <SentTextList desk={desk} t={t} />
      {asking === 'secret' ? (
        <Confirm
          title={t('webhooks.rotate.question')}
          label={t('webhooks.rotate')}
          pending={t('texts.saving')}
          danger={false}
          onClose={() => ask(undefined)}
          act={async () => {
            const rotated = await desk.api.post<TextGateway>(`${address}/secret`, {});
            ask(undefined);
            found.reload();
            setSecret(rotated.secret);
          }}
        >
          <p>{t('texts.rotate.text')}</p>
        </Confirm>
      ) : null}
      {asking === 'remove' ? (
        <Confirm
          title={t('texts.remove.question')}
          label={t('texts.remove')}
          pending={t('texts.saving')}
          onClose={() => ask(undefined)}
          act={async () => {
            await desk.api.delete(address);
            ask(undefined);
            desk.say(t('texts.removed'));
            found.set({ gateway: undefined });
          }}
        >
          <p>{t('texts.remove.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
