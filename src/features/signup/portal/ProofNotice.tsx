import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { Frame } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import './sign-up.style.ts';
import type { SignUpWords } from './words.ts';

interface ProofNoticeProps {
  readonly t: SignUpWords;
  readonly email: string;
  readonly onProve: (code: string) => Promise<void>;
  readonly onAgain: () => Promise<void>;
}

type Said = 'missing' | 'refused' | 'used-up' | 'failed' | 'sent' | 'done';
const refusals: Readonly<Record<string, Said>> = {
  'email-proof.refused': 'refused',
  'email-proof.used-up': 'used-up',
};

/** Asks whoever signed up for the digits that went to the address they named. */
export function ProofNotice({ t, email, onProve, onAgain }: ProofNoticeProps) {
  const [code, setCode] = useState('');
  const [going, setGoing] = useState(false);
  const [said, say] = useState<Said | undefined>(undefined);
  const run = async (act: () => Promise<void>, done: Said) => {
    setGoing(true);
    say(
      await act().then(
        () => done,
        (error: unknown) => refusals[codeOf(error)] ?? 'failed',
      ),
    );
    setGoing(false);
  };
  if (said === 'done') {
    return (
      <div class="proof" role="status">
        <Notice tone="good" icon={circleCheck} title={t('proof.done')} />
      </div>
    );
  }
  const error = said && said !== 'sent' ? t(`proof.${said}`) : undefined;
  return (
    <div class="proof" data-portico-part="proof">
      <Notice tone="info" icon={circleAlert} title={t('proof.title', { address: email })}>
        <p>{t('proof.text')}</p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (going) return;
            if (!/\d/.test(code)) say('missing');
            else void run(() => onProve(code), 'done');
          }}
        >
          <Frame t={t} id="proof-code" label={t('proof.code')} value={code} error={error} onInput={setCode}>
            <input
              class="input"
              id="proof-code"
              inputMode="numeric"
              autocomplete="one-time-code"
              dir="ltr"
              maxLength={12}
              value={code}
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={error ? 'proof-code-error' : undefined}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </Frame>
          <div class="actions">
            <Button type="submit" pending={going ? t('proof.going') : undefined}>
              {t('proof.go')}
            </Button>
            <button type="button" class="link" onClick={() => void run(onAgain, 'sent')}>
              {t('proof.again')}
            </button>
          </div>
        </form>
        <p role="status">{said === 'sent' ? t('proof.sent') : ''}</p>
      </Notice>
    </div>
  );
}
