import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { circleCheck } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../schema.ts';
import { NewPortal } from './NewPortal.tsx';
import { PortalPage } from './PortalPage.tsx';
import './portals.css';
import type { Part, PortalsMessage } from './words.ts';

/** `/portals`, `/portals/new`, `/portals/por_…` and its tabs. */
export const PortalsView = watching(function PortalsView({ path, ...props }: ViewProps<PortalsMessage>) {
  const [id, tab] = path;
  if (!id) return <PortalList {...props} />;
  if (id === 'new') return <NewPortal {...props} />;
  return <PortalPage {...props} key={id} id={id} tab={tab ?? 'general'} />;
});

const PortalList = watching(function PortalList({ desk, t }: Part) {
  const add = desk.may('portals:write') ? (
    <Action kind="primary" icon={plus} to="/portals/new">
      {t('portals.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('portals.title')} actions={add} />
      <List<Portal>
        name="portals"
        title={t('portals.title')}
        path="/api/v1/portals"
        nameOf={({ brandName }) => brandName}
        to={({ id }) => `/portals/${id}`}
        search={t('portals.search')}
        columns={[
          { key: 'name', label: t('portals.brand'), cell: ({ brandName }) => brandName },
          { key: 'slug', label: t('portals.slug'), class: 'mono muted', cell: ({ slug }) => slug },
          {
            key: 'languages',
            label: t('portals.languages'),
            cell: ({ languages }) => languages.join(', '),
          },
          {
            key: 'hosts',
            label: t('portals.hosts'),
            end: true,
            cell: ({ allowedHosts }) => t.number(allowedHosts.length),
          },
          { key: 'zone', label: t('portals.zone'), class: 'muted', cell: ({ timeZone }) => timeZone },
          {
            key: 'default',
            label: t('portals.default'),
            end: true,
            cell: ({ isDefault }) =>
              isDefault ? (
                <Badge tone="good" icon={circleCheck}>
                  {t('portals.default')}
                </Badge>
              ) : null,
          },
        ]}
        empty={
          <>
            <p class="strong">{t('portals.empty')}</p>
            <p class="muted">{t('portals.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});
