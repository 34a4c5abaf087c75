import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { addDays } from '../../../kit/common/day.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { PauseOptions } from '../schema.ts';
import type { GoesOnPageProps } from './GoesOnPage.tsx';

interface PauseFormProps extends GoesOnPageProps {
  readonly options: PauseOptions;
  readonly onDone: (said: string) => void;
}

/** First and last day, and what stays to be paid. */
export function PauseForm({ t, api, options, onDone, onClose }: PauseFormProps) {
  const { billedPercent, maxDays, earliest } = options;
  const [from, setFrom] = useState(earliest);
  const [until, setUntil] = useState(addDays(earliest, Math.min(30, maxDays ?? 30) - 1));
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const latest = maxDays === null ? undefined : addDays(from, maxDays - 1);
  const send = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await api.pause({ from, until: open ? null : until });
      onDone(t('goes.pause.done'));
    } catch (error) {
      setRefusal(codeOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="goes-on-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void send();
      }}
    >
      <p>{billedPercent === 0 ? t('goes.pause.free') : t('goes.pause.part', { percent: billedPercent })}</p>
      <div class="goes-on-days">
        <div class="field">
          <label for="goes-from">{t('goes.pause.from')}</label>
          <input
            id="goes-from"
            class="input"
            type="date"
            min={earliest}
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="goes-until">{t('goes.pause.until')}</label>
          <input
            id="goes-until"
            class="input"
            type="date"
            min={from}
            max={latest}
            value={open ? '' : until}
            disabled={open}
            aria-describedby={maxDays === null ? undefined : 'goes-most'}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
          {maxDays === null ? null : (
            <span class="small muted" id="goes-most">
              {t('goes.pause.most', { days: maxDays })}
            </span>
          )}
        </div>
      </div>
      {maxDays === null ? (
        <label class="goes-on-check">
          <input type="checkbox" checked={open} onChange={(event) => setOpen(event.currentTarget.checked)} />{' '}
          {t('goes.pause.open')}
        </label>
      ) : null}
      <p class="small muted">{t('goes.pause.term')}</p>
      {refusal ? (
        <Notice
          tone="bad"
          icon={circleAlert}
          urgent
          title={t(refusal === 'request.invalid' ? 'goes.pause.wrong' : 'goes.failed')}
        />
      ) : null}
      <div class="actions">
        <Button kind="primary" type="submit" pending={busy ? t('goes.pause.pending') : undefined}>
          {t('goes.pause.button')}
        </Button>
        <button type="button" class="link" onClick={() => onClose(false)}>
          {t('goes.back')}
        </button>
      </div>
    </form>
  );
}
