import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { parseAllowedHost } from '../rules.ts';
import type { FramingHost } from '../schema.ts';
import { PageTest } from './PageTest.tsx';
import { Snippets } from './Snippets.tsx';
import type { OnePortal } from './words.ts';

const examples = { one: 'https://shop.example', all: 'https://*.shop.example' };

/** What to paste, and which pages may show it. */
export const EmbedTab = watching(function EmbedTab({ desk, t, portal, save }: OnePortal) {
  return (
    <div class="page narrow">
      <Snippets {...{ desk, t, portal, save, query: {} }} />
      <SeenHosts {...{ desk, t, portal, save, query: {} }} />
      <Section title={t('portals.hosts')}>
        <Form
          name={`portal hosts ${portal.id}`}
          start={{ allowedHosts: portal.allowedHosts }}
          submit={t('portals.hosts.save')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          onSave={(values) =>
            save({
              allowedHosts: (values.allowedHosts as string[]).map((host) => host.trim()).filter(Boolean),
            })
          }
          groups={() => [
            {
              fields: [
                {
                  name: 'allowedHosts',
                  label: t('portals.hosts.label'),
                  hint: t(
                    desk.vendor.side === 'test' ? 'portals.hosts.hint-test' : 'portals.hosts.hint',
                    examples,
                  ),
                  kind: 'lines',
                  ltr: true,
                  mono: true,
                  check: (hosts: readonly string[]) => {
                    const added = hosts
                      .map((one) => one.trim())
                      .filter((one) => one && !portal.allowedHosts.includes(one));
                    for (const host of added) {
                      const parsed = parseAllowedHost(host, desk.vendor.side === 'test');
                      if (parsed.refused) return `${host}: ${t(`portals.fault.${parsed.fault}`, examples)}`;
                    }
                    return undefined;
                  },
                },
              ],
            },
          ]}
        />
      </Section>
      <RefusedHosts {...{ desk, t, portal, save, query: {} }} />
      {desk.may('portals:write') ? <PageTest {...{ desk, t, portal, save, query: {} }} /> : null}
    </div>
  );
});

/** “We saw your portal on …”: told by the browsers of whoever opened it there. */
const SeenHosts = watching(function SeenHosts({ desk, t, portal }: OnePortal) {
  const seen = useLoad(
    `seen ${portal.id}`,
    async () =>
      (await desk.api.get<{ items: FramingHost[] }>(`/api/v1/portals/${portal.id}/seen-hosts`)).items,
  );
  const [newest] = seen.value ?? [];
  if (!seen.value) return null;
  return newest ? (
    <Notice tone="good" icon={check} title={t('portals.seen', { host: newest.host })}>
      {ago(t, newest.lastSeenAt)}
    </Notice>
  ) : (
    <p class="small muted">{t('portals.seen.never')}</p>
  );
});

/** Pages that wanted to show the portal and may not: a vendor's own new page stands here before anybody calls. */
const RefusedHosts = watching(function RefusedHosts({ desk, t, portal, save }: OnePortal) {
  const refused = useLoad(
    `refused ${portal.id}`,
    async () =>
      (await desk.api.get<{ items: FramingHost[] }>(`/api/v1/portals/${portal.id}/refused-hosts`)).items,
  );
  const items = refused.value ?? [];
  return items.length === 0 ? null : (
    <Section title={t('portals.refused')}>
      <p class="small muted">{t('portals.refused.about')}</p>
      <Table
        name={t('portals.refused')}
        items={items}
        idOf={({ host }) => host}
        columns={[
          {
            key: 'origin',
            label: t('portals.refused.page'),
            fill: true,
            class: 'mono',
            cell: ({ host }) => host,
          },
          {
            key: 'last',
            label: t('portals.refused.last'),
            end: true,
            class: 'muted',
            cell: ({ lastSeenAt }) => ago(t, lastSeenAt),
          },
          {
            key: 'allow',
            label: t('portals.refused.allow'),
            end: true,
            quiet: true,
            cell: ({ host }) =>
              desk.may('portals:write') ? (
                <Action
                  small
                  icon={plus}
                  onClick={() =>
                    void save({ allowedHosts: [...portal.allowedHosts, host] }).catch(() =>
                      desk.say(t('portals.save-failed')),
                    )
                  }
                >
                  {t('portals.refused.allow')}
                </Action>
              ) : null,
          },
        ]}
      />
    </Section>
  );
});
