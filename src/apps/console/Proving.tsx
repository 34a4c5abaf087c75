import { Dialog } from '../../kit/ui/console/Dialog.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import { ProveForm } from './ProveForm.tsx';

/** Above whatever waits: who somebody is, once more. */
export const Proving = watching(function Proving({ app }: { readonly app: Console }) {
  const t = app.t.value;
  if (!app.proving.value) return null;
  return (
    <Dialog title={t('prove.title')} onClose={() => app.giveUp()}>
      <p class="muted">{t('prove.text')}</p>
      {app.session.value?.narrow ? (
        <a href={`/console/sso/${app.vendor.value?.slug}`}>{t('prove.sso')}</a>
      ) : (
        <ProveForm
          app={app}
          password
          ways={app.session.value?.secondFactor.has ? ['passkey'] : []}
          cancel={() => app.giveUp()}
        />
      )}
    </Dialog>
  );
});
