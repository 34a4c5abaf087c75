import { useEffect, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { readDigits } from '../../../kit/common/digits.ts';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { ChooseAccount } from './ChooseAccount.tsx';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import './sign-in.style.ts';
import type { ArrivalWords } from './words.ts';

export interface MailLinkPageProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly api: SignInApi;
  /** What stood behind `#mail=`. */
  readonly link: string;
  /** Who is signed in here already, whom this would replace. */
  readonly whoIsIn: () => Promise<string | undefined>;
  /** Carries on as whoever is signed in, or with the sign-in page. */
  readonly onLeave: () => void;
}

type Refusal = 'refused' | 'over' | 'otp' | 'too-many' | 'elsewhere' | 'offline' | 'failed';
const refusals: Readonly<Record<string, Refusal>> = {
  'mailed-code.refused': 'refused',
  'mailed-code.over': 'over',
  'sign-in.not-offered': 'over',
  'sign-in.otp-refused': 'otp',
  'request.too-many': 'too-many',
  'contact.address': 'elsewhere',
  offline: 'offline',
};

/**
 * Behind the button of a mail. Opening it does nothing: mail scanners open everything. In a browser that is not the
 * asking one, the digits of the asking one are typed here.
 */
export function MailLinkPage({ t, brand, api, link, whoIsIn, onLeave }: MailLinkPageProps) {
  const [who, setWho] = useState<string>();
  const [asks, setAsks] = useState<'check' | 'otp' | undefined>();
  const [check, setCheck] = useState('');
  const [otp, setOtp] = useState('');
  const [wrong, setWrong] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [going, setGoing] = useState(false);
  const [choice, setChoice] = useState<Accounts>();
  useEffect(() => void whoIsIn().then(setWho, () => {}), [whoIsIn]);

  // What is asked for now is where the person goes on.
  useEffect(() => {
    if (asks) document.getElementById(`signin-${asks}`)?.focus();
  }, [asks]);

  async function go(): Promise<void> {
    if (going) return;
    if (asks === 'check' && readDigits(check) === undefined) return setWrong(true);
    setGoing(true);
    setRefusal(undefined);
    const typed = { ...(check && { check }), ...(otp && { otp }) };
    const error = await api.enter({ mailLink: link, ...typed }).then(
      (accounts) => {
        if (accounts) setChoice(accounts);
        return undefined;
      },
      (cause: unknown) => cause ?? new Error('no reason'),
    );
    setGoing(false);
    if (!error) return;
    const code = codeOf(error);
    if (code === 'mailed-code.check-needed') setAsks('check');
    else if (code === 'sign-in.second-factor') setAsks('otp');
    else setRefusal(refusals[code] ?? 'failed');
  }

  return (
    <div class="panel" data-portico-panel="signin" data-portico-state="mail">
      <div class="signin">
        <header class="signin-head">
          <h1 class="title" tabIndex={-1}>
            {t('signin.title')}
          </h1>
          <p class="muted">{t('signin.text', { brand })}</p>
        </header>
        {refusal ? (
          <Notice tone="bad" icon={circleAlert} title={t(`signin.mail.${refusal}`)} urgent>
            {t(`signin.mail.${refusal}.text`, { brand })}
          </Notice>
        ) : null}
        {who && !choice ? (
          <Notice tone="warn" icon={circleAlert} title={t('signin.button.occupied', { name: who })}>
            {t('signin.button.occupied.text')}
          </Notice>
        ) : null}
        {choice ? (
          <ChooseAccount t={t} brand={brand} api={api} choice={choice} onOver={onLeave} />
        ) : (
          <form
            class="form signin-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void go();
            }}
          >
            {asks === 'check' ? (
              <TextField
                t={t}
                id="signin-check"
                label={t('signin.button.check')}
                hint={t('signin.button.check.hint')}
                error={wrong ? t('signin.digits.shape') : undefined}
                value={check}
                autocomplete="off"
                dir="ltr"
                type="tel"
                class="signin-digits"
                onInput={(text) => {
                  setCheck(text);
                  setWrong(false);
                }}
              />
            ) : null}
            {asks === 'otp' ? (
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
            ) : null}
            <div class="signin-go">
              {refusal === 'over' ? null : (
                <Button kind="primary" type="submit" pending={going ? t('signin.going') : undefined}>
                  {t('signin.go')}
                </Button>
              )}
              {who || refusal === 'over' ? (
                <Button onClick={onLeave}>
                  {who ? t('signin.button.stay', { name: who }) : t('signin.button.new')}
                </Button>
              ) : null}
            </div>
          </form>
        )}
      </div>
    </div>
  );
}
