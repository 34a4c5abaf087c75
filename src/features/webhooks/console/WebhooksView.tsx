import { Action } from '../../../kit/ui/console/Action.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { WebhookEndpoint } from '../schema.ts';
import { DeliveryList } from './DeliveryList.tsx';
import { DeliveryPage } from './DeliveryPage.tsx';
import { EndpointForm } from './EndpointForm.tsx';
import { EndpointPage } from './EndpointPage.tsx';
import { EndpointBadge } from './StateBadges.tsx';
import type { Part, Props } from './words.ts';
import './webhooks.css';

/** `/webhooks`, `/webhooks/new`, `/webhooks/whk_…`, `…/edit`, `/webhooks/deliveries`, `/webhooks/deliveries/dlv_…`. */
export const WebhooksView = watching(function WebhooksView({ path, ...props }: Props) {
  const [first, second] = path;
  if (first === 'deliveries')
    return second ? <DeliveryPage {...props} key={second} id={second} /> : <Deliveries {...props} />;
  if (first === 'new') return <EndpointForm {...props} />;
  if (first && second === 'edit') return <EndpointForm {...props} key={first} id={first} />;
  if (first) return <EndpointPage {...props} key={first} id={first} />;
  return <Endpoints {...props} />;
});

const Tabbed = watching(function Tabbed({
  desk,
  t,
  tab,
}: Part & { readonly tab: 'endpoints' | 'deliveries' }) {
  return (
    <PageHead
      title={t('webhooks.title')}
      sub={t('webhooks.about')}
      actions={
        desk.may('webhook-endpoints:write') ? (
          <Action kind="primary" icon={plus} to="/webhooks/new">
            {t('webhooks.new')}
          </Action>
        ) : undefined
      }
      tabs={[
        { key: 'endpoints', label: t('webhooks.endpoints'), to: '/webhooks' },
        { key: 'deliveries', label: t('webhooks.deliveries'), to: '/webhooks/deliveries' },
      ]}
      tab={tab}
    />
  );
});

const Endpoints = watching(function Endpoints(props: Part) {
  const { t } = props;
  return (
    <>
      <Tabbed {...props} tab="endpoints" />
      <List<WebhookEndpoint>
        name="webhooks"
        title={t('webhooks.endpoints')}
        path="/api/v1/webhook-endpoints"
        nameOf={({ url }) => url}
        to={({ id }) => `/webhooks/${id}`}
        columns={[
          {
            key: 'url',
            label: t('webhooks.url'),
            fill: true,
            cell: ({ url, description }) => (
              <>
                <bdi class="webhook-address">{url}</bdi>
                {description ? <span class="muted small webhook-what">{description}</span> : null}
              </>
            ),
          },
          { key: 'state', label: t('webhooks.state'), cell: (one) => <EndpointBadge t={t} of={one} /> },
          {
            key: 'events',
            label: t('webhooks.events'),
            cell: ({ events }) =>
              events ? t('webhooks.events.count', { count: events.length }) : t('webhooks.events.all'),
          },
          {
            key: 'changed',
            label: t('webhooks.changed'),
            end: true,
            class: 'muted nowrap',
            cell: ({ updatedAt }) => ago(t, updatedAt),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('webhooks.empty')}</p>
            <p class="muted measure">{t('webhooks.empty.text')}</p>
          </>
        }
      />
    </>
  );
});

const Deliveries = watching(function Deliveries(props: Part) {
  return (
    <>
      <Tabbed {...props} tab="deliveries" />
      <DeliveryList {...props} />
    </>
  );
});
