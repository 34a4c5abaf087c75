import { useId } from 'preact/hooks';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { chevronUp, circleUserRound, search } from '../../kit/ui/console/icons.ts';
import { Popover } from '../../kit/ui/console/Popover.tsx';
import { Icon } from '../../kit/ui/Icon.tsx';
import { check } from '../../kit/ui/icons.ts';
import { watching } from '../../kit/ui/signals.ts';
import { type Console, vendorBase } from './console.ts';
import { Mark } from './Mark.tsx';
import { OwnLinks } from './OwnLinks.tsx';
import { OwnLogo } from './OwnLogo.tsx';
import type { ConsoleView } from './registry.ts';
import { views } from './views.ts';

interface SideNavProps {
  readonly app: Console;
  readonly desk: Desk;
  readonly current: string | undefined;
  readonly onFind: () => void;
  readonly onHelp: () => void;
}

const sections = ['main', 'portal', 'system'] as const;

export const offered = (desk: Desk): readonly ConsoleView[] =>
  views.filter(
    ({ scope, side }) => (!scope || desk.may(scope)) && (side === undefined || side === desk.vendor.side),
  );

export const SideNav = watching(function SideNav({ app, desk, current, onFind, onHelp }: SideNavProps) {
  const t = app.t.value;
  const heading = useId();
  const mine = offered(desk);
  return (
    <nav class="side" aria-label={t('shell.console')}>
      <VendorSwitch app={app} />
      <button type="button" class="find-all" onClick={onFind}>
        <Icon d={search} />
        <span>{t('find.title')}</span>
        <kbd>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : t('find.key')}</kbd>
      </button>
      {sections.map((section) => {
        const here = mine.filter((view) => view.section === section);
        if (here.length === 0) return null;
        return (
          <div key={section}>
            {section === 'main' ? null : (
              <p class="nav-group" id={`${heading}-${section}`}>
                {t(`section.${section}`)}
              </p>
            )}
            <ul aria-labelledby={section === 'main' ? undefined : `${heading}-${section}`}>
              {here.map((view) => (
                <li key={view.path}>
                  <a
                    {...desk.places.link(view.path === 'start' ? '' : `/${view.path}`)}
                    aria-current={view.path === current ? 'page' : undefined}
                  >
                    <Icon d={view.icon} />
                    {t(view.title)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      <div class="bottom">
        <OwnLinks app={app} branding={app.vendor.value?.branding} />
        <a {...desk.places.link('/account')} aria-current={current === 'account' ? 'page' : undefined}>
          <Icon d={circleUserRound} />
          <span class="cut">{desk.operator.name}</span>
        </a>
        <button type="button" class="btn plain small" onClick={onHelp}>
          {t('keys-help.title')} <kbd>?</kbd>
        </button>
      </div>
    </nav>
  );
});

/** Which vendor and which of its sides is worked on; another one is another page. */
const VendorSwitch = watching(function VendorSwitch({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const here = app.vendor.value;
  const vendors = app.session.value?.vendors ?? [];
  const label = (
    <span class="brand">
      {here?.branding?.logo.length ? null : <Mark />}
      <span class="who">
        {here?.branding?.logo.length ? (
          <OwnLogo logo={here.branding.logo} name={here.name} />
        ) : (
          <span class="cut strong">{here?.name}</span>
        )}
        <span class="side-name">{t(`side.${here?.side ?? 'live'}`)}</span>
      </span>
      <span class="vh">{t('shell.switch')}</span>
      <Icon d={chevronUp} class="s turn" />
    </span>
  );
  return (
    <Popover label={label} look="switch" menu>
      {() =>
        vendors.map((vendor) => (
          <a
            key={vendor.id}
            href={vendorBase(vendor)}
            aria-current={vendor.id === here?.id ? 'true' : undefined}
          >
            <Icon d={vendor.id === here?.id ? check : ''} />
            <span>
              {vendor.name} <span class="muted">{t(`side.${vendor.side}`)}</span>
            </span>
          </a>
        ))
      }
    </Popover>
  );
});
