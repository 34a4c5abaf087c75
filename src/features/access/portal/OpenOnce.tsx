import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import type { ArrivalWords } from './words.ts';

interface OpenOnceProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly onOpen: () => Promise<void>;
}

/**
 * A link that works once: opening its page uses nothing up, for mail scanners open everything. Some run the page and
 * press its buttons by script: those presses do nothing.
 */
export function OpenOnce({ t, brand, onOpen }: OpenOnceProps) {
  const [going, setGoing] = useState(false);
  const open = async () => {
    setGoing(true);
    await onOpen();
    setGoing(false);
  };
  return (
    <div class="panel" data-portico-panel="gate" data-portico-state="press">
      <div class="measure gate">
        <h1 class="title" tabIndex={-1}>
          {t('gate.press', { brand })}
        </h1>
        <p>{t('gate.press.text')}</p>
        <p>
          <Button
            kind="primary"
            byHand
            onClick={() => void open()}
            pending={going ? t('signin.going') : undefined}
          >
            {t('gate.press.go')}
          </Button>
        </p>
      </div>
    </div>
  );
}
