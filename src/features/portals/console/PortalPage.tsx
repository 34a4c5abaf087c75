import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { ellipsis, externalLink, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { later } from '../../../kit/ui/console/later.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalDraft } from '../drafted.ts';
import type { Portal } from '../schema.ts';
import { DraftBand } from './DraftBand.tsx';
import { GeneralTab } from './GeneralTab.tsx';
import type { LivePortal, Part } from './words.ts';

interface PortalPageProps extends Part {
  readonly id: string;
  readonly tab: string;
}

const tabs = {
  general: GeneralTab,
  'sign-in': later('SignInTab', () => import('./SignInTab.tsx')),
  look: later('LookTab', () => import('./LookTab.tsx')),
  css: later('CssTab', () => import('./CssTab.tsx')),
  script: later('ScriptTab', () => import('./ScriptTab.tsx')),
  brand: later('BrandTab', () => import('../../words/console/BrandTab.tsx')),
  words: later('WordsTab', () => import('../../words/console/WordsTab.tsx')),
  footer: later('FooterTab', () => import('../../words/console/FooterTab.tsx')),
  address: later('AddressTab', () => import('../../addresses/console/AddressTab.tsx')),
  panels: later('PanelsTab', () => import('./PanelsTab.tsx')),
  fields: later('FieldsTab', () => import('./FieldsTab.tsx')),
  'sign-up': later('SignUpTab', () => import('../../signup/console/SignUpTab.tsx')),
  order: later('OrderTab', () => import('../../order-page/console/OrderTab.tsx')),
  ending: later('EndingTab', () => import('./EndingTab.tsx')),
  mail: later('MailTab', () => import('./MailTab.tsx')),
  'mail-texts': later('MailTextsTab', () => import('./MailTextsTab.tsx')),
  documents: later('DocumentsTab', () => import('./DocumentsTab.tsx')),
  contracts: later('ContractsTab', () => import('./ContractsTab.tsx')),
  reports: later('ReportsTab', () => import('./ReportsTab.tsx')),
  licences: later('LicencesTab', () => import('./LicencesTab.tsx')),
  domains: later('DomainsTab', () => import('./DomainsTab.tsx')),
  embed: later('EmbedTab', () => import('./EmbedTab.tsx')),
  preview: later('PreviewTab', () => import('./PreviewTab.tsx')),
  history: later('HistoryTab', () => import('./HistoryTab.tsx')),
} as const;

/** What customers look at: saved in the draft, seen once it is published. */
const drafted: ReadonlySet<string> = new Set([
  ...['look', 'css', 'script', 'brand', 'words', 'footer', 'panels', 'fields', 'order'],
]);
/** Tabs on which nothing is set. */
const sets: ReadonlySet<string> = new Set(['embed', 'preview', 'history']);

/** Everything a vendor sets about one portal. */
export const PortalPage = watching(function PortalPage({ desk, t, query, id, tab }: PortalPageProps) {
  const known = useLoad<Portal>(`portal ${id}`, () => desk.api.get(`/api/v1/portals/${id}`));
  const draft = useLoad<PortalDraft>(`draft of ${id}`, () => desk.api.get(`/api/v1/portals/${id}/draft`));
  const portal = known.value;
  const [deleting, setDeleting] = useState(false);
  const Tab: (props: LivePortal & { readonly what: string }) => ComponentChildren =
    tabs[tab as keyof typeof tabs] ?? GeneralTab;
  const shown = { ...draft, value: draft.value?.portal, set: () => {} };
  const here = `/portals/${id}`;
  const save = async (change: object) => {
    if (drafted.has(tab)) {
      draft.set(await desk.api.patch<PortalDraft>(`/api/v1/portals/${id}/draft`, change));
      return desk.say(t('portals.draft.saved'));
    }
    known.set(await desk.api.patch<Portal>(`/api/v1/portals/${id}`, change));
    desk.say(t('portals.saved'));
  };
  const reload = () => {
    known.reload();
    draft.reload();
  };
  return (
    <>
      <PageHead
        title={portal?.brandName ?? t('portals.title')}
        crumbs={[{ label: t('portals.title'), to: '/portals' }]}
        sub={portal ? <span class="mono">/p/{portal.slug}</span> : undefined}
        actions={
          portal ? (
            <>
              <a class="btn" href={`/p/${portal.slug}`} target="_blank" rel="noreferrer noopener">
                <Icon d={externalLink} />
                {t('portals.open')}
              </a>
              {desk.may('portals:write') ? (
                <Popover label={t('portals.more')} icon={ellipsis} look="btn icon-only" iconOnly menu>
                  {(close) => (
                    <button
                      type="button"
                      class="danger-words"
                      onClick={() => {
                        close();
                        setDeleting(true);
                      }}
                    >
                      <Icon d={trash2} />
                      {t('portals.delete')}
                    </button>
                  )}
                </Popover>
              ) : null}
            </>
          ) : undefined
        }
        tabs={(Object.keys(tabs) as (keyof typeof tabs)[]).map((key) => ({
          key,
          label: t(`portals.tab.${key}`),
          to: key === 'general' ? here : `${here}/${key}`,
        }))}
        tab={tab}
      />
      {draft.value ? <DraftBand {...{ desk, t, reload }} draft={draft.value} /> : null}
      <Load
        of={drafted.has(tab) || tab === 'preview' ? shown : known}
        what={t('portals.title')}
        missing={t('portals.missing')}
      >
        {(value) => {
          const one: LivePortal = { desk, t, query, portal: value, save, reload };
          return (
            <>
              {sets.has(tab) ? null : (
                <p class="save-mark small muted">
                  {t(drafted.has(tab) ? 'portals.saves.draft' : 'portals.saves.live')}
                </p>
              )}
              <Tab
                {...one}
                what={t(`portals.tab.${tab as keyof typeof tabs}`)}
                key={`${tab} ${value.updatedAt} ${drafted.has(tab) || tab === 'preview' ? draft.value?.seen : ''}`}
              />
            </>
          );
        }}
      </Load>
      {deleting && portal ? (
        <Confirm
          title={t('portals.delete.question', { name: portal.brandName })}
          label={t('portals.delete')}
          pending={t('portals.deleting')}
          typed={portal.brandName}
          onClose={() => setDeleting(false)}
          refusals={{
            'portal.in-use': t('portals.delete.in-use'),
            'portal.is-default': t('portals.delete.is-default'),
          }}
          act={async () => {
            await desk.api.delete(`/api/v1/portals/${portal.id}`);
            desk.say(t('portals.deleted', { name: portal.brandName }));
            desk.places.go('/portals');
          }}
        >
          <p>{t('portals.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
