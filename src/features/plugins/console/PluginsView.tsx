import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { externalLink, eye, plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import { Language, type Portal } from '../../portals/schema.ts';
import { type Plugin, PluginKind } from '../schema.ts';
import { columnsOf, columnsText } from './columns.ts';
import { FrameSecret } from './FrameSecret.tsx';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;

/** Pages of the vendor's own in its portals' menus: `/plugins`, `/plugins/new`, `/plugins/plg_…`. */
export const PluginsView = watching(function PluginsView({ path, ...props }: Props) {
  const [id] = path;
  if (id) return <OnePlugin {...props} key={id} id={id === 'new' ? undefined : id} />;
  return <AllPlugins {...props} />;
});

type Part = Omit<Props, 'path'>;

const AllPlugins = watching(function AllPlugins({ desk, t }: Part) {
  const add = desk.may('plugins:write') ? (
    <Action kind="primary" icon={plus} to="/plugins/new">
      {t('plugins.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('plugins.title')} actions={add} />
      <List<Plugin>
        name="plugins"
        title={t('plugins.title')}
        path="/api/v1/plugins"
        nameOf={({ name }) => name}
        to={({ id }) => `/plugins/${id}`}
        columns={[
          { key: 'name', label: t('plugins.name'), cell: ({ name }) => name },
          { key: 'kind', label: t('plugins.kind'), cell: ({ kind }) => t(`plugins.kind.${kind}`) },
          {
            key: 'url',
            label: t('plugins.url'),
            fill: true,
            cell: ({ url, kind, columns }) =>
              url === null ? (
                <span class="muted">{columns.map(({ label }) => label).join(', ')}</span>
              ) : kind === 'frame' ? (
                <bdi class="cut">{url}</bdi>
              ) : (
                <a href={url} target="_blank" rel="noreferrer noopener">
                  <bdi class="cut">{url}</bdi>
                  <Icon d={externalLink} class="s" />
                  <span class="vh"> {t('plugins.new-tab')}</span>
                </a>
              ),
          },
          {
            key: 'active',
            label: t('plugins.state'),
            cell: ({ active }) => (
              <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
                {t(active ? 'plugins.on' : 'plugins.off')}
              </Badge>
            ),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('plugins.empty')}</p>
            <p class="muted">{t('plugins.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

const OnePlugin = watching(function OnePlugin({ desk, t, id }: Part & { readonly id: string | undefined }) {
  const known = useLoad(`plugin ${id}`, async () => {
    const [plugin, portals] = await Promise.all([
      id ? desk.api.get<Plugin>(`/api/v1/plugins/${id}`) : undefined,
      desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'),
    ]);
    return { plugin, portals: portals.items };
  });
  const list = useList<Plugin>({ name: 'plugins', path: '/api/v1/plugins' });
  const textLanguages = useTextLanguages();
  const [leaving, setLeaving] = useState(false);
  const { plugin, portals = [] } = known.value ?? {};
  const title = plugin?.name ?? t('plugins.new');
  const at = plugin?.portalId ?? portals[0]?.id;
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ label: t('plugins.title'), to: '/plugins' }]}
        actions={
          <>
            {plugin && plugin.kind !== 'link' && at && desk.may('portals:read') ? (
              <Action icon={eye} to={`/portals/${at}/preview?plugin=${plugin.id}`}>
                {t('plugins.preview')}
              </Action>
            ) : null}
            {plugin && desk.may('plugins:write') ? (
              <Action icon={trash2} onClick={() => setLeaving(true)}>
                {t('plugins.delete')}
              </Action>
            ) : null}
          </>
        }
      />
      <Load of={known} what={title} missing={t('plugins.missing')} rows={4}>
        {() => (
          <div class="page narrow">
            <p class="muted measure">{t('plugins.about')}</p>
            <Form
              name={`plugin ${id ?? 'new'}`}
              start={{
                name: plugin?.name ?? '',
                ...Object.fromEntries(
                  Language.options.map((tag) => [`names.${tag}`, plugin?.names[tag] ?? '']),
                ),
                kind: plugin?.kind ?? 'link',
                url: plugin?.url ?? '',
                columns: columnsText(plugin?.columns ?? []),
                portalId: plugin?.portalId ?? '',
                active: plugin?.active ?? true,
              }}
              submit={t('plugins.save')}
              pending={t('plugins.saving')}
              failed={t('plugins.save-failed')}
              fieldRefusals={{ url: t('plugins.url.wrong'), columns: t('plugins.columns.wrong') }}
              refusals={{ 'plugin.too-many': t('plugins.too-many') }}
              cancel="/plugins"
              onSave={async (values) => {
                const body = {
                  ...{ name: values.name, active: values.active },
                  ...(values.kind === 'list'
                    ? { url: null, columns: columnsOf(values.columns as string[], plugin?.columns) }
                    : { url: values.url, columns: [] }),
                  ...(!id && { kind: values.kind }),
                  portalId: values.portalId || null,
                  names: Object.fromEntries(
                    Language.options.flatMap((tag) => {
                      const name = String(values[`names.${tag}`]).trim();
                      return name ? [[tag, name]] : [];
                    }),
                  ),
                };
                if (id) await desk.api.patch(`/api/v1/plugins/${id}`, body);
                else await desk.api.post('/api/v1/plugins', body);
                list.reload();
                desk.say(t('plugins.saved', { name: String(values.name) }));
                desk.places.go('/plugins', { replace: true });
              }}
              groups={(values) => [
                {
                  fields: [
                    {
                      name: 'name',
                      label: t('plugins.name'),
                      hint: t('plugins.name.hint'),
                      need: t('plugins.name.need'),
                      width: 'w-middle',
                    },
                    ...(id
                      ? []
                      : [
                          {
                            name: 'kind',
                            label: t('plugins.kind'),
                            hint: t('plugins.kind.hint'),
                            kind: 'select' as const,
                            always: true,
                            width: 'w-middle',
                            options: PluginKind.options.map((kind) => ({
                              value: kind,
                              label: t(`plugins.kind.${kind}.what`),
                            })),
                          },
                        ]),
                    ...(values.kind === 'list'
                      ? [
                          {
                            name: 'columns',
                            label: t('plugins.columns'),
                            hint: t('plugins.columns.hint'),
                            kind: 'lines' as const,
                            need: t('plugins.columns.need'),
                            check: (lines: string[]) =>
                              columnsOf(lines).length > 0 ? undefined : t('plugins.columns.wrong'),
                          },
                        ]
                      : [
                          {
                            name: 'url',
                            label: t('plugins.url'),
                            hint: t('plugins.url.hint'),
                            kind: 'url' as const,
                            need: t('plugins.url.need'),
                            check: (url: string) =>
                              /^https?:\/\/./.test(url) ? undefined : t('plugins.url.wrong'),
                          },
                        ]),
                    {
                      name: 'portalId',
                      label: t('plugins.portal'),
                      kind: 'select',
                      always: true,
                      width: 'w-middle',
                      options: [
                        { value: '', label: t('plugins.portal.all') },
                        ...portals.map((portal) => ({ value: portal.id, label: portal.brandName })),
                      ],
                    },
                    {
                      name: 'active',
                      label: t('plugins.active'),
                      hint: t('plugins.active.hint'),
                      kind: 'check',
                    },
                  ],
                },
                {
                  title: t('plugins.names'),
                  fields: textLanguages(plugin?.names).map((tag) => ({
                    name: `names.${tag}`,
                    label: new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag,
                    width: 'w-middle',
                  })),
                },
              ]}
            />
            {plugin?.kind === 'frame' ? (
              <FrameSecret desk={desk} t={t} plugin={plugin} onChange={known.reload} />
            ) : null}
            {plugin?.kind === 'list' ? (
              <p class="muted measure breaks">{t('plugins.rows.how', { id: plugin.id })}</p>
            ) : null}
          </div>
        )}
      </Load>
      {leaving && plugin ? (
        <Confirm
          title={t('plugins.delete.question', { name: plugin.name })}
          label={t('plugins.delete')}
          pending={t('plugins.deleting')}
          onClose={() => setLeaving(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/plugins/${plugin.id}`);
            list.remove(plugin.id);
            desk.places.go('/plugins');
          }}
        >
          <p>{t('plugins.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
