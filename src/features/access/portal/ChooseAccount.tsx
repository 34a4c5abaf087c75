import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import type { StepWords } from './words.ts';

export interface ChooseAccountProps {
  readonly t: StepWords;
  readonly brand: string;
  readonly api: SignInApi;
  readonly choice: Accounts;
  /** Words of the way back, where it does not lead to the beginning. */
  readonly leave?: string;
  /** Back to the beginning, or to where the person is. */
  readonly onOver: () => void;
}

type Refusal = 'over' | 'otp' | 'offline' | 'failed';
const refusals: Readonly<Record<string, Refusal>> = {
  'sign-in.start-again': 'over',
  'sign-in.otp-refused': 'otp',
  offline: 'offline',
};

/** One person, several customers: as which of them they come in. */
export function ChooseAccount({ t, brand, api, choice, leave, onOver }: ChooseAccountProps) {
  const [going, setGoing] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [asksOtp, setAsksOtp] = useState<string>();
  const [otp, setOtp] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);

  async function go(contactId: string): Promise<void> {
    if (going) return;
    setGoing(contactId);
    setRefusal(undefined);
    const { proof } = choice;
    const second = asksOtp === contactId && otp ? { otp } : {};
    const error = await api.enter({ contactId, proof, ...second }).then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('no reason'),
    );
    if (!error) return;
    setGoing(undefined);
    const code = codeOf(error);
    if (code === 'sign-in.second-factor') setAsksOtp(contactId);
    else setRefusal(refusals[code] ?? 'failed');
  }

  return (
    <div class="form signin-form">
      <div class="signin-head">
        <h2 class="section-title" tabIndex={-1} ref={title}>
          {t('signin.choose')}
        </h2>
        <p class="muted">{t('signin.choose.text', { brand })}</p>
      </div>
      {refusal ? (
        <Notice tone="bad" icon={circleAlert} title={t(`signin.mail.${refusal}`)} urgent>
          {t(`signin.mail.${refusal}.text`)}
        </Notice>
      ) : null}
      <ul class="signin-accounts">
        {choice.accounts.map(({ contactId, name, customer }) => (
          <li key={contactId}>
            <button
              type="button"
              class="signin-account"
              data-portico-part="button"
              aria-disabled={going ? 'true' : undefined}
              onClick={() => void go(contactId)}
            >
              <span class="strong">{customer.name}</span>
              <span class="small muted">
                {going === contactId
                  ? t('signin.going')
                  : [name, customer.number].filter(Boolean).join(' · ')}
              </span>
            </button>
            {asksOtp === contactId ? (
              <form
                class="form signin-form"
                onSubmit={(event) => {
                  event.preventDefault();
                  void go(contactId);
                }}
              >
                <TextField
                  t={t}
                  id="signin-otp"
                  label={t('signin.mail.app')}
                  hint={t('signin.mail.app.hint')}
                  value={otp}
                  autocomplete="one-time-code"
                  dir="ltr"
                  onInput={setOtp}
                />
                <Button kind="primary" type="submit">
                  {t('signin.go')}
                </Button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={onOver}>
        {leave ?? t('signin.restart')}
      </button>
    </div>
  );
}
