import '../../../../kit/ui/form/style.ts';
import { useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Choice } from '../../../../kit/ui/panel/Choice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { UsageReport } from '../../schema.ts';
import type { Model } from '../UsagePanel.tsx';
import type { UsageApi } from '../usage-model.ts';
import type { ToolsWords } from '../words.ts';
import { Chart } from './Chart.tsx';
import { Columns } from './Columns.tsx';
import { Tiles } from './Tiles.tsx';
import { Views } from './Views.tsx';
import './style.ts';

interface ToolsProps {
  readonly t: ToolsWords;
  readonly api: UsageApi;
  readonly model: Model;
  readonly report: UsageReport;
}

/** What is done with a report besides reading it. */
export const Tools = watching(function Tools(props: ToolsProps) {
  const { t, api, model, report } = props;
  const [open, setOpen] = useState('');
  const parts = { days: Days, columns: ChosenColumns, views: SavedViews, file: File } as const;
  const Open = parts[open as keyof typeof parts];
  return (
    <>
      <div class="tools">
        {(Object.keys(parts) as (keyof typeof parts)[]).map((name) => (
          <button
            key={name}
            type="button"
            class="btn"
            aria-expanded={open === name}
            onClick={() => setOpen(open === name ? '' : name)}
          >
            {t(`usage.tools.${name}`)}
          </button>
        ))}
      </div>
      {Open ? (
        <section class="tool" aria-label={t(`usage.tools.${open as keyof typeof parts}`)}>
          <Open {...props} />
        </section>
      ) : null}
      {report.report === 'records' ? null : (
        <>
          <Tiles t={t} api={api} query={model.query.value} report={report} />
          <Chart t={t} api={api} query={model.query.value} report={report} />
        </>
      )}
    </>
  );
});

const Days = watching(function Days({ t, model, report }: ToolsProps) {
  const day = (name: 'from' | 'until') => (
    <label>
      {t(`usage.tools.${name}`)}
      <input
        class="input"
        type="date"
        value={report[name]}
        onChange={({ currentTarget: { value } }) => {
          if (!value) return;
          const days = { from: report.from, until: report.until, [name]: value };
          // The other end goes along rather than being refused.
          if (days.from > days.until) days[name === 'from' ? 'until' : 'from'] = value;
          void model.narrow({ ...days, period: 'custom' });
        }}
      />
    </label>
  );
  const zones = new Set([report.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return (
    <>
      {day('from')}
      {day('until')}
      <Choice
        label={t('usage.tools.zone')}
        value={report.timeZone}
        options={[...zones].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
        onChange={(zone) => void model.narrow({ zone })}
      />
      {report.choices.below ? (
        <label class="tick">
          <input
            type="checkbox"
            checked={model.query.value.accounts === 'below'}
            onChange={({ currentTarget: { checked } }) =>
              void model.narrow({ accounts: checked ? 'below' : '', report: '' })
            }
          />
          {t('usage.tools.below')}
        </label>
      ) : null}
    </>
  );
});

const ChosenColumns = watching(function ChosenColumns({ t, model, report }: ToolsProps) {
  return <Columns t={t} report={report} onChange={(change) => void model.narrow(change)} />;
});

const SavedViews = watching(function SavedViews({ t, api, model, report }: ToolsProps) {
  return (
    <Views
      t={t}
      api={api}
      report={report}
      query={() => model.query.peek()}
      onOpen={(query) => void model.ask(query)}
    />
  );
});

const separators = ['comma', 'semicolon', 'tab'] as const;
const decimals = ['point', 'comma'] as const;

const File = watching(function File({ t, api, model, report }: ToolsProps) {
  const isEnglish = t.manner.locale.startsWith('en');
  const [separator, setSeparator] = useState<string>(isEnglish ? 'comma' : 'semicolon');
  const [decimal, setDecimal] = useState<string>(isEnglish ? 'point' : 'comma');
  const [isMaking, setMaking] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const make = async () => {
    setMaking(true);
    setError(undefined);
    const query = { ...model.query.peek(), report: report.report, metric: report.metric };
    await api.export({ ...query, separator, decimal }).then(({ url }) => api.save(url), setError);
    setMaking(false);
  };
  return (
    <>
      <p class="small muted">{t('usage.tools.file.text')}</p>
      <Choice
        label={t('usage.tools.separator')}
        value={separator}
        options={separators.map((name) => [name, t(`usage.tools.separator.${name}`)] as const)}
        onChange={setSeparator}
      />
      <Choice
        label={t('usage.tools.decimal')}
        value={decimal}
        options={decimals.map((name) => [name, t(`usage.tools.decimal.${name}`)] as const)}
        onChange={setDecimal}
      />
      <Button onClick={() => void make()} pending={isMaking ? t('usage.tools.exporting') : undefined}>
        {t('usage.tools.export')}
      </Button>
      {error ? <Failed t={t} title={t('usage.tools.export-failed')} error={error} /> : null}
    </>
  );
});
