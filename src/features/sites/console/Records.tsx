import { dayIn } from '../../../kit/common/day.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import type { Column } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Inspection, LogbookEntry, SiteDocument } from '../records-schema.ts';
import type { SiteRequest } from '../requests-schema.ts';
import type { Installation, Location } from '../schema.ts';
import { LightOf, RequestState } from './looks.tsx';
import type { Part } from './words.ts';

export type RecordKind = 'logbook' | 'documents' | 'inspections' | 'requests';
export const recordKinds: readonly RecordKind[] = ['logbook', 'documents', 'requests', 'inspections'];

/** Collection of each kind, which is the name of its scopes too. */
export const collectionOf = {
  logbook: 'logbook-entries',
  documents: 'site-documents',
  inspections: 'inspections',
  requests: 'site-requests',
} as const;

interface RecordsProps extends Part {
  readonly location: Location;
  readonly kind: RecordKind;
}

type Item = (LogbookEntry | SiteDocument | Inspection | SiteRequest) & {
  readonly installationId: string | null;
};

/** What was written of a location, one kind of it; with `?installationId=` of one installation there. */
export const Records = watching(function Records({ desk, t, query, location, kind }: RecordsProps) {
  const { installationId } = query;
  const machines = useLoad(`installations named ${location.id}`, async () =>
    desk.api.get<{ items: Installation[] }>(`/api/v1/installations?locationId=${location.id}&limit=200`),
  ).value?.items;
  const nameOf = (id: string | null) => machines?.find((one) => one.id === id)?.name ?? '';
  const collection = collectionOf[kind];
  const here = `/sites/${location.id}/${kind}`;
  const where: Column<Item> = {
    key: 'installation',
    label: t('sites.record.installation'),
    cell: ({ installationId: id }) => nameOf(id),
  };
  return (
    <List<Item>
      inside
      key={`${kind} ${installationId}`}
      name={`${kind} of ${location.id} ${installationId ?? ''}`}
      title={t(`sites.${kind}`)}
      path={`/api/v1/${collection}`}
      fixed={{
        locationId: location.id,
        ...(installationId && { installationId }),
        ...(kind === 'logbook' && { sort: '-happenedOn' }),
        ...(kind === 'documents' && { sort: '-issuedOn' }),
        ...(kind === 'requests' && { sort: '-createdAt' }),
      }}
      nameOf={(item) => titleOf(item)}
      to={({ id }) => (kind === 'requests' ? `/requests/${id}` : `${here}/${id}`)}
      end={
        kind !== 'requests' && desk.may(`${collection}:write`) ? (
          <Action
            icon={plus}
            small
            to={`${here}/new${installationId ? `?installationId=${installationId}` : ''}`}
          >
            {t(`sites.${kind}.new`)}
          </Action>
        ) : null
      }
      columns={[...columnsOf(t)[kind], where]}
      empty={<p class="muted">{t(`sites.${kind}.none`)}</p>}
    />
  );
});

const titleOf = (item: Item): string => {
  if ('happenedOn' in item) return `${item.kind} ${item.happenedOn}`;
  if ('issuedOn' in item) return item.title;
  return 'dueOn' in item ? item.name : item.text.slice(0, 60);
};

const columnsOf = (t: Part['t']): Readonly<Record<RecordKind, readonly Column<Item>[]>> => ({
  logbook: [
    { key: 'on', label: t('sites.record.on'), cell: (item) => t.day((item as LogbookEntry).happenedOn) },
    { key: 'kind', label: t('sites.logbook.kind'), cell: (item) => (item as LogbookEntry).kind },
    { key: 'text', label: t('sites.logbook.text'), fill: true, cell: (item) => (item as LogbookEntry).text },
    { key: 'by', label: t('sites.logbook.by'), cell: (item) => (item as LogbookEntry).by },
  ],
  documents: [
    {
      key: 'title',
      label: t('sites.record.title'),
      fill: true,
      cell: (item) => (item as SiteDocument).title,
    },
    {
      key: 'kind',
      label: t('sites.documents.kind'),
      cell: (item) => t(`sites.documents.kind.${(item as SiteDocument).kind}`),
    },
    { key: 'number', label: t('sites.number'), class: 'mono', cell: (item) => (item as SiteDocument).number },
    { key: 'on', label: t('sites.record.on'), cell: (item) => t.day((item as SiteDocument).issuedOn) },
    {
      key: 'until',
      label: t('sites.documents.until'),
      cell: (item) => {
        const { validUntil } = item as SiteDocument;
        return validUntil ? t.day(validUntil) : null;
      },
    },
    {
      key: 'file',
      label: t('sites.documents.file'),
      cell: (item) =>
        (item as SiteDocument).file ? t('sites.documents.there') : t('sites.documents.missing'),
    },
  ],
  inspections: [
    { key: 'name', label: t('sites.name'), fill: true, cell: (item) => (item as Inspection).name },
    {
      key: 'due',
      label: t('sites.inspections.due'),
      cell: (item) => <LightOf t={t} of={item as Inspection} />,
    },
    {
      key: 'every',
      label: t('sites.inspections.every'),
      cell: (item) => {
        const { everyMonths } = item as Inspection;
        return everyMonths === null
          ? t('sites.inspections.once')
          : t('sites.inspections.months', { count: everyMonths });
      },
    },
    {
      key: 'last',
      label: t('sites.inspections.last'),
      cell: (item) => {
        const { lastDoneOn } = item as Inspection;
        return lastDoneOn ? t.day(lastDoneOn) : null;
      },
    },
  ],
  requests: [
    { key: 'text', label: t('sites.requests.text'), fill: true, cell: (item) => (item as SiteRequest).text },
    {
      key: 'state',
      label: t('sites.requests.state'),
      cell: (item) => <RequestState t={t} of={item as SiteRequest} />,
    },
    {
      key: 'at',
      label: t('sites.record.on'),
      cell: (item) => t.day(dayIn(t.manner.timeZone, new Date(item.createdAt))),
    },
  ],
});
