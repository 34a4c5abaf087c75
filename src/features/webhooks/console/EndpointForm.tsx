import { useState } from 'preact/hooks';
import { Form, type FormField } from '../../../kit/ui/console/Form.tsx';
import { useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { WebhookEndpoint } from '../schema.ts';
import { eventAreas } from './areas.ts';
import { NewSecret } from './NewSecret.tsx';
import { type Part, saidOf } from './words.ts';

/** Where events are sent to, and which; after it was made, its secret once. */
export const EndpointForm = watching(function EndpointForm({ desk, t, id }: Part & { readonly id?: string }) {
  const known = useLoad(`webhook form ${id ?? 'new'}`, async () =>
    id ? await desk.api.get<WebhookEndpoint>(`/api/v1/webhook-endpoints/${id}`) : undefined,
  );
  const list = useList<WebhookEndpoint>({ name: 'webhooks', path: '/api/v1/webhook-endpoints' });
  const [made, setMade] = useState<WebhookEndpoint | undefined>(undefined);
  const back = id ? `/webhooks/${id}` : '/webhooks';
  const crumbs = [
    { label: t('webhooks.title'), to: '/webhooks' },
    ...(id && known.value ? [{ label: hostOf(known.value.url), to: back }] : []),
  ];
  if (made?.secret)
    return (
      <>
        <PageHead title={hostOf(made.url)} crumbs={crumbs} />
        <NewSecret t={t} secret={made.secret} onStored={() => desk.places.go(`/webhooks/${made.id}`)} />
      </>
    );
  const local = desk.vendor.side === 'test';
  const pick = (area: (typeof eventAreas)[number]): FormField => ({
    name: `events.${area.area}`,
    kind: 'checks',
    label: t(`webhooks.area.${area.area}`),
    always: true,
    options: area.types.map((type) => ({ value: type, label: saidOf(t, type), hint: type })),
  });
  const form = (endpoint: WebhookEndpoint | undefined) => (
    <div class="page narrow">
      <Form
        name={`webhook ${id ?? 'new'}`}
        start={{
          url: endpoint?.url ?? '',
          description: endpoint?.description ?? '',
          which: endpoint?.events ? 'some' : 'all',
          ...Object.fromEntries(
            eventAreas.map(({ area, types }) => [
              `events.${area}`,
              types.filter((type) => endpoint?.events?.includes(type)),
            ]),
          ),
        }}
        submit={t(id ? 'webhooks.save' : 'webhooks.make')}
        pending={t('webhooks.saving')}
        failed={t('webhooks.save-failed')}
        refusals={{ 'webhook-endpoint.too-many': t('webhooks.too-many') }}
        fieldRefusals={{ events: t('webhooks.events.need'), url: t('webhooks.url.wrong') }}
        cancel={back}
        onSave={async (values) => {
          const picked = eventAreas.flatMap(({ area }) => values[`events.${area}`] as unknown as string[]);
          const body = {
            ...{ url: values.url, description: values.description },
            events: values.which === 'all' ? null : picked,
          };
          if (id) {
            await desk.api.patch(`/api/v1/webhook-endpoints/${id}`, body);
            desk.say(t('webhooks.saved'));
            desk.places.go(back, { replace: true });
          } else setMade(await desk.api.post<WebhookEndpoint>('/api/v1/webhook-endpoints', body));
          list.reload();
        }}
        groups={(values) => [
          {
            fields: [
              {
                name: 'url',
                label: t('webhooks.url'),
                hint: local
                  ? t('webhooks.url.hint.test', { example: 'http://localhost:3000/webhooks' })
                  : t('webhooks.url.hint', { example: 'https://api.acme.example/webhooks' }),
                kind: 'url',
                need: t('webhooks.url.need'),
              },
              { name: 'description', label: t('webhooks.description'), hint: t('webhooks.description.hint') },
              {
                name: 'which',
                label: t('webhooks.events'),
                kind: 'select',
                always: true,
                width: 'w-middle',
                options: [
                  { value: 'all', label: t('webhooks.events.all.long') },
                  { value: 'some', label: t('webhooks.events.some') },
                ],
                check: (which: string) =>
                  which === 'some' &&
                  eventAreas.every(
                    ({ area }) => (values[`events.${area}`] as unknown as string[]).length === 0,
                  )
                    ? t('webhooks.events.need')
                    : undefined,
              },
            ],
          },
          ...(values.which === 'some' ? [{ fields: eventAreas.map(pick) }] : []),
        ]}
      />
    </div>
  );
  return (
    <>
      <PageHead title={t(id ? 'webhooks.edit' : 'webhooks.new')} crumbs={crumbs} />
      {id ? (
        <Load of={known} what={t('webhooks.title')} missing={t('webhooks.missing')}>
          {form}
        </Load>
      ) : (
        form(undefined)
      )}
    </>
  );
});

export const hostOf = (url: string): string => URL.parse(url)?.host ?? url;
