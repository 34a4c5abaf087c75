import { To } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { changedValues } from '../../../kit/ui/console/form-model.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { SiteDocument, SiteFile } from '../records-schema.ts';
import type { SiteRequest } from '../requests-schema.ts';
import type { Installation, Location } from '../schema.ts';
import { RequestState } from './looks.tsx';
import { FileList } from './RecordFiles.tsx';
import './photos.css';
import type { OwnPart, SitesOwnMessage } from './words.ts';

/** `/requests`, `/requests/req_…`: what customers ask for at their locations. */
export const RequestsView = watching(function RequestsView({ path, ...props }: ViewProps<SitesOwnMessage>) {
  const [id] = path;
  return id ? <RequestPage {...props} key={id} id={id} /> : <Inbox {...props} />;
});

const Inbox = watching(function Inbox({ t }: OwnPart) {
  const states = ['new', 'seen', 'planned', 'done'] as const;
  return (
    <>
      <PageHead title={t('sites.requests')} />
      <List<SiteRequest>
        name="site-requests"
        title={t('sites.requests')}
        path="/api/v1/site-requests"
        fixed={{ sort: '-createdAt' }}
        csv="requests"
        search={t('sites.requests.search')}
        nameOf={({ text, id }) => text.slice(0, 60) || id}
        to={({ id }) => `/requests/${id}`}
        filters={[
          {
            ...{ name: 'state', label: t('sites.requests.state') },
            options: [
              { value: 'open', label: t('sites.requests.open') },
              ...states.map((value) => ({ value, label: t(`sites.requests.${value}`) })),
            ],
          },
        ]}
        columns={[
          {
            ...{ key: 'text', label: t('sites.requests.text'), fill: true },
            cell: ({ text }) => text || t('sites.requests.photo-only'),
            csv: ({ text }) => text,
          },
          {
            key: 'state',
            label: t('sites.requests.state'),
            cell: (one) => <RequestState t={t} of={one} />,
            csv: ({ state }) => state,
          },
          {
            key: 'at',
            label: t('sites.requests.at'),
            cell: ({ createdAt }) => moment(t, createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            ...{ key: 'wanted', label: t('sites.requests.wanted') },
            cell: ({ wantedOn }) => (wantedOn ? t.day(wantedOn) : null),
            csv: ({ wantedOn }) => wantedOn ?? '',
          },
        ]}
        empty={
          <>
            <p class="strong">{t('sites.requests.none')}</p>
            <p class="muted">{t('sites.requests.none.text')}</p>
          </>
        }
      />
    </>
  );
});

const RequestPage = watching(function RequestPage(props: OwnPart & { readonly id: string }) {
  const { desk, t, id } = props;
  const at = `/api/v1/site-requests/${id}`;
  const known = useLoad(`request ${id}`, async () => {
    const request = await desk.api.get<SiteRequest>(at);
    const place = `locationId=${request.locationId}`;
    const [files, location, machine, customer, orders] = await Promise.all([
      desk.api.get<{ items: SiteFile[] }>(`${at}/files`),
      desk.api.get<Location>(`/api/v1/locations/${request.locationId}`),
      request.installationId
        ? desk.api.get<Installation>(`/api/v1/installations/${request.installationId}`)
        : undefined,
      desk.may('customers:read')
        ? desk.api.get<Customer>(`/api/v1/customers/${request.customerId}`)
        : undefined,
      desk.api.get<{ items: SiteDocument[] }>(`/api/v1/site-documents?${place}&kind=work-order&limit=100`),
    ]);
    return { request, files: files.items, location, machine, customer, orders: orders.items };
  });
  return (
    <>
      <PageHead title={t('sites.requests.one')} crumbs={[{ label: t('sites.requests'), to: '/requests' }]} />
      <Load of={known} what={t('sites.requests.one')} missing={t('sites.record.missing')} rows={5}>
        {({ request, files, location, machine, customer, orders }) => (
          <div class="page-body">
            <div class="cols">
              <div>
                <Section title={t('sites.requests.text')} end={<RequestState t={t} of={request} />}>
                  <p class="request-text">{request.text || t('sites.requests.photo-only')}</p>
                  <FileList {...props} path={`${at}/files`} files={files} />
                </Section>
                {desk.may('site-requests:write') ? (
                  <Section title={t('sites.requests.reply')}>
                    <Reply {...props} request={request} orders={orders} onSaved={known.reload} />
                  </Section>
                ) : null}
              </div>
              <aside aria-label={t('sites.requests.who')}>
                <Section title={t('sites.requests.who')}>
                  {customer ? <To to={`/customers/${customer.id}`}>{customer.name}</To> : null}
                  <Pairs
                    pairs={[
                      {
                        label: t('sites.location'),
                        value: <To to={`/sites/${location.id}`}>{location.name}</To>,
                      },
                      { label: t('sites.record.installation'), value: machine?.name },
                      { label: t('sites.requests.at'), value: moment(t, request.createdAt) },
                      {
                        label: t('sites.requests.wanted'),
                        value: request.wantedOn
                          ? `${t.day(request.wantedOn)}, ${t(`sites.requests.time.${request.wantedTime}`)}`
                          : null,
                      },
                      { label: t('sites.requests.phone'), value: request.phone || null },
                    ]}
                  />
                </Section>
              </aside>
            </div>
          </div>
        )}
      </Load>
    </>
  );
});

interface ReplyProps extends OwnPart {
  readonly request: SiteRequest;
  readonly orders: readonly SiteDocument[];
  readonly onSaved: () => void;
}

const Reply = watching(function Reply({ desk, t, request, orders, onSaved }: ReplyProps) {
  const { id, state, answer, plannedOn, documentId } = request;
  const start = { state, answer, plannedOn: plannedOn ?? '', documentId: documentId ?? '' };
  return (
    <Form
      name={`request ${id}`}
      start={start}
      submit={t('sites.requests.save')}
      pending={t('sites.saving')}
      failed={t('sites.save-failed')}
      onSave={async (values) => {
        const change = changedValues(start, values);
        const body = Object.fromEntries(
          Object.entries(change).map(([name, value]) => [
            name,
            value === '' && name !== 'answer' ? null : value,
          ]),
        );
        await desk.api.patch(`/api/v1/site-requests/${id}`, body);
        desk.say(t('sites.requests.saved'));
        onSaved();
      }}
      groups={() => [
        {
          fields: [
            {
              ...{ name: 'answer', label: t('sites.requests.answer'), kind: 'area', rows: 4 },
              hint: t('sites.requests.answer.hint'),
            },
            { name: 'plannedOn', label: t('sites.requests.planned-on'), kind: 'date', width: 'w-short' },
            {
              ...{ name: 'documentId', label: t('sites.requests.order'), kind: 'select', always: true },
              options: [
                { value: '', label: '–' },
                ...orders.map(({ id: value, number, title }) => ({
                  value,
                  label: [number, title].filter(Boolean).join(' '),
                })),
              ],
            },
            {
              ...{ name: 'state', label: t('sites.requests.state'), kind: 'select', always: true },
              options: (['new', 'seen', 'planned', 'done'] as const).map((value) => ({
                value,
                label: t(`sites.requests.${value}`),
              })),
            },
          ],
        },
      ]}
    />
  );
});
