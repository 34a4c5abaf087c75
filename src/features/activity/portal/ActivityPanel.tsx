import type { ComponentChildren } from 'preact';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { PortalActivity } from '../schema.ts';
import { type ActivityApi, ActivityModel, noFilter } from './activity-model.ts';
import type { NarrowWords } from './narrow/words.ts';
import { type ActivityWords, byWhom, dayOf, timeOf } from './words.ts';
import './style.ts';

/** What narrows the log: asked for with it, and drawn above it. */
export type DrawFilters = (
  draw: (views: typeof import('./narrow/Filters.tsx'), t: NarrowWords) => ComponentChildren,
  meanwhile: ComponentChildren,
) => ComponentChildren;

export interface ActivityPanelProps {
  readonly t: ActivityWords;
  readonly api: ActivityApi;
  readonly brand: string;
  /** Above the log: whom of the vendor's staff the customer lets in. */
  readonly children?: ComponentChildren;
  readonly drawFilters: DrawFilters;
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: ActivityApi) => new ActivityModel(api);

/** Who did what in this account, newest first: the customer's people, the vendor's staff, programs. */
export const ActivityPanel = watching(function ActivityPanel(props: ActivityPanelProps) {
  const { t, api, brand, drawFilters, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  const { who, since, until } = model.filter.value;
  const some = Boolean(who || since || until) || model.items.value.length > 0;
  return (
    <div class="panel acts" data-portico-panel="activity" data-portico-state={state}>
      <PanelHead title={t('activity.title')} />
      {props.children}
      <section class="section" aria-labelledby="activity-log">
        <h2 class="section-title" id="activity-log">
          {t('activity.what')}
        </h2>
        <Waiting t={t} model={model} what={t('activity.title')} failed={t('activity.failed')} />
        {drawFilters(
          ({ Filters }, own) => (some ? <Filters {...{ api, model, brand }} t={own} /> : null),
          some ? <div class="filters" /> : null,
        )}
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
  const { who, since, until } = model.filter.value;
  if (items.length === 0 && !(who || since || until))
    return <Empty title={t('activity.empty')} text={t('activity.empty.text', { brand })} />;
  return (
    <>
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
                      <span>{row.what}</span>
                      <Bits
                        class="meta"
                        bits={[byWhom(t, row, brand), row.changed.join(', ') || undefined]}
                      />
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
