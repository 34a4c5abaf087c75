import { useState } from 'preact/hooks';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { ellipsis, externalLink, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { OrderTab } from '../../order-page/console/OrderTab.tsx';
import { SignUpTab } from '../../signup/console/SignUpTab.tsx';
import type { Portal } from '../schema.ts';
import { ContractsTab } from './ContractsTab.tsx';
import { DocumentsTab } from './DocumentsTab.tsx';
import { EmbedTab } from './EmbedTab.tsx';
import { EndingTab } from './EndingTab.tsx';
import { FieldsTab } from './FieldsTab.tsx';
import { GeneralTab } from './GeneralTab.tsx';
import { LookTab } from './LookTab.tsx';
import { MailTab } from './MailTab.tsx';
import { MailTextsTab } from './MailTextsTab.tsx';
import { PanelsTab } from './PanelsTab.tsx';
import { SignInTab } from './SignInTab.tsx';
import type { OnePortal, Part } from './words.ts';

interface PortalPageProps extends Part {
  readonly id: string;
  readonly tab: string;
}

const tabs = {
  general: GeneralTab,
  'sign-in': SignInTab,
  look: LookTab,
  panels: PanelsTab,
  fields: FieldsTab,
  'sign-up': SignUpTab,
  order: OrderTab,
  ending: EndingTab,
  mail: MailTab,
  'mail-texts': MailTextsTab,
  documents: DocumentsTab,
  contracts: ContractsTab,
  embed: EmbedTab,
} as const;

/** Everything a vendor sets about one portal. */
export const PortalPage = watching(function PortalPage({ desk, t, query, id, tab }: PortalPageProps) {
  const known = useLoad<Portal>(`portal ${id}`, () => desk.api.get(`/api/v1/portals/${id}`));
  const portal = known.value;
  const [deleting, setDeleting] = useState(false);
  const Tab = tabs[tab as keyof typeof tabs] ?? GeneralTab;
  const here = `/portals/${id}`;
  const save = async (change: object) => {
    known.set(await desk.api.patch<Portal>(`/api/v1/portals/${id}`, change));
    desk.say(t('portals.saved'));
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
      <Load of={known} what={t('portals.title')} missing={t('portals.missing')}>
        {(value) => {
          const one: OnePortal = { desk, t, query, portal: value, save };
          return <Tab {...one} key={`${tab} ${value.updatedAt}`} />;
        }}
      </Load>
      {deleting && portal ? (
        <Confirm
          title={t('portals.delete.question', { name: portal.brandName })}
          label={t('portals.delete')}
          pending={t('portals.deleting')}
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
