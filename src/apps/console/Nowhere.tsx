import { watching } from '../../kit/ui/signals.ts';
import { type Console, vendorBase } from './console.ts';
import { Door } from './Door.tsx';

/** An address of a vendor that is not this operator's, or of none. */
export const Nowhere = watching(function Nowhere({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const vendors = app.session.value?.vendors ?? [];
  return (
    <Door app={app} title={t('nowhere.title')}>
      <p class="muted">{t('nowhere.text')}</p>
      <ul class="rows">
        {vendors.map((vendor) => (
          <li class="row" key={vendor.id}>
            <a href={vendorBase(vendor)}>{vendor.name}</a>
            <span class="small muted">{t(`side.${vendor.side}`)}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={() => void app.signOut()}>
        {t('account.sign-out')}
      </button>
    </Door>
  );
});
