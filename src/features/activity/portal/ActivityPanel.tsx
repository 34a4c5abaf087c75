import type { ComponentChildren } from 'preact';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Choice } from '../../../kit/ui/panel/Choice.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { PortalActivity } from '../schema.ts';
import { type ActivityApi, ActivityModel, noFilter } from './activity-model.ts';
import { type ActivityWords, actOf, byWhom, dayOf, fieldsOf, timeOf } from './words.ts';
import './style.ts';

export interface ActivityPanelProps {
  readonly t: ActivityWords;
  readonly api: ActivityApi;
  readonly brand: string;
  /** Above the log: whom of the vendor's staff the customer lets in. */
  readonly children?: ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

type Model = ReturnType<typeof modelOf>;
const modelOf = (api: ActivityApi) => new ActivityModel(api);

/** Who did what in this account, newest first: the customer's people, the vendor's staff, programs. */
export const ActivityPanel = watching(function ActivityPanel(props: ActivityPanelProps) {
  const { t, api, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  return (
    <div class="panel acts" data-portico-panel="activity" data-portico-state={state}>
      <PanelHead title={t('activity.title')} />
      {props.children}
      <section class="section" aria-labelledby="activity-log">
        <h2 class="section-title" id="activity-log">
          {t('activity.what')}
        </h2>
        <Waiting t={t} model={model} what={t('activity.title')} failed={t('activity.failed')} />
        {state === 'ready' ? <Log {...props} model={model} /> : null}
      </section>
    </div>
  );
});

interface LogProps extends ActivityPanelProps {
  readonly model: Model;
}

const Log = watching(function Log(props: LogProps) {
  const { t, model, brand } = props;
  const items = model.items.value;
  const filter = model.filter.value;
  const narrowed = Boolean(filter.who || filter.since || filter.until);
  if (items.length === 0 && !narrowed)
    return <Empty title={t('activity.empty')} text={t('activity.empty.text', { brand })} />;
  return (
    <>
      <Filters {...props} />
      {model.exportError.value ? (
        <Failed t={t} title={t('activity.export-failed')} error={model.exportError.value} />
      ) : null}
      {items.length === 0 ? (
        <p>
          {t('activity.none')}{' '}
          <button type="button" class="link" onClick={() => void model.narrow(noFilter)}>
            {t('activity.clear')}
          </button>
        </p>
      ) : (
        <ul class="rows">
          {days(t, items).map(([day, rows]) => (
            <li key={day}>
              <h3>{t.day(day, 'near')}</h3>
              <ul>
                {rows.map((row) => (
                  <li class="row" key={row.id} data-portico-part="row">
                    <div class="what">
                      <span>{actOf(t, row)}</span>
                      <Bits class="meta" bits={[byWhom(t, row, brand), fieldsOf(t, row) || undefined]} />
                      {row.note ? (
                        <span class="small note">
                          <bdi>{row.note}</bdi>
                        </span>
                      ) : null}
                    </div>
                    <div class="how">
                      <time class="small muted num" dateTime={row.at}>
                        {timeOf(t, row)}
                      </time>
                    </div>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <More model={model} pending={t('activity.loading-more')}>
        {t('activity.more')}
      </More>
    </>
  );
});

/** One list per day, newest first. */
function days(t: ActivityWords, items: readonly PortalActivity[]): (readonly [string, PortalActivity[]])[] {
  const found = new Map<string, PortalActivity[]>();
  for (const item of items) {
    const day = dayOf(t, item);
    const of = found.get(day);
    if (of) of.push(item);
    else found.set(day, [item]);
  }
  return [...found];
}

const Filters = watching(function Filters({ t, model, brand }: LogProps) {
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
    const file = import('./activity-csv.ts');
    const rows = await model.all(file);
    if (rows) (await file).saveCsv(t, rows, brand);
  };
  return (
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
          pending={model.exporting.value ? t('activity.exporting') : undefined}
        >
          {t('activity.export')}
        </Button>
      </div>
    </search>
  );
});
