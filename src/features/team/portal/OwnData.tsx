import { useEffect } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { mostOwnExports } from '../../transfer/own-data-rules.ts';
import { type DataApi, OwnDataModel } from './own-data-model.ts';
import type { TeamWords } from './words.ts';

/** While a file is being made, how far it is, is asked for this often. */
const againMs = 1_500;

/** Everything that is stored of the account, as one file. */
export const OwnData = watching(function OwnData({
  t,
  api,
}: {
  readonly t: TeamWords;
  readonly api: DataApi;
}) {
  const model = useModel(() => new OwnDataModel(api));
  useEffect(() => void model.load(), [model]);
  const { value: found } = model.found;
  const made = found?.export;
  const isBusy = made?.state === 'waiting' || made?.state === 'running';
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(() => void model.load(), againMs);
    return () => clearInterval(timer);
  }, [model, isBusy]);
  const busy = model.busy.value;

  async function fetchFile(): Promise<void> {
    const file = await model.fetch();
    if (file && made) download(`data-${made.createdAt.slice(0, 10)}.zip`, file, 'application/zip');
  }

  return (
    <section class="section" aria-labelledby="data-title" data-portico-part="own-data">
      <h2 class="section-title" id="data-title">
        {t('data.title')}
      </h2>
      <p class="measure muted">{t('data.text')}</p>
      {model.error.value ? (
        <Failed
          t={t}
          title={t(found ? 'data.not-now' : 'data.failed')}
          error={model.error.value}
          onRetry={found ? undefined : () => void model.load()}
        />
      ) : null}
      <p class={made ? 'measure' : 'vh'} role="status">
        {made?.state === 'waiting' || (made?.state === 'running' && !made.total) ? t('data.waiting') : null}
        {made?.state === 'running' && made.total
          ? t('data.running', { done: Math.min(made.done, made.total), total: made.total })
          : null}
        {made?.state === 'done'
          ? t('data.ready', {
              size: Math.max(0.1, Math.round((made.size ?? 0) / 100_000) / 10),
              until: made.expiresAt ?? made.createdAt,
            })
          : null}
        {made?.state === 'failed' ? t('data.broken') : null}
      </p>
      {found?.mayAsk && !isBusy ? (
        <div class="actions">
          {made?.state === 'done' ? (
            <Button
              onClick={() => void fetchFile()}
              pending={busy === 'fetch' ? t('data.fetching') : undefined}
            >
              {t('data.fetch')}
            </Button>
          ) : null}
          {found.left > 0 ? (
            <Button onClick={() => void model.ask()} pending={busy === 'ask' ? t('data.asking') : undefined}>
              {t(made?.state === 'done' ? 'data.again' : 'data.ask')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {found?.mayAsk && found.left === 0 && !isBusy ? (
        <p class="small muted">{t('data.enough', { count: mostOwnExports })}</p>
      ) : null}
      {found && !found.mayAsk ? <p class="small muted">{t('data.owner')}</p> : null}
    </section>
  );
});
