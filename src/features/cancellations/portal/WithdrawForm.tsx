import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { CancellationPreview, Receipt } from '../schema.ts';
import type { EndingPageProps } from './CancelPage.tsx';

interface WithdrawFormProps extends EndingPageProps {
  readonly preview: CancellationPreview;
  readonly onDone: (receipt: Receipt) => void;
}

/** The second of two steps: what it means, and the button whose words the law gives. */
export function WithdrawForm({ t, api, contract, preview, onDone, onClose }: WithdrawFormProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { withdrawUntil, withdrawBack, receiptTo } = preview;
  if (!withdrawUntil) return <p>{t('ending.not-possible')}</p>;
  const send = async () => {
    setBusy(true);
    setFailed(false);
    try {
      onDone(await api.withdraw());
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p>{t('ending.withdraw.text', { day: withdrawUntil })}</p>
      {withdrawBack ? <p>{t('ending.withdraw.back', { amount: withdrawBack })}</p> : null}
      {receiptTo ? <p>{t('ending.done.mailed', { email: receiptTo })}</p> : null}
      {failed ? <Notice tone="bad" icon={circleAlert} urgent title={t('ending.failed')} /> : null}
      <div class="last">
        <p class="strong">{contract.title}</p>
        <div class="actions">
          <Button
            kind="primary"
            pending={busy ? t('ending.withdraw.pending') : undefined}
            onClick={() => void send()}
          >
            {t('ending.withdraw.button')}
          </Button>
          <button type="button" class="link" onClick={() => onClose(false)}>
            {t('ending.keep')}
          </button>
        </div>
      </div>
    </>
  );
}
