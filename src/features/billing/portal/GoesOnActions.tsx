import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert, circleCheck, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { Contract } from '../../contracts/schema.ts';
import type { GoesOnApi, GoesOnWords } from './goes-on-api.ts';

export interface GoesOnActionsProps {
  readonly t: GoesOnWords;
  readonly api: GoesOnApi;
  readonly contract: Contract;
  readonly today: string;
  readonly may: { readonly change: boolean; readonly pause: boolean };
  readonly onOpen: (what: 'change' | 'pause') => void;
  readonly onChanged: () => void;
}

/** Changing and pausing, and what of both is waiting or on. */
export function GoesOnActions(props: GoesOnActionsProps) {
  const { t, api, contract, today, may, onOpen, onChanged } = props;
  const { status, pause, pendingChange, changeable } = contract;
  const [busy, setBusy] = useState<'change' | 'pause' | undefined>(undefined);
  const [asked, setAsked] = useState(false);
  const [failed, setFailed] = useState(false);
  const act = async (what: 'change' | 'pause', run: () => Promise<unknown>) => {
    setBusy(what);
    setFailed(false);
    try {
      await run();
      onChanged();
    } catch {
      setFailed(true);
    } finally {
      setBusy(undefined);
      setAsked(false);
    }
  };
  const isPaused = pause !== null && pause.from <= today;
  const active = status === 'active';
  return (
    <>
      {failed ? <Notice tone="bad" icon={circleAlert} urgent title={t('goes.failed')} /> : null}
      {pendingChange ? (
        <Notice
          tone="info"
          icon={clock}
          title={t('goes.pending', {
            on: pendingChange.on,
            title: pendingChange.title,
            price: pendingChange.price,
            every: t('contracts.every', pendingChange.billingPeriod),
          })}
          action={
            !may.change ? null : asked ? (
              <Button
                pending={busy === 'change' ? '…' : undefined}
                onClick={() => void act('change', api.callOff)}
              >
                {t('goes.pending.yes')}
              </Button>
            ) : (
              <button type="button" class="link" onClick={() => setAsked(true)}>
                {t('goes.pending.off')}
              </button>
            )
          }
        >
          {asked ? t('goes.pending.question') : null}
        </Notice>
      ) : null}
      {pause && active ? (
        <Notice
          tone={isPaused ? 'warn' : 'info'}
          icon={isPaused ? clock : circleCheck}
          title={t(isPaused ? 'goes.paused' : 'goes.pause-comes', {
            from: pause.from,
            until: pause.until ?? 'none',
            day: pause.until ?? pause.from,
          })}
          action={
            may.pause ? (
              <Button
                pending={busy === 'pause' ? '…' : undefined}
                onClick={() => void act('pause', api.resume)}
              >
                {t(isPaused ? 'goes.resume' : 'goes.pause.off')}
              </Button>
            ) : null
          }
        />
      ) : null}
      {active && changeable && may.change && !pendingChange && !isPaused ? (
        <Button onClick={() => onOpen('change')}>{t('goes.act.change')}</Button>
      ) : null}
      {active && may.pause && !pause ? (
        <Button onClick={() => onOpen('pause')}>{t('goes.act.pause')}</Button>
      ) : null}
    </>
  );
}

/** The last of the row: it changes nothing. */
export const HistoryAction = ({
  t,
  onOpen,
}: Pick<GoesOnActionsProps, 't'> & { readonly onOpen: () => void }) => (
  <button type="button" class="link" onClick={onOpen}>
    {t('goes.act.history')}
  </button>
);
