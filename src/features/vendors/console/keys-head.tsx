import { Action } from '../../../kit/ui/console/Action.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Part } from './words.ts';

/** Title and tabs that both kinds of keys share. */
export const KeysHead = watching(function KeysHead({
  desk,
  t,
  tab,
}: Part & { readonly tab: 'api' | 'signing' }) {
  const mayAdd = desk.may(tab === 'api' ? 'api-keys:write' : 'signing-keys:write');
  return (
    <PageHead
      title={t('keys.title')}
      sub={t(`keys.${tab}.about`)}
      actions={
        mayAdd ? (
          <Action kind="primary" icon={plus} to={tab === 'api' ? '/keys/new' : '/keys/signing/new'}>
            {t(`keys.${tab}.new`)}
          </Action>
        ) : undefined
      }
      tabs={[
        ...(desk.may('api-keys:read') ? [{ key: 'api', label: t('keys.api'), to: '/keys' }] : []),
        ...(desk.may('signing-keys:read')
          ? [{ key: 'signing', label: t('keys.signing'), to: '/keys/signing' }]
          : []),
      ]}
      tab={tab}
    />
  );
});
