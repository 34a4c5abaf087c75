import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { DocumentList } from './DocumentList.tsx';
import { type DocumentsApi, DocumentsModel, type Filter, setParts } from './documents-model.ts';
import type { FiltersWords } from './filters/words.ts';
import type { OpenedWords } from './opened/words.ts';
import type { DocumentsWords } from './words.ts';
import './style.ts';

/** What comes with the first document that is opened or chosen, with its words. */
export type DrawOpened = (
  draw: (views: typeof import('./opened/Opened.tsx'), t: OpenedWords) => ComponentChildren,
) => ComponentChildren;

/** What narrows the list: asked for with it, and drawn above it. */
export type DrawFilters = (
  draw: (views: typeof import('./filters/DocumentFilters.tsx'), t: FiltersWords) => ComponentChildren,
  meanwhile: ComponentChildren,
) => ComponentChildren;

export interface DocumentsPanelProps {
  readonly t: DocumentsWords;
  readonly api: DocumentsApi;
  readonly brand: string;
  /** When the first invoice will come, where something was booked. */
  readonly nextOn: string | null;
  /** What the address narrows the list to, and what writes it there again. */
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** The document that the address names. */
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  /** Where not, there is nothing to choose and no PDF: documents are read here. */
  readonly mayDownload: boolean;
  readonly payAt: Link | null;
  readonly drawOpened: DrawOpened;
  readonly drawFilters: DrawFilters;
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: DocumentsApi, filter: Filter) => new DocumentsModel(api, filter);

export const DocumentsPanel = watching(function DocumentsPanel(props: DocumentsPanelProps) {
  const { t, api, openId, onFilter, onReady, linkTo, mayDownload, payAt, drawOpened, drawFilters } = props;
  const model = useModel(() => modelOf(api, props.filter));
  const state = useLoaded(model, onReady);
  const filter = model.filter.value;
  useEffect(() => void model.open(openId), [model, openId]);
  const columns = model.columns.value;
  useEffect(() => onFilter({ ...setParts(filter), columns }), [filter, columns, onFilter]);
  // The next panel's address is its own.
  useEffect(() => () => onFilter({}), [onFilter]);

  const summary = model.summary.value;
  const some = summary && summary.total > 0 ? summary : undefined;
  return (
    <div
      class={`panel docs${openId ? ' opened' : ''}`}
      data-portico-panel="documents"
      data-portico-state={state}
    >
      <PanelHead title={t('documents.title')} />
      <Waiting t={t} model={model} what={t('documents.title')} failed={t('documents.failed')} />
      {summary && summary.total === 0 ? <Nothing {...props} /> : null}
      {some ? <Owed t={t} model={model} /> : null}
      {drawFilters(
        ({ DocumentFilters }, own) => some && <DocumentFilters t={own} model={model} summary={some} />,
        some && <div class="filters" />,
      )}
      {some ? (
        <div class={`split${openId ? ' opened' : ''}`}>
          <DocumentList {...{ t, model, openId, linkTo, mayDownload, drawOpened }} />
          {openId
            ? drawOpened(({ DocumentPreview }, own) => (
                <DocumentPreview {...{ model, linkTo, mayDownload, payAt }} t={own} />
              ))
            : null}
        </div>
      ) : null}
    </div>
  );
});

const Nothing = ({ t, nextOn, brand }: DocumentsPanelProps) => (
  <Empty
    title={nextOn ? t('documents.empty.next', { day: t.day(nextOn, 'near') }) : t('documents.empty')}
    text={t('documents.empty.text', { brand })}
  />
);

interface OwedProps {
  readonly t: DocumentsWords;
  readonly model: Model;
}
/** What is to be paid, on top of everything. */
const Owed = watching(function Owed({ t, model }: OwedProps) {
  const open = model.summary.value?.open ?? [];
  if (open.length === 0) return null;
  const sum = (of: 'count' | 'overdue') => open.reduce((all, one) => all + one[of], 0);
  const overdue = sum('overdue');
  const next = open
    .flatMap(({ nextDueOn }) => nextDueOn ?? [])
    .filter((day) => day >= t.manner.today)
    .sort()[0];
  const amount = open.map((one) => t.money(one.amount)).join(' + ');
  const asked = model.filter.value.status === 'open';
  return (
    <Notice
      tone={overdue > 0 ? 'bad' : 'warn'}
      icon={overdue > 0 ? circleAlert : clock}
      title={t('documents.owed', { count: sum('count'), amount })}
      action={
        asked ? null : (
          <Button
            onClick={() =>
              void model.narrow({ status: 'open', kind: '', year: '', contract: '', search: '' })
            }
          >
            {t('documents.owed.show')}
          </Button>
        )
      }
    >
      {[
        overdue > 0 ? t('documents.owed.overdue', { overdue }) : '',
        next ? t('documents.owed.next', { day: t.day(next, 'near') }) : '',
      ]
        .filter(Boolean)
        .join(' ')}
    </Notice>
  );
});
