import { useEffect, useState } from 'preact/hooks';
import { arrowUp } from '../../../../kit/ui/console/icons.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { UsageReport } from '../../schema.ts';
import type { ToolsWords } from '../words.ts';

interface ColumnsProps {
  readonly t: ToolsWords;
  readonly report: UsageReport;
  readonly onChange: (change: { readonly columns: string; readonly sort: string }) => void;
}

/** Which of the columns there are stand in the report, and in what order; by what it is put together stays, and is first. */
export const Columns = watching(function Columns({ t, report, onChange }: ColumnsProps) {
  // A tick stands at once; what the report says holds when it has come.
  const [chosen, choose] = useState<readonly string[]>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new report is the reason, not what is read
  useEffect(() => choose(undefined), [report]);
  const fixed = report.report === 'records' ? '' : report.report;
  const all = report.choices.columns.filter(({ value }) => value !== fixed);
  const usual = all.map(({ value }) => value);
  const shown = (chosen ?? report.columns.map(({ key }) => key)).filter((key) => key !== fixed);
  const put = (next: readonly string[]) => {
    choose(next);
    onChange({ columns: next.join() === usual.join() ? '' : next.join(','), sort: '' });
  };
  const move = (at: number, by: number) => {
    if (at + by < 0 || at + by >= shown.length) return;
    const next = [...shown];
    next.splice(at + by, 0, ...next.splice(at, 1));
    put(next);
  };
  const rows = [...shown, ...usual.filter((key) => !shown.includes(key))];
  return (
    <ul class="columns">
      {rows.map((key, at) => {
        const name = all.find(({ value }) => value === key)?.label ?? key;
        const isShown = at < shown.length;
        return (
          <li key={key}>
            <label class="tick">
              <input
                type="checkbox"
                checked={isShown}
                disabled={isShown && shown.length === 1}
                onChange={({ currentTarget: { checked } }) =>
                  put(checked ? [...shown, key] : shown.filter((one) => one !== key))
                }
              />{' '}
              {name}
            </label>
            {isShown
              ? ([-1, 1] as const).map((by) => (
                  <button
                    key={by}
                    type="button"
                    class={by < 0 ? 'plain' : 'plain down'}
                    aria-label={t(by < 0 ? 'usage.tools.up' : 'usage.tools.down', { name })}
                    aria-disabled={at + by < 0 || at + by >= shown.length}
                    onClick={({ currentTarget }) => {
                      move(at, by);
                      // What is moved in the page loses what stands on it.
                      requestAnimationFrame(() => currentTarget.focus());
                    }}
                  >
                    <Icon d={arrowUp} />
                  </button>
                ))
              : null}
          </li>
        );
      })}
    </ul>
  );
});
