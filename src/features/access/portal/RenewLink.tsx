import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { ArrivalWords } from './words.ts';

interface RenewLinkProps {
  readonly t: ArrivalWords;
  /** Asks for a new link; what became of it is told to nobody but the mailbox. */
  readonly renew: () => Promise<void>;
  /** Present where the portal has other ways in. */
  readonly onOther: (() => void) | undefined;
  /** Mail does not work at the moment: the new link comes when it does again. */
  readonly mailDown: boolean;
}

/** A link that was used, has expired or was replaced: one press sends a new one to where this one went. */
export function RenewLink({ t, renew, onOther, mailDown }: RenewLinkProps) {
  const [state, setState] = useState<'asked' | 'sending' | 'sent' | 'failed'>('asked');
  const send = async () => {
    setState('sending');
    await renew().then(
      () => setState('sent'),
      () => setState('failed'),
    );
  };
  return (
    <div class="panel" data-portico-panel="gate" data-portico-state="link">
      <div class="measure gate">
        <h1 class="title" tabIndex={-1}>
          {t('gate.link')}
        </h1>
        {state === 'sent' ? (
          <Notice tone="good" icon={circleCheck} title={t('gate.link.renewed')} urgent>
            {t('gate.link.renewed.text')}
          </Notice>
        ) : (
          <>
            <p>{t('gate.link.renew.text')}</p>
            {mailDown ? <Notice tone="warn" icon={circleAlert} title={t('gate.link.down')} /> : null}
            {state === 'failed' ? (
              <Notice tone="bad" icon={circleAlert} title={t('gate.link.renew-failed')} urgent>
                {t('gate.link.renew-failed.text')}
              </Notice>
            ) : null}
            <p>
              <Button
                kind="primary"
                onClick={() => void send()}
                pending={state === 'sending' ? t('gate.link.renewing') : undefined}
              >
                {t('gate.link.renew')}
              </Button>
            </p>
          </>
        )}
        {onOther ? (
          <p>
            <button type="button" class="link" onClick={onOther}>
              {t('gate.link.other')}
            </button>
          </p>
        ) : null}
      </div>
    </div>
  );
}
