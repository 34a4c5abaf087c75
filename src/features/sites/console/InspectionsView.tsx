import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { trash2 } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Inspection } from '../records-schema.ts';
import type { CalendarFeed, MadeCalendarFeed, SiteRequest } from '../requests-schema.ts';
import { LightOf, RequestState } from './looks.tsx';
import './photos.css';
import type { OwnPart, SitesOwnMessage } from './words.ts';

/** `/inspections`: the technician's list, visits that were agreed for today and what is due, by day. `/inspections/calendars`. */
export const InspectionsView = watching(function InspectionsView({
  path,
  ...props
}: ViewProps<SitesOwnMessage>) {
  const { t } = props;
  const tab = path[0] === 'calendars' ? 'calendars' : 'due';
  return (
    <>
      <PageHead
        title={t('sites.inspections')}
        tabs={[
          { key: 'due', label: t('sites.inspections.tab.due'), to: '/inspections' },
          { key: 'calendars', label: t('sites.calendars'), to: '/inspections/calendars' },
        ]}
        tab={tab}
      />
      {tab === 'due' ? <Due {...props} /> : <Calendars {...props} />}
    </>
  );
});

const Due = watching(function Due({ desk, t }: OwnPart) {
  const visits = useLoad('visits today', async () =>
    desk.may('site-requests:read')
      ? desk.api.get<{ items: SiteRequest[] }>(`/api/v1/site-requests?plannedOn=${t.manner.today}&limit=100`)
      : { items: [] },
  ).value?.items;
  return (
    <>
      {visits && visits.length > 0 ? (
        <div class="page">
          <Section title={t('sites.inspections.today')}>
            <ul class="plain-list visit-list">
              {visits.map((one) => (
                <li key={one.id}>
                  <To to={`/requests/${one.id}`}>
                    {one.text.slice(0, 80) || t('sites.requests.photo-only')}
                  </To>{' '}
                  <RequestState t={t} of={one} />
                </li>
              ))}
            </ul>
          </Section>
        </div>
      ) : null}
      <List<Inspection>
        name="inspections due"
        title={t('sites.inspections')}
        path="/api/v1/inspections"
        fixed={{ sort: 'dueOn' }}
        csv="inspections"
        search={t('sites.inspections.search')}
        nameOf={({ name }) => name}
        to={({ id, locationId }) => `/sites/${locationId}/inspections/${id}`}
        columns={[
          {
            key: 'due',
            label: t('sites.inspections.due'),
            cell: (one) => <LightOf t={t} of={one} />,
            csv: ({ dueOn }) => dueOn ?? '',
          },
          {
            key: 'name',
            label: t('sites.name'),
            fill: true,
            cell: ({ name }) => name,
            csv: ({ name }) => name,
          },
          {
            ...{ key: 'location', label: t('sites.location') },
            cell: ({ locationId }) => <PlaceName desk={desk} id={locationId} />,
            csv: ({ locationId }) => locationId,
          },
          {
            ...{ key: 'last', label: t('sites.inspections.last') },
            cell: ({ lastDoneOn }) => (lastDoneOn ? t.day(lastDoneOn) : null),
            csv: ({ lastDoneOn }) => lastDoneOn ?? '',
          },
        ]}
        empty={
          <>
            <p class="strong">{t('sites.inspections.none')}</p>
            <p class="muted">{t('sites.inspections.none.text')}</p>
          </>
        }
      />
    </>
  );
});

/** The name of a location, asked for once. */
const PlaceName = watching(function PlaceName({
  desk,
  id,
}: {
  readonly desk: OwnPart['desk'];
  readonly id: string;
}) {
  const known = useLoad(`location name ${id}`, () =>
    desk.api.get<{ name: string }>(`/api/v1/locations/${id}`),
  );
  return <To to={`/sites/${id}`}>{known.value?.name ?? id}</To>;
});

const Calendars = watching(function Calendars({ desk, t }: OwnPart) {
  const known = useLoad('calendars', () => desk.api.get<{ items: CalendarFeed[] }>('/api/v1/calendar-feeds'));
  const [made, setMade] = useState<MadeCalendarFeed>();
  const mayWrite = desk.may('inspections:write');
  return (
    <div class="page narrow">
      <p class="measure muted">{t('sites.calendars.text')}</p>
      {made ? (
        <Section title={made.name}>
          <Secret text={made.url} what={made.name} />
          <p class="small muted">{t('sites.calendars.once')}</p>
        </Section>
      ) : null}
      {mayWrite ? (
        <Form
          quiet
          name="calendar new"
          start={{ name: '' }}
          submit={t('sites.calendars.make')}
          pending={t('sites.saving')}
          failed={t('sites.save-failed')}
          onSave={async ({ name }) => {
            setMade(await desk.api.post<MadeCalendarFeed>('/api/v1/calendar-feeds', { name }));
            known.reload();
          }}
          groups={() => [
            {
              fields: [
                {
                  name: 'name',
                  label: t('sites.name'),
                  hint: t('sites.calendars.hint'),
                  need: t('sites.need-name'),
                },
              ],
            },
          ]}
        />
      ) : null}
      <Load of={known} what={t('sites.calendars')}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">{t('sites.calendars.none')}</p>
          ) : (
            <Section title={t('sites.calendars.there')}>
              <ul class="plain-list visit-list">
                {items.map((one) => (
                  <li key={one.id}>
                    {one.customerId ? <To to={`/customers/${one.customerId}`}>{one.name}</To> : one.name}{' '}
                    <span class="small muted">
                      {one.lastReadAt
                        ? t('sites.calendars.read', { ago: ago(t, one.lastReadAt), count: one.reads })
                        : t('sites.calendars.unread')}
                    </span>{' '}
                    {mayWrite ? (
                      <Action
                        small
                        iconOnly
                        icon={trash2}
                        onClick={async () => {
                          await desk.api.delete(`/api/v1/calendar-feeds/${one.id}`);
                          known.reload();
                        }}
                      >
                        {t('sites.calendars.revoke', { name: one.name })}
                      </Action>
                    ) : null}
                  </li>
                ))}
              </ul>
            </Section>
          )
        }
      </Load>
    </div>
  );
});
