import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Badge } from '../../../../kit/ui/Badge.tsx';
import { download } from '../../../../kit/ui/console/csv.ts';
import { circleAlert, circleCheck, circleOff, clock } from '../../../../kit/ui/icons.ts';
import { More } from '../../../../kit/ui/panel/More.tsx';
import { type Page, pages } from '../../../../kit/ui/panel/pages.ts';
import { Waiting } from '../../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../../kit/ui/signals.ts';
import type {
  PortalEntry,
  PortalInspection,
  PortalRequest,
  PortalSiteDocument,
} from '../../requests-schema.ts';
import type { Light } from '../../schema.ts';
import type { Opened, SiteApi } from './api.ts';
import { Files } from './Files.tsx';
import type { SiteWords } from './words.ts';

export interface RecordsProps {
  readonly t: SiteWords;
  readonly api: SiteApi;
  readonly opened: Opened;
}

interface ListProps<Item> {
  readonly t: SiteWords;
  readonly what: string;
  readonly none: string;
  /** What is looked for among them: another text asks anew, and what was there stays meanwhile. */
  readonly search?: string;
  readonly fetch: (cursor: string | null) => Promise<Page<Item>>;
  readonly row: (item: Item) => ComponentChildren;
}

/** Rows of one kind, page by page, with all four faces. */
export const Rows = watching(function Rows({ t, what, none, search, fetch, row }: ListProps<unknown>) {
  const now = useRef(fetch);
  now.current = fetch;
  const model = useModel(() => pages((cursor) => now.current(cursor)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another list
  useEffect(() => void model.load(), [model, search]);
  const items = model.items.value;
  return (
    <>
      <Waiting t={t} model={model} what={what} failed={t('site.failed')} />
      {model.state.value === 'ready' && items.length === 0 ? (
        <p class="muted" role="status">
          {none}
        </p>
      ) : null}
      {items.length > 0 ? <ul class="rows">{items.map(row)}</ul> : null}
      <More model={model} pending={t('sites.loading-more')}>
        {t('sites.more')}
      </More>
    </>
  );
}) as <Item>(props: ListProps<Item>) => ComponentChildren;

const icons = { overdue: circleAlert, soon: clock, good: circleCheck } as const;
export const tones = { overdue: 'bad', soon: 'warn', good: 'good' } as const;
export const LightBadge = ({ light, children }: { readonly light: Light; readonly children: string }) => (
  <Badge tone={tones[light]} icon={icons[light]}>
    {children}
  </Badge>
);

/** The equipment that a record is about, where the place as a whole is open. */
const about = (
  { installation }: Opened,
  { installationName }: { readonly installationName: string | null },
) => (installation ? undefined : (installationName ?? undefined));

/** Newest day first. */
export const Logbook = ({ t, api, opened }: RecordsProps) => (
  <Rows<PortalEntry>
    t={t}
    what={t('site.logbook')}
    none={t('site.logbook.none')}
    fetch={(cursor) => api.records('logbook', opened, cursor)}
    row={(entry) => (
      <Row
        key={entry.id}
        title={
          <>
            <bdi>{entry.kind}</bdi>
            {entry.text ? <p class="small site-text">{entry.text}</p> : null}
            <Files t={t} api={api} siteId={opened.site.id} files={entry.files} />
          </>
        }
        meta={[
          about(opened, entry),
          t.day(entry.happenedOn),
          entry.by ? t('site.by', { name: entry.by }) : undefined,
        ]}
      />
    )}
  />
);

export const Documents = ({ t, api, opened }: RecordsProps) => (
  <Rows<PortalSiteDocument>
    t={t}
    what={t('site.documents')}
    none={t('site.documents.none')}
    fetch={(cursor) => api.records('documents', opened, cursor)}
    row={(document) => <Document key={document.id} {...{ t, api, opened, document }} />}
  />
);

type Saved = Pick<PortalSiteDocument, 'id' | 'number' | 'title' | 'mediaType'>;

const endingOf = ({ mediaType }: Saved): string =>
  mediaType === 'application/pdf' ? 'pdf' : (mediaType?.split('/')[1] ?? 'bin');

/** Saves the file of a document, and says how it went. */
function useSaving({ api, opened }: RecordsProps, document: Saved) {
  const [state, setState] = useState<'busy' | 'failed'>();
  const { id, number, title } = document;
  const save = async () => {
    setState('busy');
    try {
      const bytes = await api.file(opened.site.id, `documents/${id}/file`);
      download(`${(number ?? title).replace(/[\\/:*?"<>|]+/g, ' ')}.${endingOf(document)}`, bytes);
      setState(undefined);
    } catch {
      setState('failed');
    }
  };
  return { state, save };
}

function Document(props: RecordsProps & { readonly document: PortalSiteDocument }) {
  const { t, opened, document } = props;
  const { kind, number, title, issuedOn, size } = document;
  const ending = endingOf(document);
  const { state, save } = useSaving(props, document);
  return (
    <Row
      title={
        <>
          <bdi>{title}</bdi>
          {state === 'failed' ? (
            <p class="small" role="alert">
              {t('site.save-failed')}
            </p>
          ) : null}
        </>
      }
      meta={[about(opened, document), t(`site.${kind}`), number ?? undefined, t.day(issuedOn)]}
      end={
        <>
          <Standing t={t} document={document} />
          {size === null ? (
            <span class="meta">{t('site.no-file')}</span>
          ) : (
            <button type="button" class="link" aria-disabled={state === 'busy'} onClick={() => void save()}>
              {state === 'busy' ? t('site.saving') : t('site.download', { name: ending.toUpperCase() })}
              <span class="vh"> {number ?? title}</span>
            </button>
          )}
        </>
      }
    />
  );
}

/** Whether it holds, and until when: in words, with a colour beside them. */
function Standing({ t, document }: { readonly t: SiteWords; readonly document: PortalSiteDocument }) {
  const { state, light, validUntil } = document;
  if (state !== 'done') {
    const isPlanned = state === 'planned';
    return (
      <Badge tone={isPlanned ? 'info' : 'past'} icon={isPlanned ? clock : circleOff}>
        {t(`site.${state}`)}
      </Badge>
    );
  }
  if (!light || !validUntil) return null;
  const words = { overdue: 'site.ended', soon: 'site.ends', good: 'site.valid' } as const;
  return <LightBadge light={light}>{t(words[light], { day: t.day(validUntil) })}</LightBadge>;
}

export const Inspections = ({ t, api, opened }: RecordsProps) => (
  <Rows<PortalInspection>
    t={t}
    what={t('site.inspections')}
    none={t('site.inspections.none')}
    fetch={(cursor) => api.records('inspections', opened, cursor)}
    row={({ id, name, everyMonths, dueOn, lastDoneOn, light, ...item }) => (
      <Row
        key={id}
        title={<bdi>{name}</bdi>}
        meta={[
          about(opened, item),
          everyMonths === null ? t('site.once') : t('site.every', { count: everyMonths }),
          lastDoneOn ? t('site.last', { day: t.day(lastDoneOn) }) : undefined,
        ]}
        end={
          light && dueOn ? (
            <LightBadge light={light}>
              {t(light === 'overdue' ? 'site.overdue' : 'site.due', { day: t.day(dueOn, 'near') })}
            </LightBadge>
          ) : (
            <Badge tone="past" icon={circleCheck}>
              {t('site.done')}
            </Badge>
          )
        }
      />
    )}
  />
);

/** What was made of a request, to be read where it was asked for. */
function WorkOrder(props: RecordsProps & { readonly order: Saved }) {
  const { t, order } = props;
  const { state, save } = useSaving(props, order);
  return (
    <p class="small">
      <button type="button" class="link" aria-disabled={state === 'busy'} onClick={() => void save()}>
        {state === 'busy' ? t('site.saving') : t('site.work-order')} <bdi>{order.number ?? order.title}</bdi>
      </button>
      {state === 'failed' ? <span role="alert"> {t('site.save-failed')}</span> : null}
    </p>
  );
}

const requestTones = { new: 'info', seen: 'info', planned: 'warn', done: 'good' } as const;

export const Requests = ({ t, api, opened }: RecordsProps) => (
  <Rows<PortalRequest>
    t={t}
    what={t('site.requests')}
    none={t('site.requests.none')}
    fetch={(cursor) => api.records('requests', opened, cursor)}
    row={(request) => {
      const { id, text, state, wantedOn, wantedTime, plannedOn, answer, files, createdAt, workOrder } =
        request;
      const word =
        state !== 'planned'
          ? t(`site.state.${state}`)
          : plannedOn
            ? t('site.state.planned', { day: t.day(plannedOn, 'near') })
            : t('site.state.planned-open');
      return (
        <Row
          key={id}
          title={
            <>
              <span class="site-text">{text || t('site.photo-only')}</span>
              {answer ? <p class="small site-text">{t('site.answer', { text: answer })}</p> : null}
              {workOrder ? <WorkOrder {...{ t, api, opened }} order={workOrder} /> : null}
              <Files t={t} api={api} siteId={opened.site.id} files={files} />
            </>
          }
          meta={[
            about(opened, request),
            t('site.asked', { day: t.day(createdAt) }),
            wantedOn ? t('site.wanted', { day: t.day(wantedOn, 'near') }) : undefined,
            wantedOn && wantedTime !== 'any' ? t(`site.time.${wantedTime}`) : undefined,
          ]}
          end={
            <Badge tone={requestTones[state]} icon={state === 'done' ? circleCheck : clock}>
              {word}
            </Badge>
          }
        />
      );
    }}
  />
);
