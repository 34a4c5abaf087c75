import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../kit/ui/console/Dialog.tsx';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { flaskConical, menu, x } from '../../kit/ui/console/icons.ts';
import { later } from '../../kit/ui/console/later.tsx';
import { Icon } from '../../kit/ui/Icon.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { type Console, vendorBase } from './console.ts';
import { Find } from './Find.tsx';
import { SideNav } from './SideNav.tsx';
import { useShellKeys } from './shell-keys.ts';
import { ViewPlace } from './ViewPlace.tsx';
import { viewOf } from './views.ts';

const AccountView = later('AccountView', () => import('./AccountView.tsx'));
const Shortcuts = later('Shortcuts', () => import('./Shortcuts.tsx'));
const SignIn = later('SignIn', () => import('./SignIn.tsx'));
const Proving = later('Proving', () => import('./Proving.tsx'));

interface ShellProps {
  readonly app: Console;
  readonly desk: Desk;
}

/** Navigation at the side, the view beside it, and what stands above both. */
export const Shell = watching(function Shell({ app, desk }: ShellProps) {
  const t = app.t.value;
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  const [open, setOpen] = useState(false);
  const { path, query } = desk.places.place.value;
  const view = viewOf(path[0] ?? 'start');

  const address = path.join('/');
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the navigation closes when it was used
  useEffect(() => setOpen(false), [address]);
  useShellKeys(desk, { find: () => setFinding(true), help: () => setHelping(true) });

  return (
    <div class="frame" data-open={open ? '' : undefined}>
      <button
        type="button"
        class="btn skip"
        onClick={() => document.querySelector<HTMLElement>('#main h1')?.focus()}
      >
        {t('shell.skip')}
      </button>
      <header class="bar">
        <button type="button" class="btn icon-only" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon d={open ? x : menu} />
          <span class="vh">{t('shell.menu')}</span>
        </button>
        <span class="strong">{desk.vendor.name}</span>
        <span class="small muted">{t(`side.${desk.vendor.side}`)}</span>
      </header>
      <SideNav
        app={app}
        desk={desk}
        current={path[0] ?? 'start'}
        onFind={() => setFinding(true)}
        onHelp={() => setHelping(true)}
      />
      <main class="main" id="main">
        {desk.vendor.side === 'test' ? <TestBand app={app} /> : null}
        {app.online.value ? null : (
          <p class="offline small" role="status">
            {t('shell.offline')}
          </p>
        )}
        {path[0] === 'account' ? (
          <AccountView app={app} what={t('account.title')} />
        ) : (
          <ViewPlace app={app} desk={desk} view={view} path={path.slice(1)} query={query} />
        )}
      </main>
      <div class="toasts" role="status">
        {app.toasts.value.map((toast) => (
          <p class="toast" key={toast.id}>
            {toast.text}
            {toast.undo ? (
              <button type="button" class="link" onClick={() => void app.takeBack(toast)}>
                {t('shell.undo')}
              </button>
            ) : null}
          </p>
        ))}
      </div>
      {finding ? <Find app={app} onClose={() => setFinding(false)} /> : null}
      {helping ? <Shortcuts app={app} onClose={() => setHelping(false)} what={t('keys-help.title')} /> : null}
      {app.askingAgain.value ? (
        <Dialog title={t('sign-in.again')}>
          <p class="muted">{t('sign-in.again.text')}</p>
          <SignIn app={app} email={app.session.value?.operator.email} what={t('sign-in.title')} />
        </Dialog>
      ) : null}
      {app.proving.value ? <Proving app={app} what={t('prove.title')} /> : null}
    </div>
  );
});

/** Nobody mistakes the test side for the live one: stripes, words and a way back. */
const TestBand = watching(function TestBand({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const here = app.vendor.value;
  const twin = app.session.value?.vendors.find(({ id }) => id === here?.twinId);
  return (
    <div class="testband" role="note">
      <Icon d={flaskConical} />
      <p>
        <strong>{t('side.test')}.</strong> {t('shell.test')}
      </p>
      {here ? <a href={`${vendorBase(here)}/clock`}>{t('nav.clock')}</a> : null}
      {twin ? <a href={vendorBase(twin)}>{t('shell.to-live')}</a> : null}
    </div>
  );
});
