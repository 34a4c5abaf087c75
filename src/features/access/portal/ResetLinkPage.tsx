import { useState } from 'preact/hooks';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { readDigits } from '../../../kit/common/digits.ts';
import { check as checkIcon, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { SignInApi } from './sign-in-api.ts';
import './sign-in.style.ts';
import type { ArrivalWords } from './words.ts';

export interface ResetLinkPageProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly api: SignInApi;
  /** What stood behind `#mail=`. */
  readonly link: string;
  /** Carries on with the sign-in page, or as whoever is signed in. */
  readonly onLeave: () => void;
}

type Refusal = 'refused' | 'over' | 'too-many' | 'offline' | 'failed';
const refusals: Readonly<Record<string, Refusal>> = {
  'mailed-code.refused': 'refused',
  'mailed-code.over': 'over',
  'request.too-many': 'too-many',
  offline: 'offline',
};

/**
 * Behind the button of a mail about a forgotten password. Opening it does nothing: mail scanners open everything. In a
 * browser that is not the asking one, the digits of the asking one are typed here.
 */
export function ResetLinkPage({ t, brand, api, link, onLeave }: ResetLinkPageProps) {
  const [newPassword, setPassword] = useState('');
  const [check, setCheck] = useState('');
  const [asks, setAsks] = useState(false);
  const [shown, show] = useState(false);
  const [faults, setFaults] = useState<{ password?: string; check?: string }>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle');

  async function save(): Promise<void> {
    if (state === 'saving') return;
    const found = {
      ...(newPassword.length < 8 && {
        password: t(newPassword === '' ? 'signin.newPassword.missing' : 'signin.newPassword.short'),
      }),
      ...(asks && readDigits(check) === undefined && { check: t('signin.digits.shape') }),
    };
    setFaults(found);
    setRefusal(undefined);
    if (found.password || found.check) {
      document.getElementById(found.password ? 'reset-password' : 'reset-check')?.focus();
      return;
    }
    setState('saving');
    const error = await api.completeReset({ mailLink: link, newPassword, ...(check && { check }) }).then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('no reason'),
    );
    setState(error ? 'idle' : 'saved');
    if (!error) return;
    const code = codeOf(error);
    const field = isApiError(error) ? error.fields[0] : undefined;
    if (code === 'mailed-code.check-needed') setAsks(true);
    else if (field?.path === 'newPassword') setFaults({ password: t('signin.newPassword.weak') });
    else setRefusal(refusals[code] ?? 'failed');
  }

  return (
    <div class="panel" data-portico-panel="signin" data-portico-state="reset">
      <div class="signin">
        <header class="signin-head">
          <h1 class="title" tabIndex={-1}>
            {t('signin.forgot.title')}
          </h1>
          <p class="muted">{t('signin.text', { brand })}</p>
        </header>
        {refusal ? (
          <Notice tone="bad" icon={circleAlert} title={t(`signin.mail.${refusal}`)} urgent>
            {t(`signin.mail.${refusal}.text`, { brand })}
          </Notice>
        ) : null}
        {state === 'saved' ? (
          <Notice tone="good" icon={checkIcon} title={t('signin.forgot.saved')}>
            {t('signin.forgot.saved.text')}
          </Notice>
        ) : null}
        {state === 'saved' || refusal === 'over' ? (
          <div class="signin-go">
            <Button kind="primary" onClick={onLeave}>
              {t('signin.forgot.back')}
            </Button>
          </div>
        ) : (
          <form
            class="form signin-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <TextField
              t={t}
              id="reset-password"
              label={t('signin.newPassword')}
              hint={t('signin.newPassword.hint')}
              error={faults.password}
              value={newPassword}
              type={shown ? 'text' : 'password'}
              autocomplete="new-password"
              dir="ltr"
              onInput={setPassword}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={shown}
                onChange={(event) => show(event.currentTarget.checked)}
              />
              {t('signin.show')}
            </label>
            {asks ? (
              <TextField
                t={t}
                id="reset-check"
                label={t('signin.button.check')}
                hint={t('signin.button.check.hint')}
                error={faults.check}
                value={check}
                autocomplete="off"
                dir="ltr"
                type="tel"
                class="signin-digits"
                onInput={setCheck}
              />
            ) : null}
            <div class="signin-go">
              <Button
                kind="primary"
                type="submit"
                pending={state === 'saving' ? t('signin.saving') : undefined}
              >
                {t('signin.forgot.save')}
              </Button>
            </div>
          </form>
        )}
      </div>
    </div>
  );
}
