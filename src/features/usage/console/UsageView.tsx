import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { download as downloadIcon } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Cell, type Column, Head } from '../../../kit/ui/console/Table.tsx';
import { useCards } from '../../../kit/ui/console/use-cards.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Choice } from '../../../kit/ui/panel/Choice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { cellOf, isFigure } from '../cells.ts';
import { Chart } from '../portal/options/Chart.tsx';
import { Columns } from '../portal/options/Columns.tsx';
import { Tiles } from '../portal/options/Tiles.tsx';
import { Views, type ViewsApi } from '../portal/options/Views.tsx';
import type { UsageApi } from '../portal/usage-model.ts';
import type { ToolsWords } from '../portal/words.ts';
import type { SavedView, SavedViews, UsageReport } from '../schema.ts';
import type en from './messages/en.json';
import './usage.css';

type Props = ViewProps<keyof typeof en>;
type Part = Omit<Props, 'path'>;

type Item = UsageReport['items'][number];

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
}

/** What one customer used, with the columns that are chosen for operators: `/usage?customerId=…`. */
export const UsageView = watching(function UsageView({ path: _, ...props }: Props) {
  const { customerId } = props.query;
  return customerId ? <Report {...props} key={customerId} customerId={customerId} /> : <Choose {...props} />;
});

/** Whose report it is to be. */
const Choose = watching(function Choose({ desk, t }: Part) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Customer[]>([]);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    const asked = new AbortController();
    const query = new URLSearchParams({ limit: '20', ...(text.trim() && { search: text.trim() }) });
    const timer = setTimeout(() => {
      desk.api.get<{ items: Customer[] }>(`/api/v1/customers?${query}`, asked.signal).then(
        ({ items }) => {
          setFound(items);
          setError(undefined);
        },
        (cause: unknown) => asked.signal.aborted || setError(cause),
      );
    }, 200);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [desk, text]);
  return (
    <>
      <PageHead title={t('usage.title')} sub={t('usage.choose')} />
      <div class="page narrow">
        <search>
          <SearchField label={t('usage.customer')} value={text} onInput={setText} />
        </search>
        {error ? <Failed t={t} title={t('usage.failed')} error={error} /> : null}
        <ul class="usage-customers">
          {found.map(({ id, name, number }) => (
            <li key={id}>
              <To to={`/usage?customerId=${id}`}>{name}</To> <span class="muted small">{number}</span>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
});

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}
const SearchField = ({ label, value, onInput }: SearchFieldProps) => (
  <input
    class="input"
    type="search"
    aria-label={label}
    placeholder={label}
    autocomplete="off"
    value={value}
    onInput={(event) => onInput(event.currentTarget.value)}
  />
);

const names = [
  'metric',
  'report',
  'period',
  'direction',
  'accounts',
  'search',
  'sort',
  'from',
  'until',
  'zone',
  'columns',
] as const;

const Report = watching(function Report({
  desk,
  t,
  query,
  customerId,
}: Part & { readonly customerId: string }) {
  const asked = Object.fromEntries(names.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const key = JSON.stringify(asked);
  const language = t.manner.locale.slice(0, 2);
  const pathOf = (more: Readonly<Record<string, string>>, at = '') =>
    `/api/v1/usage-report${at}?${new URLSearchParams({ customerId, language, ...asked, ...more } as Record<string, string>)}`;
  const known = useLoad<UsageReport>(`usage ${customerId} ${key}`, () => desk.api.get(pathOf({})));
  const customer = useLoad<Customer>(`usage of ${customerId}`, () =>
    desk.api.get(`/api/v1/customers/${encodeURIComponent(customerId)}`),
  );
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const report = known.value;
  const set = (change: Readonly<Record<string, string>>) => desk.places.query(change);
  const trying = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await act().catch(setError);
    setBusy(false);
  };
  const more = () =>
    trying(async () => {
      if (!report?.nextCursor) return;
      const next = await desk.api.get<UsageReport>(pathOf({ cursor: report.nextCursor }));
      known.set({ ...next, items: [...report.items, ...next.items] });
    });
  const save = () =>
    trying(async () => {
      const answer = await desk.api.raw(pathOf({}, '/export'), { timeoutMs: 600_000 });
      download('usage.csv', await answer.blob());
    });
  // The address is read anew with each drawing; what is asked by it changes with its words alone.
  const chartQuery = useMemo(() => JSON.parse(key) as Record<string, string>, [key]);
  const drawn = {
    ...{ t: t as unknown as ToolsWords, api: chartApi(desk, customerId, language), query: chartQuery },
  };
  return (
    <>
      <PageHead
        title={t('usage.title')}
        crumbs={[
          { label: t('usage.title'), to: '/usage' },
          ...(customer.value ? [{ label: customer.value.name, to: `/customers/${customerId}` }] : []),
        ]}
        actions={
          report ? (
            <Action
              icon={downloadIcon}
              pending={isBusy ? t('usage.busy') : undefined}
              onClick={() => void save()}
            >
              {t('usage.csv')}
            </Action>
          ) : undefined
        }
      />
      {/* The list's words are this report's own: they come with its answer. */}
      <div class="page usage-report">
        <Load of={known} what={t('usage.title')} missing={t('usage.missing')}>
          {(found) => (
            <>
              <Narrow t={t} report={found} asked={asked} set={set} />
              <details class="usage-columns">
                <summary>{t('usage.tools.columns')}</summary>
                <div>
                  <Columns t={drawn.t} report={found} onChange={set} />
                </div>
              </details>
              <details class="usage-columns">
                <summary>{t('usage.tools.views')}</summary>
                <div class="usage-views">
                  <Views
                    t={drawn.t}
                    api={viewsApi(desk, customerId)}
                    report={found}
                    query={() => chartQuery}
                    onOpen={(view) =>
                      set({ ...Object.fromEntries(names.map((name) => [name, ''])), ...view })
                    }
                  />
                </div>
              </details>
              {error ? <Failed t={t} title={t('usage.failed')} error={error} /> : null}
              {found.report === 'records' ? null : (
                <>
                  <Tiles {...drawn} report={found} />
                  <Chart {...drawn} report={found} />
                </>
              )}
              <Found t={t} report={found} set={set} />
              {found.nextCursor ? (
                <Action pending={isBusy ? t('usage.busy') : undefined} onClick={() => void more()}>
                  {t('usage.more')}
                </Action>
              ) : null}
            </>
          )}
        </Load>
      </div>
    </>
  );
});

const apis = new Map<string, Pick<UsageApi, 'report'>>();
/** One per customer: the chart asks again when it is another one. */
function chartApi(desk: Props['desk'], customerId: string, language: string): UsageApi {
  const key = `${desk.vendor.id} ${customerId} ${language}`;
  const known = apis.get(key) ?? {
    report: (query, cursor) =>
      desk.api.get<UsageReport>(
        `/api/v1/usage-report?${new URLSearchParams({ customerId, language, ...query, ...(cursor && { cursor }) })}`,
      ),
  };
  apis.set(key, known);
  return known as UsageApi;
}

const views = new Map<string, ViewsApi>();
function viewsApi(desk: Props['desk'], customerId: string): ViewsApi {
  const key = `${desk.vendor.id} ${customerId}`;
  const path = '/api/v1/usage-views';
  const at = (id: string) => `${path}/${encodeURIComponent(id)}`;
  const known = views.get(key) ?? {
    views: () => desk.api.get<SavedViews>(`${path}?${new URLSearchParams({ customerId })}`),
    keep: (view) => desk.api.post<SavedView>(path, view),
    drop: (id) => desk.api.delete(at(id)),
    mail: (id, mail) => desk.api.put<SavedView>(`${at(id)}/mail`, { customerId, mail }),
  };
  views.set(key, known);
  return known;
}

interface NarrowProps {
  readonly t: Part['t'];
  readonly report: UsageReport;
  readonly asked: Readonly<Record<string, string | undefined>>;
  readonly set: (change: Readonly<Record<string, string>>) => void;
}

const Narrow = watching(function Narrow({ t, report, asked, set }: NarrowProps) {
  const { choices } = report;
  const choice = (name: 'metric' | 'report' | 'period' | 'direction', options: typeof choices.reports) =>
    options.length > 1 ? (
      <Choice
        label={t(`usage.${name}`)}
        value={asked[name] ?? (name === 'direction' ? '' : report[name])}
        options={options.map(({ value, label }) => [value, label] as const)}
        onChange={(value) =>
          set({
            [name]: value,
            sort: '',
            ...(name === 'metric' && { report: '', direction: '' }),
            ...((name === 'report' || name === 'metric') && { columns: '' }),
          })
        }
      />
    ) : null;
  const day = (name: 'from' | 'until') => (
    <label>
      {t(`usage.${name}`)}{' '}
      <input
        class="input"
        type="date"
        value={report[name]}
        onChange={({ currentTarget: { value } }) => {
          if (!value) return;
          const days = { from: report.from, until: report.until, [name]: value };
          if (days.from > days.until) days[name === 'from' ? 'until' : 'from'] = value;
          set({ ...days, period: 'custom' });
        }}
      />
    </label>
  );
  const zones = new Set([report.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return (
    <search class="usage-filters">
      {choice('metric', choices.metrics)}
      {choice('report', choices.reports)}
      {choice('period', choices.periods)}
      {choice('direction', choices.directions)}
      {day('from')}
      {day('until')}
      <Choice
        label={t('usage.zone')}
        value={report.timeZone}
        options={[...zones].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
        onChange={(zone) => set({ zone })}
      />
      <Find t={t} value={asked.search ?? ''} onFind={(search) => set({ search })} />
      {choices.below ? (
        <label class="tick">
          <input
            type="checkbox"
            checked={asked.accounts === 'below'}
            onChange={({ currentTarget: { checked } }) =>
              set({ accounts: checked ? 'below' : '', report: '' })
            }
          />{' '}
          {t('usage.below')}
        </label>
      ) : null}
    </search>
  );
});

/** The report follows when the fingers rest. */
function Find({ t, value, onFind }: { t: Part['t']; value: string; onFind: (text: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onFind(text.trim()), 300);
    return () => clearTimeout(timer);
  });
  return <SearchField label={t('usage.search')} value={text} onInput={setText} />;
}

const Found = watching(function Found({ t, report, set }: Pick<NarrowProps, 't' | 'report' | 'set'>) {
  const { columns, items, total, timeZone } = report;
  const table = useRef<HTMLTableElement>(null);
  const cards = useCards(table, columns.length);
  if (items.length === 0) {
    return (
      <p role="status">
        {report.lookedUntil
          ? t('usage.looked', { day: t.day(report.lookedUntil.slice(0, 10)) })
          : t('usage.none')}
      </p>
    );
  }
  const shown: Column<Item>[] = columns.map((column) => ({
    ...{ key: column.key, label: column.label, end: isFigure(column), class: isFigure(column) ? 'num' : '' },
    ...(column.isSortable && { sort: column.key }),
    cell: (item) => <bdi>{cellOf(t, column, item[column.key] ?? null, timeZone)}</bdi>,
  }));
  return (
    <div class="fit">
      {/* biome-ignore-start lint/a11y/noRedundantRoles: what is drawn as a block has no role of its own any more */}
      <table class={cards ? 'table cards' : 'table'} role="table" aria-label={t('usage.title')} ref={table}>
        <thead role="rowgroup">
          <tr role="row">
            {shown.map((column) => (
              <Head
                key={column.key}
                column={column}
                sorted={report.sort}
                onSort={(by) => set({ sort: by ?? '' })}
              />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items.map((item) => (
            <tr key={item.id as string} role="row">
              {shown.map((column, index) => (
                <Cell key={column.key} column={column} item={item} first={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
        {total ? (
          <tfoot role="rowgroup">
            <tr role="row" class="strong">
              {shown.map((column, index) => (
                <Cell
                  key={column.key}
                  column={index === 0 ? { ...column, cell: () => t('usage.total') } : column}
                  item={total}
                  first={index === 0}
                />
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
      {report.lookedUntil ? (
        <p class="small muted">{t('usage.looked', { day: t.day(report.lookedUntil.slice(0, 10)) })}</p>
      ) : null}
    </div>
  );
});
