import '../../../../kit/ui/form/style.ts';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Choice } from '../../../../kit/ui/panel/Choice.tsx';
import { useModel, watching } from '../../../../kit/ui/signals.ts';
import type { Model } from '../ActivityPanel.tsx';
import type { ActivityApi } from '../activity-model.ts';
import { ExportModel } from './export-model.ts';
import type { NarrowWords } from './words.ts';
import './style.ts';

interface FiltersProps {
  readonly t: NarrowWords;
  readonly api: ActivityApi;
  readonly model: Model;
  readonly brand: string;
}

const modelOf = (api: ActivityApi) => new ExportModel(api);

/** By whom and when; and what is found, as a file. */
export const Filters = watching(function Filters({ t, api, model, brand }: FiltersProps) {
  const file = useModel(() => modelOf(api));
  const filter = model.filter.value;
  const date = (name: 'since' | 'until') => (
    <label>
      {t(`activity.${name}`)}
      <input
        class="input"
        type="date"
        value={filter[name]}
        onChange={(event) => void model.narrow({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const save = async () => {
    const csv = import('./activity-csv.ts');
    const rows = await file.all(filter, csv);
    if (rows) (await csv).saveCsv(t, rows, brand);
  };
  return (
    <>
      <search class="filters">
        <Choice
          label={t('activity.who')}
          value={filter.who}
          options={[
            ['', t('activity.who.all')],
            ['people', t('activity.who.people')],
            ['staff', t('activity.who.staff', { brand })],
            ['program', t('activity.who.program')],
          ]}
          onChange={(who) => void model.narrow({ who: who as typeof filter.who })}
        />
        {date('since')}
        {date('until')}
        <div class="actions">
          <Button
            onClick={() => void save()}
            pending={file.exporting.value ? t('activity.exporting') : undefined}
          >
            {t('activity.export')}
          </Button>
        </div>
      </search>
      {file.error.value ? (
        <Failed t={t} title={t('activity.export-failed')} error={file.error.value} />
      ) : null}
    </>
  );
});
