import type { Translate } from '../../../kit/browser/words.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import type en from '../messages/en.json';

export type GateMessage = keyof typeof en;
/** Why there is nobody to show anything to; `failed` and `offline` need no words of their own. */
export type Reason = 'ended' | 'link' | 'none' | 'unknown' | 'inactive' | 'pending' | 'signed-out' | 'place';

interface GatePageProps {
  readonly t: Translate<GateMessage>;
  readonly reason: Reason;
  readonly brand: string;
  /** Present where the page around the portal can sign the person in again without asking. */
  readonly onContinue: (() => void) | undefined;
}

/** What is, and the way on. */
export const GatePage = ({ t, reason, brand, onContinue }: GatePageProps) => (
  <div class="panel" data-portico-panel="gate" data-portico-state={reason}>
    <div class="measure gate">
      <h1 class="title" tabIndex={-1}>
        {t(`gate.${reason}`)}
      </h1>
      <p>
        {reason === 'ended'
          ? t(onContinue ? 'gate.ended.go-on' : 'gate.ended.again', { brand })
          : t(`gate.${reason}.text`, { brand })}
      </p>
      {onContinue && reason !== 'place' ? (
        <p>
          <Button kind="primary" onClick={onContinue}>
            {t('gate.continue')}
          </Button>
        </p>
      ) : null}
    </div>
  </div>
);
