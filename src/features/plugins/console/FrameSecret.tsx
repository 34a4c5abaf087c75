import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Plugin } from '../schema.ts';
import type en from './messages/en.json';

interface FrameSecretProps extends Pick<ViewProps<keyof typeof en>, 'desk' | 't'> {
  readonly plugin: Plugin;
  readonly onChange: () => void;
}

/** By which a frame's page knows who looks: made, told once, taken away. */
export const FrameSecret = watching(function FrameSecret({ desk, t, plugin, onChange }: FrameSecretProps) {
  const [secret, setSecret] = useState<string>();
  const path = `/api/v1/plugins/${encodeURIComponent(plugin.id)}/secret`;
  if (!desk.may('plugins:write')) return null;
  return (
    <Section title={t('plugins.secret')}>
      <p class="muted measure">{t(plugin.hasSecret ? 'plugins.secret.there' : 'plugins.secret.about')}</p>
      {secret ? (
        <>
          <p>{t('plugins.secret.once')}</p>
          <Secret text={secret} what={t('plugins.secret')} />
        </>
      ) : null}
      <div class="actions">
        <Action
          onClick={async () => {
            setSecret((await desk.api.post<{ secret: string }>(path, {})).secret);
            onChange();
          }}
        >
          {t(plugin.hasSecret ? 'plugins.secret.renew' : 'plugins.secret.make')}
        </Action>
        {plugin.hasSecret ? (
          <Action
            onClick={async () => {
              await desk.api.delete(path);
              setSecret(undefined);
              onChange();
            }}
          >
            {t('plugins.secret.drop')}
          </Action>
        ) : null}
      </div>
    </Section>
  );
});
