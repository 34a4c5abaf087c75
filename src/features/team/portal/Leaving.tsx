import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { circleAlert, hourglass } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { LeavingModel, type TeamApi } from './team-model.ts';
import type { TeamWords } from './words.ts';

interface LeavingProps {
  readonly t: TeamWords;
  readonly brand: string;
  readonly api: TeamApi;
}

/** What deleting the account would mean, the wish for it, and the way back. */
export const Leaving = watching(function Leaving({ t, brand, api }: LeavingProps) {
  const model = useModel(() => new LeavingModel(api));
  useEffect(() => void model.load(), [model]);
  const [reason, type] = useState('');
  const found = model.found.value;
  const request = found?.request;
  const busy = model.busy.value;
  return (
    <section class="section" aria-labelledby="leave-title" data-portico-part="leaving">
      <h2 class="section-title" id="leave-title">
        {t('leave.title')}
      </h2>
      {model.error.value ? (
        <Failed
          t={t}
          title={t(found ? 'team.failed' : 'leave.failed')}
          error={model.error.value}
          onRetry={found ? undefined : () => void model.load()}
        />
      ) : null}
      {request?.state === 'open' ? (
        <Notice
          tone="warn"
          icon={hourglass}
          title={t('leave.asked', { day: request.createdAt, brand })}
          action={
            found?.mayAsk ? (
              <Button onClick={() => void model.stay()} pending={busy ? t('leave.withdrawing') : undefined}>
                {t('leave.withdraw')}
              </Button>
            ) : null
          }
        />
      ) : null}
      {request?.state === 'declined' ? (
        <Notice tone="info" icon={circleAlert} title={t('leave.declined', { brand })}>
          <p style={{ whiteSpace: 'pre-line' }}>{request.answer}</p>
        </Notice>
      ) : null}
      <p class={request?.state === 'withdrawn' ? 'small' : 'vh'} role="status">
        {request?.state === 'withdrawn' ? t('leave.stays') : ''}
      </p>
      {found && request?.state !== 'open' ? (
        <>
          <p class="measure muted">{t('leave.text', { brand })}</p>
          {found.keepsUntil ? (
            <p class="measure muted">{t('leave.keeps', { day: found.keepsUntil })}</p>
          ) : null}
          {found.mayAsk && !model.open.value ? (
            <div class="actions">
              <Button onClick={() => void model.look()}>{t('leave.ask')}</Button>
            </div>
          ) : null}
          {found.mayAsk ? null : <p class="small muted">{t('leave.owner')}</p>}
        </>
      ) : null}
      {found && model.open.value ? (
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void model.leave(reason.trim());
          }}
        >
          <div class="group">
            <p class="strong">{t('leave.goes', found.goes)}</p>
            <TextField
              t={t}
              id="leave-reason"
              label={t('leave.reason')}
              optional
              value={reason}
              onInput={type}
            />
            <p>{t('leave.sure', { brand })}</p>
            <div class="actions">
              <Button type="submit" pending={busy ? t('leave.going') : undefined}>
                {t('leave.go')}
              </Button>
              <Button
                onClick={() => {
                  model.open.value = false;
                }}
              >
                {t('team.cancel')}
              </Button>
            </div>
          </div>
        </form>
      ) : null}
    </section>
  );
});
