import type { ComponentChildren } from 'preact';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Choice } from '../../../kit/ui/panel/Choice.tsx';
import { FindField } from '../../../kit/ui/panel/Find.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { cellOf, isFigure } from '../cells.ts';
import type { UsageReport } from '../schema.ts';
import { type UsageApi, UsageModel } from './usage-model.ts';
import type { ToolsWords, UsageWords } from './words.ts';
import './style.ts';

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: UsageApi) => new UsageModel(api);

export interface UsagePanelProps {
  readonly t: UsageWords;
  readonly api: UsageApi;
  /** Chart, columns, saved views and files: they come behind the first view, with their own words. */
  readonly drawTools: (
    draw: (views: typeof import('./options/Tools.tsx'), t: ToolsWords) => ComponentChildren,
  ) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

/** What the customer used: a report, with columns and choices that its answer names. */
export const UsagePanel = watching(function UsagePanel({ t, api, drawTools, onReady }: UsagePanelProps) {
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  const report = model.report.value;
  return (
    <div class="panel use" data-portico-panel="usage" data-portico-state={state}>
      <PanelHead title={t('usage.title')} />
      {report ? (
        <>
          <Filters t={t} model={model} report={report} />
          {drawTools(({ Tools }, own) => (
            <Tools t={own} api={api} model={model} report={report} />
          ))}
        </>
      ) : null}
      <Waiting t={t} model={model} what={t('usage.title')} failed={t('usage.failed')} />
      {report && state === 'ready' ? <Listed t={t} model={model} report={report} /> : null}
    </div>
  );
});

interface PartProps {
  readonly t: UsageWords;
  readonly model: Model;
  readonly report: UsageReport;
}

const Filters = watching(function Filters({ t, model, report }: PartProps) {
  const { choices } = report;
  const choice = (
    name: 'report' | 'period' | 'metric' | 'direction',
    options: UsageReport['choices']['reports'],
  ) =>
    options.length > 1 ? (
      <Choice
        label={t(`usage.${name}`)}
        value={model.query.value[name] ?? (name === 'direction' ? '' : report[name])}
        options={options.map(({ value, label }) => [value, label] as const)}
        onChange={(value) =>
          void model.narrow({
            [name]: value,
            sort: '',
            // Another report has other columns.
            ...((name === 'report' || name === 'metric') && { columns: '' }),
            ...(name === 'metric' && { report: '', direction: '' }),
          })
        }
      />
    ) : null;
  return (
    <search class="filters">
      {choice('metric', choices.metrics)}
      {choice('report', choices.reports)}
      {choice('period', choices.periods)}
      {choice('direction', choices.directions)}
      <FindField
        label={t('usage.find')}
        value={model.query.value.search ?? ''}
        onFind={(search) => void model.narrow({ search })}
      />
    </search>
  );
});

/** The table is the report; a narrow place shows each row as a few lines. */
const Listed = watching(function Listed({ t, model, report }: PartProps) {
  const { columns, total, timeZone, sort } = report;
  const items = model.items.value;
  if (items.length === 0 && !report.lookedUntil) return <p role="status">{t('usage.none')}</p>;
  const cells = (item: UsageReport['items'][number]) =>
    columns.map((column) => (
      <td key={column.key} class={isFigure(column) ? 'num' : ''} data-label={column.label}>
        <bdi>{cellOf(t, column, item[column.key] ?? null, timeZone)}</bdi>
      </td>
    ));
  return (
    <>
      <table class={columns.length > 9 ? 'wide wider' : columns.length > 6 ? 'wide' : ''}>
        <thead>
          <tr>
            {columns.map((column) => {
              const { key, label } = column;
              const way = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined;
              return (
                <th key={key} scope="col" class={isFigure(column) ? 'num' : ''} aria-sort={way}>
                  {column.isSortable ? (
                    <button
                      type="button"
                      class="plain"
                      onClick={() => void model.narrow({ sort: way === 'descending' ? key : `-${key}` })}
                    >
                      {label}
                    </button>
                  ) : (
                    label
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id as string}>{cells(item)}</tr>
          ))}
        </tbody>
        {total ? (
          <tfoot>
            <tr>
              <th scope="row">{t('usage.total')}</th>
              {cells(total).slice(1)}
            </tr>
          </tfoot>
        ) : null}
      </table>
      {report.lookedUntil ? (
        <p class="small muted" role="status">
          {t('usage.looked', { day: t.day(report.lookedUntil.slice(0, 10)) })}
        </p>
      ) : null}
      <More model={model} pending={t('usage.loading-more')}>
        {t('usage.more')}
      </More>
    </>
  );
});
