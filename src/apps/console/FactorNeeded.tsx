import type { Desk } from '../../kit/ui/console/desk.ts';
import { watching } from '../../kit/ui/signals.ts';
import { type Console, vendorBase } from './console.ts';
import { Door } from './Door.tsx';
import { ProveForm } from './ProveForm.tsx';
import { Proving } from './Proving.tsx';
import { ViewPlace } from './ViewPlace.tsx';
import { viewOf } from './views.ts';

const always = ['app', 'passkey', 'recovery'] as const;

/** The vendor asks everybody for a second factor: whoever has one shows it, whoever has none adds one. */
export const FactorNeeded = watching(function FactorNeeded({
  app,
  desk,
}: {
  readonly app: Console;
  readonly desk: Desk;
}) {
  const t = app.t.value;
  const session = app.session.value;
  const others = (session?.vendors ?? []).filter(({ needsSecondFactor }) => !needsSecondFactor);
  return (
    <Door app={app} title={t('factor.title')}>
      <p class="muted">{t('factor.text', { vendor: desk.vendor.name })}</p>
      {session?.secondFactor.has && !session.secondFactor.shown ? (
        <ProveForm app={app} ways={always} cancel={() => void app.signOut()} />
      ) : (
        <ViewPlace app={app} desk={desk} view={viewOf('security')} path={['needed']} query={{}} />
      )}
      {others.map((vendor) => (
        <a key={vendor.id} href={vendorBase(vendor)}>
          {vendor.name} <span class="small muted">{t(`side.${vendor.side}`)}</span>
        </a>
      ))}
      <p>
        <button type="button" class="link" onClick={() => void app.signOut()}>
          {t('account.sign-out')}
        </button>
      </p>
      <Proving app={app} />
    </Door>
  );
});
