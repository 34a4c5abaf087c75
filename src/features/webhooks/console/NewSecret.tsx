import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { WebhookWords } from './words.ts';

interface NewSecretProps {
  readonly t: WebhookWords;
  readonly secret: string;
  readonly onStored: () => void;
}

/** The secret of an endpoint, once; it stays until somebody says that it is stored. */
export const NewSecret = ({ t, secret, onStored }: NewSecretProps) => (
  <div class="page narrow">
    <Notice tone="warn" icon={triangleAlert} title={t('webhooks.once')}>
      {t('webhooks.once.text')}
    </Notice>
    <div class="card">
      <Secret text={secret} what={t('webhooks.secret')} />
    </div>
    <div class="actions">
      <Action kind="primary" onClick={onStored}>
        {t('webhooks.stored')}
      </Action>
    </div>
  </div>
);
