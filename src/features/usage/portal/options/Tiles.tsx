import { useEffect, useState } from 'preact/hooks';
import { watching } from '../../../../kit/ui/signals.ts';
import { amountOf, cellOf, isFigure, takenAt } from '../../cells.ts';
import { addsUp, guessed } from '../../outlook.ts';
import { daysBefore, goesOn } from '../../rules.ts';
import type { UsageReport } from '../../schema.ts';
import type { Query, UsageApi } from '../usage-model.ts';
import type { ToolsWords } from '../words.ts';

interface TilesProps {
  readonly t: ToolsWords;
  readonly api: UsageApi;
  readonly query: Query;
  readonly report: UsageReport;
}

const mostTiles = 4;

/** What all of it comes to, against the same part of the period before. */
export const Tiles = watching(function Tiles({ t, api, query, report }: TilesProps) {
  const { period, total, timeZone, asOf } = report;
  const { from, until } = daysBefore(period, report);
  const [before, setBefore] = useState<UsageReport['total']>(null);
  useEffect(() => {
    let current = true;
    setBefore(null);
    // Without it the figures stand alone.
    api.report({ ...query, period: 'custom', from, until, limit: '1' }, null).then(
      (found) => current && setBefore(found.total),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api, query, from, until]);
  if (!total) return null;
  const figures = report.columns.filter((column) => isFigure(column)).slice(0, mostTiles);
  const change = (now: number, then: number): string => {
    const percent = Math.round((Math.abs(now - then) * 100) / then);
    if (percent === 0) return t('usage.tools.same');
    return t(now > then ? 'usage.tools.rise' : 'usage.tools.fall', { percent });
  };
  const ahead = goesOn(report);
  const days = { from: t.day(from), until: t.day(until) };
  return (
    <section class="tiles">
      <dl class="facts">
        {figures.map((column) => {
          const [now, then] = [amountOf(total[column.key]), amountOf(before?.[column.key])];
          return (
            <div key={column.key}>
              <dt>{column.label}</dt>
              <dd>
                <bdi class="value">
                  {cellOf(t, column, total[column.key] ?? null, timeZone) || t.number(0)}
                </bdi>
                {then > 0 ? <span class="small muted">{change(now, then)}</span> : null}
                {ahead && now > 0 && addsUp(column) ? (
                  <span class="small muted">
                    {t('usage.tools.goes-on', {
                      value: cellOf(t, column, guessed(column, now * ahead.factor), timeZone),
                      day: t.day(ahead.until),
                    })}
                  </span>
                ) : null}
              </dd>
            </div>
          );
        })}
      </dl>
      {before ? (
        <p class="small muted">
          {t(period === 'month' || period === 'year' ? 'usage.tools.so-far' : 'usage.tools.against', days)}
        </p>
      ) : null}
      <p class="small muted">{t('usage.tools.as-of', { at: takenAt(t, asOf, timeZone) })}</p>
    </section>
  );
});
