import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { Find } from '../../../kit/ui/panel/Find.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { type RecordsApi, RecordsModel } from './records-model.ts';
import { RecordRows, type RecordsWords } from './shown.tsx';

export interface RecordsPanelProps {
  readonly t: RecordsWords;
  readonly api: RecordsApi;
  /** `routes`: its name for pages around it, and its words for people. */
  readonly name: string;
  readonly title: string;
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  /** Draws what is opened, which comes in a file of its own. */
  readonly opened: (id: string) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

/** A list whose every word the server says: routes, packages, alerts, lists of a vendor's own. */
export const RecordsPanel = watching(function RecordsPanel(props: RecordsPanelProps) {
  const { t, api, name, title, openId, linkTo, opened, onReady } = props;
  const model = useModel(() => new RecordsModel(api));
  const state = useLoaded(model, onReady);
  const said = model.said.value;
  // What was opened may have changed it.
  useEffect(() => {
    if (!openId && model.said.peek()) void model.load();
  }, [model, openId]);
  if (openId) return opened(openId);
  const items = model.items.value;
  return (
    <div class="panel" data-portico-panel={name} data-portico-state={state}>
      <PanelHead title={title} />
      <Waiting t={t} model={model} what={title} failed={t('state.failed')} />
      {said && state === 'ready' ? (
        <>
          {said.find || model.search.value ? (
            <Find
              label={said.find ?? title}
              value={model.search.value}
              onFind={(text) => void model.find(text)}
            />
          ) : null}
          {items.length === 0 ? (
            <Empty {...said.empty} />
          ) : (
            <RecordRows t={t} items={items} linkTo={linkTo} />
          )}
          <More model={model} pending={t('state.loading', { what: title })}>
            {said.more}
          </More>
          {said.adds.length > 0 ? (
            <div class="actions">
              {said.adds.map(({ id, label }) => (
                <a key={id} class="btn outlined" {...linkTo(id)}>
                  {label}
                </a>
              ))}
            </div>
          ) : null}
        </>
      ) : null}
    </div>
  );
});
