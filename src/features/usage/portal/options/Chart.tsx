import { useEffect, useState } from 'preact/hooks';
import { Choice } from '../../../../kit/ui/panel/Choice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { amountOf, cellOf, isFigure } from '../../cells.ts';
import { addsUp, forecastOf, guessed, shareOf } from '../../outlook.ts';
import type { ReportColumn, ReportValue, UsageReport } from '../../schema.ts';
import type { Query, UsageApi } from '../usage-model.ts';
import type { ToolsWords } from '../words.ts';

interface ChartProps {
  readonly t: ToolsWords;
  readonly api: UsageApi;
  readonly query: Query;
  readonly report: UsageReport;
}

type Item = UsageReport['items'][number];
/** Bars have room for so many; more are a line. */
const mostBars = 60;
/** Of groups without an order of their own the largest are drawn. */
const mostGroups = 12;

/** Days between, so that a day without anything is seen as one. */
function axisOf({
  report,
  from,
  until,
}: Pick<UsageReport, 'report' | 'from' | 'until'>): string[] | undefined {
  const keys: string[] = [];
  if (report === 'hour') return Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  if (report !== 'day' && report !== 'month') return undefined;
  const last = Date.parse(until);
  for (let at = Date.parse(from); at <= last; at += 86_400_000) {
    const key = new Date(at).toISOString().slice(0, report === 'day' ? 10 : 7);
    if (keys.at(-1) !== key) keys.push(key);
  }
  return keys;
}

/** The report as a picture. Whoever can't see it reads the table, or walks along it by arrow keys. */
export const Chart = watching(function Chart({ t, api, query, report }: ChartProps) {
  const figures = report.columns.filter((column) => isFigure(column));
  const [chosen, setChosen] = useState('');
  const [asked, setAt] = useState<number | undefined>(undefined);
  const [items, setItems] = useState<readonly Item[]>([]);
  useEffect(() => {
    let current = true;
    setAt(undefined);
    const collect = async () => {
      const all: Item[] = [];
      let cursor: string | null = null;
      // As many as the table would show page by page; six pages of 200 hold three years of days.
      for (let page = 0; page < 6; page++) {
        const found: UsageReport = await api.report({ ...query, limit: '200' }, cursor);
        all.push(...found.items);
        cursor = found.nextCursor;
        if (!cursor) break;
      }
      return all;
    };
    // Without it the table says the same.
    collect().then(
      (all) => current && setItems(all),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api, query]);
  const figure: ReportColumn | undefined = figures.find(({ key }) => key === chosen) ?? figures[0];
  const group = report.columns[0];
  if (!figure || !group || items.length === 0) return null;
  const byKey = new Map(items.map((item) => [item.id as string, item]));
  const sum = items.reduce((all, item) => all + amountOf(item[figure.key]), 0);
  const forecast = addsUp(figure) ? forecastOf(report, sum) : undefined;
  const limit = report.limit?.column === figure.key ? report.limit : null;
  const share = shareOf(report.report, limit);
  const axis = axisOf({ ...report, until: forecast?.until ?? report.until });
  const points = axis
    ? axis.map((id) => ({
        ...{ label: cellOf(t, group, id, report.timeZone), item: byKey.get(id) },
        ahead: forecast?.by.get(id) ?? 0,
        isToCome: id > report.until,
      }))
    : [...items]
        .sort((a, b) => amountOf(b[figure.key]) - amountOf(a[figure.key]))
        .slice(0, mostGroups)
        .map((item) => ({
          ...{ label: cellOf(t, group, item[group.key] ?? null, report.timeZone), item },
          ...{ ahead: 0, isToCome: false },
        }));
  // Another figure may have no days to come.
  const at = asked !== undefined && asked < points.length ? asked : undefined;
  const values = points.map(({ item }) => amountOf(item?.[figure.key]));
  const sums = points.map(({ ahead }, index) => (values[index] ?? 0) + ahead);
  const most = Math.max(...sums, share ?? 0) || 1;
  const told = (value: ReportValue) => cellOf(t, figure, value, report.timeZone) || t.number(0);
  const guess = (value: number) => told(guessed(figure, value));
  const say = (index: number) => {
    const { label, item, ahead, isToCome } = points[index] as (typeof points)[number];
    const value = told(item?.[figure.key] ?? (figure.kind === 'price' ? null : 0));
    const later = ahead > 0 ? `≈ ${guess(sums[index] ?? 0)}` : '';
    return `${label}: ${[isToCome ? '' : value, later].filter(Boolean).join(', ')}`;
  };
  const step = 600 / points.length;
  const heightOf = (value: number) => Math.max(0, (value / most) * 150);
  const last = points.length - 1;
  const next: Readonly<Record<string, number>> = {
    ...{ ArrowRight: (at ?? -1) + 1, ArrowLeft: (at ?? last + 1) - 1 },
    ...{ Home: 0, End: last },
  };
  const grouped = report.choices.reports.find(({ value }) => value === report.report)?.label ?? '';
  // “Calls by day”; only the first letter: what German names begins with a large one.
  const title = `${figure.label} ${grouped.slice(0, 1).toLocaleLowerCase(t.manner.locale)}${grouped.slice(1)}`;
  const isLine = points.length > mostBars;
  const firstToCome = points.findIndex(({ isToCome }) => isToCome);
  const known = firstToCome < 0 ? points.length : firstToCome;
  const bar = (index: number, from: number, to: number, name = '') => (
    <rect
      class={name}
      x={index * step + step * 0.15}
      y={159 - heightOf(to)}
      width={step * 0.7}
      height={heightOf(to) - heightOf(from)}
    />
  );
  const lineOf = (from: number, until: number) =>
    sums
      .slice(from, until)
      .map(
        (value, index) => `${((from + index + 0.5) * step).toFixed(1)},${(159 - heightOf(value)).toFixed(1)}`,
      )
      .join(' ');
  return (
    <figure class="chart">
      <div class="chart-head">
        <figcaption>{title}</figcaption>
        {figures.length > 1 ? (
          <Choice
            label={t('usage.tools.figure')}
            value={figure.key}
            options={figures.map(({ key, label }) => [key, label] as const)}
            onChange={setChosen}
          />
        ) : null}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that is walked along has no element of its own */}
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor goes along by arrow keys
        tabIndex={0}
        role="group"
        aria-label={`${title}. ${t('usage.tools.keys')}`}
        class="plot"
        dir="ltr"
        onKeyDown={(event) => {
          const to = next[event.key];
          if (to === undefined) return;
          event.preventDefault();
          setAt(Math.min(last, Math.max(0, to)));
        }}
        onBlur={() => setAt(undefined)}
      >
        <svg viewBox="0 0 600 160" preserveAspectRatio="none" aria-hidden="true">
          <line x1="0" x2="600" y1="159" y2="159" />
          {isLine ? (
            <>
              <polyline points={lineOf(0, known)} />
              <polyline class="ahead" points={lineOf(known - 1, points.length)} />
            </>
          ) : (
            points.map(({ label, ahead }, index) => (
              <g key={label} class={index === at ? 'at' : ''}>
                {bar(index, 0, values[index] ?? 0)}
                {ahead > 0 ? bar(index, values[index] ?? 0, sums[index] ?? 0, 'ahead') : null}
              </g>
            ))
          )}
          {share === undefined
            ? null
            : // On a line of the background it is seen on bars too.
              ['under', 'limit'].map((name) => (
                <line
                  key={name}
                  class={name}
                  x1="0"
                  x2="600"
                  y1={159 - heightOf(share)}
                  y2={159 - heightOf(share)}
                />
              ))}
          {isLine && at !== undefined ? (
            <line class="at" x1={(at + 0.5) * step} x2={(at + 0.5) * step} y1="0" y2="159" />
          ) : null}
        </svg>
        <div class="ends small muted">
          <span>{points[0]?.label}</span>
          <span>{points.length > 1 ? points.at(-1)?.label : ''}</span>
        </div>
      </div>
      {forecast || share !== undefined ? (
        <ul class="small keys">
          {forecast ? (
            <li>
              <svg viewBox="0 0 24 12" aria-hidden="true">
                <rect class="ahead" x="1" y="1" width="22" height="10" />
              </svg>
              {t('usage.tools.goes-on', { value: guess(forecast.total), day: t.day(forecast.until) })}
            </li>
          ) : null}
          {limit && share !== undefined ? (
            <li>
              <svg viewBox="0 0 24 12" aria-hidden="true">
                <line class="limit" x1="0" x2="24" y1="6" y2="6" />
              </svg>
              {t('usage.tools.included', {
                ...{ each: guess(share), value: told(limit.value) },
                ...{ from: t.day(limit.from), until: t.day(limit.until) },
              })}
            </li>
          ) : null}
        </ul>
      ) : null}
      {/* Said while somebody goes along, not when other figures come. */}
      <p class="small num said" aria-live={at === undefined ? 'off' : 'polite'}>
        {at === undefined ? say(values.indexOf(Math.max(...values))) : say(at)}
      </p>
    </figure>
  );
});
