import { useEffect } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { DevicesModel, type TeamApi } from './team-model.ts';
import type { TeamWords } from './words.ts';

/** Where the person is signed in, and the way out of everywhere else. */
export const Devices = watching(function Devices({
  t,
  api,
}: {
  readonly t: TeamWords;
  readonly api: TeamApi;
}) {
  const model = useModel(() => new DevicesModel(api));
  useEffect(() => void model.load(), [model]);
  const items = model.items.value;
  const state = model.state.value;
  const alone = items && items.length < 2;
  return (
    <section class="section" aria-labelledby="devices-title" data-portico-part="devices">
      <h2 class="section-title" id="devices-title">
        {t('devices.title')}
      </h2>
      {model.error.value ? (
        <Failed
          t={t}
          title={t('devices.failed')}
          error={model.error.value}
          onRetry={() => void model.load()}
        />
      ) : null}
      {items && !alone ? (
        <>
          <ul class="rows">
            {items.map(({ id, current, startedAt, lastUsedAt }) => (
              <Row
                key={id}
                title={t(current ? 'devices.here' : 'devices.elsewhere')}
                meta={[
                  t('devices.since', { at: startedAt }),
                  current ? undefined : t('devices.used', { at: lastUsedAt }),
                ]}
              />
            ))}
          </ul>
          <div class="actions">
            <Button
              onClick={() => void model.endOthers()}
              pending={state === 'ending' ? t('devices.ending') : undefined}
            >
              {t('devices.end')}
            </Button>
          </div>
        </>
      ) : null}
      <p class="small muted" role="status">
        {state === 'done' ? t('devices.done') : alone ? t('devices.only') : ''}
      </p>
    </section>
  );
});
