import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Cursors } from '../../../kit/server/http/list.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Language } from '../../portals/schema.ts';
import {
  type BreakoutColumn,
  type BreakoutFigure,
  type BreakoutGroup,
  breakoutFigures,
  breakoutGroups,
  type MetricSetting,
  type RecordColumn,
  recordColumns,
} from '../../portals/usage-settings.ts';
import { fromMillionths } from '../decimal.ts';
import { usageProblem } from '../problems.ts';
import { daysOf, mostDays, type Segment, segmentsOf, todayIn } from '../rules.ts';
import type {
  Direction,
  PeriodName,
  ReportColumn,
  ReportName,
  ReportQuery,
  ReportValue,
  UsageReport,
} from '../schema.ts';
import { type Figures, figuresBy, figuresByMonth, noFigures, plus } from './figures.ts';
import { limitOf } from './limit.ts';
import { type Named, namesOf } from './names.ts';
import { type RecordCursor, type RecordSort, recordsOf, type SearchColumn, sortColumns } from './records.ts';
import type { UseRecordTable } from './table.ts';
import { type ReportMessage, type ReportWords, reportWords } from './words.ts';

/** Whose report it is, and how much of it may be seen. */
export interface Audience {
  readonly vendorId: string;
  readonly customerId: string;
  /** Customers below that may be taken in; empty: none. */
  readonly belowIds: readonly string[];
  readonly records: readonly RecordColumn[];
  readonly breakout: readonly BreakoutColumn[];
  readonly metrics: readonly MetricSetting[];
  /** Whether what a contract includes may be told. */
  readonly seesContracts: boolean;
  readonly language: Language;
  /** The portal’s own words. */
  readonly own: string | null;
  /** The portal's first language, where a name is missing in the other. */
  readonly otherLanguage: Language;
  readonly timeZone: string;
  readonly now: Date;
}

/** A question, answered so far that only reading is left. */
export interface Asked {
  readonly report: ReportName;
  readonly metric: string;
  readonly period: PeriodName;
  readonly from: Day;
  readonly until: Day;
  readonly timeZone: string;
  readonly segments: readonly Segment[];
  readonly customerIds: readonly string[];
  readonly direction: Direction | undefined;
  readonly search: string;
  readonly columns: readonly ReportColumn[];
  readonly allColumns: readonly ReportColumn[];
  readonly sort: string;
  readonly isDown: boolean;
  readonly words: ReportWords;
  readonly hasCalls: boolean;
  readonly currency: string;
  readonly choices: UsageReport['choices'];
}

interface Kept {
  readonly metric: string;
  readonly has_calls: number;
  readonly currency: string;
}

const callColumns: readonly string[] = [
  ...([
    'direction',
    'from',
    'to',
    'destination',
    'disposition',
    'seconds',
    'billedSeconds',
    'price',
  ] as const),
  ...(['number', 'answered', 'average'] as const),
];
/** What a search looks into, by the column that shows it. */
const searched: Partial<Record<RecordColumn, SearchColumn>> = {
  ...{ from: 'call_from', to: 'call_to', destination: 'destination', reference: 'external_id' },
};
const kinds: Readonly<Record<string, ReportColumn['kind']>> = {
  ...{ at: 'instant', direction: 'code', disposition: 'code', seconds: 'seconds', billedSeconds: 'seconds' },
  ...{ average: 'seconds', quantity: 'decimal', price: 'price', records: 'count', answered: 'count' },
  ...{ day: 'day', month: 'month', hour: 'hour' },
};
const periods = ['month', 'last-month', 'days-30', 'year', 'last-year', 'custom'] as const;

/** @throws `request.invalid`, `usage-report.column` for what the vendor does not show */
export async function askReport(
  db: Db,
  audience: Audience,
  query: Omit<ReportQuery, 'limit' | 'cursor'>,
): Promise<Asked> {
  const { vendorId, customerId, belowIds, language, own } = audience;
  const words = reportWords(language, own);
  const say = (key: string) => words[`usage.said.${key}` as ReportMessage];
  const customerIds = query.accounts === 'below' ? [customerId, ...belowIds] : [customerId];
  const kept = await metricsOf(db, vendorId, customerIds);
  const settings = new Map(audience.metrics.map((one) => [one.metric, one]));
  const order = audience.metrics.map(({ metric }) => metric);
  const place = ({ metric }: Kept) => (order.includes(metric) ? order.indexOf(metric) : order.length);
  kept.sort((a, b) => place(a) - place(b) || b.has_calls - a.has_calls || (a.metric < b.metric ? -1 : 1));
  const metric = query.metric ?? kept[0]?.metric ?? 'call';
  const one = kept.find((known) => known.metric === metric);
  const [hasCalls, currency] = [one ? Number(one.has_calls) === 1 : metric === 'call', one?.currency ?? ''];
  const nameOf = (name: string): string => {
    const names = settings.get(name)?.names;
    return (
      names?.[language] || names?.[audience.otherLanguage] || (name === 'call' ? say('metric.call') : name)
    );
  };

  const means = (name: string) =>
    (hasCalls || !callColumns.includes(name)) && (name !== 'price' || currency !== '');
  const groups = breakoutGroups.filter((name) => audience.breakout.includes(name) && means(name));
  const figures = breakoutFigures.filter((name) => audience.breakout.includes(name) && means(name));
  const isBelow = customerIds.length > 1;
  const reports: ReportName[] = [
    ...(figures.length > 0 ? groups : []),
    ...(isBelow && figures.length > 0 ? (['account'] as const) : []),
    ...(audience.records.length > 0 ? (['records'] as const) : []),
  ];
  const report = query.report ?? reports[0] ?? 'records';
  if (!reports.includes(report)) throw usageProblem('usage-report.column');
  const unit = settings.get(metric)?.unit;
  const columnOf = (key: string, isSortable: boolean): ReportColumn => ({
    key,
    label: say(`column.${key === 'records' && hasCalls ? 'records.calls' : key}`),
    kind: kinds[key] ?? 'text',
    ...((key === 'direction' || key === 'disposition') && { words: codesOf(words, key) }),
    ...(key === 'quantity' && unit && { unit }),
    isSortable,
  });
  const allColumns =
    report === 'records'
      ? [
          ...(isBelow ? [columnOf('account', false)] : []),
          ...recordColumns
            .filter((name) => audience.records.includes(name) && means(name))
            .map((name) => columnOf(name, name === 'at' || name in sortColumns)),
        ]
      : [
          { ...columnOf(report, true), ...(report === 'subject' && { kind: 'text' as const }) },
          ...figures.map((name) => columnOf(name, true)),
        ];
  const chosen = query.columns?.split(',').filter(Boolean) ?? [];
  const stays = report === 'records' ? '' : report;
  // In the order in which they were asked for; what the report is put together by comes first.
  const wanted = new Set([stays, ...chosen]);
  const columns =
    chosen.length === 0
      ? allColumns
      : [...wanted].flatMap((name) => allColumns.find(({ key }) => key === name) ?? []);
  if (columns.length === 0) throw usageProblem('usage-report.column');

  const timeZone = zoneOf(query.zone) ?? audience.timeZone;
  const period = query.period ?? (query.from || query.until ? 'custom' : 'month');
  const days = daysOf(period, todayIn(timeZone, audience.now), {
    ...(query.from && { from: query.from }),
    ...(query.until && { until: query.until }),
  });
  checkDays(days);
  const isOfTime = report === 'day' || report === 'month' || report === 'hour';
  const usual =
    report === 'records' ? '-at' : isOfTime ? report : figures.includes('records') ? '-records' : report;
  const sort = (query.sort ?? usual).replace(/^-/, '');
  if (!allColumns.some(({ key, isSortable }) => key === sort && isSortable)) {
    if (query.sort !== undefined) throw usageProblem('usage-report.column');
  }
  if (query.direction !== undefined && !sees(audience, 'direction'))
    throw usageProblem('usage-report.column');
  const option = (value: string, label: string) => ({ value, label });
  return {
    ...{
      report,
      metric,
      period,
      ...days,
      timeZone,
      customerIds,
      columns,
      allColumns,
      words,
      hasCalls,
      currency,
    },
    segments: segmentsOf(days, timeZone),
    direction: query.direction,
    search: (query.search ?? '').toLowerCase(),
    sort,
    isDown: (query.sort ?? usual).startsWith('-'),
    choices: {
      reports: reports.map((name) => option(name, say(`report.${name}`))),
      metrics: kept.map((known) => option(known.metric, nameOf(known.metric))),
      periods: periods.map((name) => option(name, say(`period.${name}`))),
      directions:
        hasCalls && sees(audience, 'direction')
          ? [
              option('', say('direction.all')),
              ...(['in', 'out', 'internal'] as const).map((name) => option(name, say(`direction.${name}`))),
            ]
          : [],
      columns: allColumns.map(({ key, label }) => option(key, label)),
      below: belowIds.length > 0,
    },
  };
}

const sees = ({ records, breakout }: Audience, name: 'direction'): boolean =>
  records.includes(name) || breakout.includes(name);

function checkDays({ from, until }: { readonly from: Day; readonly until: Day }): void {
  const count = (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1;
  if (count >= 1 && count <= mostDays && from >= '2000-01-01') return;
  const message =
    count < 1
      ? 'Expected the last day not to lie before the first.'
      : `Expected at most ${mostDays} days since 2000.`;
  throw requestProblem('request.invalid', { fields: [{ path: 'until', code: 'range', message }] });
}

function zoneOf(zone: string | undefined): string | undefined {
  if (zone === undefined || zone === '') return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    const message = 'Expected an IANA time zone like Europe/Berlin.';
    throw requestProblem('request.invalid', { fields: [{ path: 'zone', code: 'zone', message }] });
  }
}

const codesOf = (words: ReportWords, name: 'direction' | 'disposition'): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([key, label]) => {
      const [, code] = key.split(`usage.said.${name}.`);
      return code && code !== 'all' ? [[code, label]] : [];
    }),
  );

/** What there is of these customers. */
async function metricsOf(db: Db, vendorId: string, customerIds: readonly string[]): Promise<Kept[]> {
  const rows = await db
    .selectFrom('use_metric')
    .select(['metric', 'has_calls', 'currency'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', [...customerIds])
    .execute();
  const byMetric = new Map<string, Kept>();
  for (const row of rows) {
    const known = byMetric.get(row.metric);
    // Added up in two currencies a price says nothing.
    const currency = !known?.currency || known.currency === row.currency ? row.currency : 'XXX';
    const has_calls = Number(row.has_calls) || Number(known?.has_calls ?? 0);
    byMetric.set(row.metric, { metric: row.metric, has_calls, currency: currency === 'XXX' ? '' : currency });
  }
  return [...byMetric.values()];
}

/** One page of a report. */
export async function readReport(
  db: Db,
  audience: Audience,
  query: ReportQuery,
  cursors: Cursors,
): Promise<UsageReport> {
  const asked = await askReport(db, audience, query);
  const { limit, cursor, ...rest } = query;
  const binding = JSON.stringify([
    ...[
      audience.vendorId,
      audience.customerId,
      'usage',
      asked.customerIds,
      asked.columns.map(({ key }) => key),
    ],
    Object.entries(rest).sort(),
  ]);
  const after =
    cursor === undefined ? undefined : (cursors.decode(binding, cursor) as unknown as RecordCursor);
  const page =
    asked.report === 'records'
      ? await recordPage(db, audience, asked, limit, after)
      : await groupPage(db, audience, asked, limit, after);
  const { report, metric, period, from, until, timeZone, sort, isDown, columns, choices } = asked;
  return {
    ...{ report, metric, period, from, until, timeZone, sort: isDown ? `-${sort}` : sort },
    columns: [...columns],
    items: page.items,
    total: page.total,
    limit: await limitOf(db, audience, asked),
    nextCursor: page.next && cursors.encode(binding, page.next),
    lookedUntil: page.lookedUntilMs === null ? null : new Date(page.lookedUntilMs).toISOString(),
    choices,
    asOf: audience.now.toISOString(),
  };
}

type Item = Record<string, ReportValue>;
interface Page {
  readonly items: Item[];
  readonly total: Item | null;
  readonly next: RecordCursor | null;
  readonly lookedUntilMs: number | null;
}

const whoseOf = ({ vendorId }: Audience, { customerIds, metric }: Asked) => ({
  vendorId,
  customerIds,
  metric,
});

/** Records as the columns say them. */
export async function recordPage(
  db: Db,
  audience: Audience,
  asked: Asked,
  limit: number,
  after: RecordCursor | undefined,
): Promise<Page> {
  const { segments, direction, search, sort, isDown, columns, allColumns } = asked;
  const [first, last] = [segments[0], segments.at(-1)];
  const shown = new Set(allColumns.map(({ key }) => key));
  const inside = Object.entries(searched).flatMap(([key, column]) => (shown.has(key) ? [column] : []));
  const filter = {
    ...{ fromMs: first?.fromMs ?? 0, toMs: last?.toMs ?? 0, direction },
    search: search ? { text: search, columns: inside } : undefined,
  };
  const page = await recordsOf(db, whoseOf(audience, asked), filter, {
    ...{ limit, after, sort: sort as RecordSort, isDown },
  });
  const names = await namesOf(db, audience, page.rows, columns);
  return {
    items: page.rows.map((row) => ({
      id: row.id,
      ...Object.fromEntries(columns.map(({ key }) => [key, cellFrom(row, key, names)])),
    })),
    total: null,
    next: page.next,
    lookedUntilMs: page.lookedUntilMs,
  };
}

function cellFrom(row: UseRecordTable, key: string, names: Named): ReportValue {
  switch (key) {
    case 'at':
      return new Date(Number(row.at)).toISOString();
    case 'direction':
    case 'disposition':
    case 'destination':
      return row[key];
    case 'from':
      return row.call_from;
    case 'to':
      return row.call_to;
    case 'seconds':
      return Number(row.seconds);
    case 'billedSeconds':
      return Number(row.billed_seconds);
    case 'quantity':
      return fromMillionths(row.quantity);
    case 'price':
      return row.currency ? { amount: fromMillionths(row.price), currency: row.currency } : null;
    case 'subject':
      return row.subject_id ? (names.get(row.subject_id) ?? row.subject_id) : null;
    case 'account':
      return names.get(row.customer_id) ?? row.customer_id;
    default:
      return row.external_id;
  }
}

/** Records put together, with what all of them come to. */
export async function groupPage(
  db: Db,
  audience: Audience,
  asked: Asked,
  limit: number,
  after: RecordCursor | undefined,
): Promise<Page> {
  const { report, segments, direction, search, sort, isDown, columns, words } = asked;
  const whose = whoseOf(audience, asked);
  const groups =
    report === 'month'
      ? await figuresByMonth(db, whose, asked, asked.timeZone, direction)
      : await figuresBy(
          db,
          whose,
          segments,
          report as Exclude<BreakoutGroup, 'month'> | 'account',
          direction,
        );
  const keys = [...groups.keys()];
  const rows = keys.map((key) => ({
    subject_id: report === 'subject' ? key : '',
    customer_id: report === 'account' ? key : '',
  }));
  const names = await namesOf(db, audience, rows, columns);
  const codes = report === 'direction' || report === 'disposition' ? codesOf(words, report) : {};
  const labelOf = (key: string): string => codes[key] ?? names.get(key) ?? (key || words['usage.said.none']);
  const all = [...groups].map(([key, figures]) => ({ key, label: labelOf(key), figures }));
  const found = search ? all.filter(({ label }) => label.toLowerCase().includes(search)) : all;
  const sign = isDown ? -1 : 1;
  const isText = report === 'subject' || report === 'account';
  found.sort((a, b) => {
    const by =
      sort === report
        ? order(isText ? a.label : a.key, isText ? b.label : b.key)
        : order(figureOf(a.figures, sort as BreakoutFigure), figureOf(b.figures, sort as BreakoutFigure));
    return sign * by || (a.key < b.key ? -1 : 1);
  });
  const shown = after?.length === 1 ? after[0] : 0;
  const cells = (figures: Figures): Item =>
    Object.fromEntries(
      columns
        .filter(({ key }) => key !== report)
        .map(({ key }) => [key, cellOf(figures, key, asked.currency)]),
    );
  return {
    items: found.slice(shown, shown + limit).map(({ key, label, figures }) => ({
      id: key,
      [report]: isText || key === '' ? label : key,
      ...cells(figures),
    })),
    total: { id: '', ...cells(found.reduce((sum, one) => plus(sum, one.figures), noFigures)) },
    next: found.length > shown + limit ? [shown + limit] : null,
    lookedUntilMs: null,
  };
}

const order = (a: string | number | bigint, b: string | number | bigint): number =>
  a < b ? -1 : a > b ? 1 : 0;

const averageOf = ({ billedSeconds, answered }: Figures): number =>
  answered > 0 ? Math.round(Number(billedSeconds) / answered) : 0;

const figureOf = (figures: Figures, name: BreakoutFigure): number | bigint =>
  name === 'average' ? averageOf(figures) : figures[name];

function cellOf(figures: Figures, key: string, currency: string): ReportValue {
  switch (key) {
    case 'quantity':
      return fromMillionths(figures.quantity);
    case 'price':
      return { amount: fromMillionths(figures.price), currency };
    case 'seconds':
    case 'billedSeconds':
      return Number(figures[key]);
    case 'average':
      return averageOf(figures);
    default:
      return figures[key as 'records' | 'answered'];
  }
}
