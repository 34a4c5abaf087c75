import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { Receipt } from '../schema.ts';
import { type EndingWords, saveReceipt } from './ending-api.ts';

interface ReceiptedProps {
  readonly t: EndingWords;
  readonly receipt: Receipt;
  readonly onClose: () => void;
}

/** What was declared has arrived: until when the contract runs, where the receipt went, and the file. */
export function Receipted({ t, receipt, onClose }: ReceiptedProps) {
  const { kind, endsOn, mailedTo, file } = receipt;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="ending" data-portico-ending="done">
      <h2 class="title" tabIndex={-1} ref={title}>
        {t(`ending.done.${kind}`)}
      </h2>
      <Notice
        tone="good"
        icon={circleCheck}
        title={
          kind === 'extraordinary'
            ? t('ending.done.look')
            : endsOn && kind === 'cancel'
              ? t('ending.done.ends', { day: endsOn })
              : t(`ending.done.${kind}`)
        }
        action={
          <Button kind="primary" onClick={() => saveReceipt(file)}>
            {t('ending.save')}
          </Button>
        }
      >
        {mailedTo ? <p>{t('ending.done.mailed', { email: mailedTo })}</p> : null}
        {kind === 'cancel' && endsOn ? <p>{t('ending.undo.until', { day: endsOn })}</p> : null}
      </Notice>
      <div class="actions">
        <Button onClick={onClose}>{t('ending.back')}</Button>
      </div>
    </div>
  );
}
