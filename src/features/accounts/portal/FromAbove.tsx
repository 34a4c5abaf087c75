import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { eye } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { AccountsWords } from './words.ts';

interface FromAboveProps {
  readonly t: AccountsWords;
  /** Whose account this is, and whose people look at it. */
  readonly name: string;
  readonly from: string;
  readonly readOnly: boolean;
  readonly back: () => Promise<void>;
}

/** Above everything while somebody is in an account below theirs: where they are, and the way back. */
export const FromAbove = watching(function FromAbove({ t, name, from, readOnly, back }: FromAboveProps) {
  const [state, set] = useState<'still' | 'going' | 'failed'>('still');
  return (
    <section aria-label={t('accounts.back', { name: from })} style={{ marginBlockEnd: 'var(--s6)' }}>
      <Notice
        tone={state === 'failed' ? 'bad' : 'info'}
        icon={state === 'failed' ? circleAlert : eye}
        title={
          state === 'failed'
            ? t('accounts.back-failed')
            : t(readOnly ? 'accounts.from.look' : 'accounts.from', { name })
        }
        action={
          <Button
            onClick={() => {
              set('going');
              back().catch(() => set('failed'));
            }}
            pending={state === 'going' ? t('accounts.going-back') : undefined}
          >
            <Icon d={arrowLeft} class="flip" />
            {t('accounts.back', { name: from })}
          </Button>
        }
      />
    </section>
  );
});
