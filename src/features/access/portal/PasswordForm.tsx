import { useEffect, useRef, useState } from 'preact/hooks';
import type { Translate } from '../../../kit/browser/words.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { described, Frame } from '../../../kit/ui/form/Field.tsx';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type en from '../messages/en.json';
import { type PasswordCredential, type PasswordField, PasswordModel } from './password-model.ts';
import type { Kept } from './sign-in-api.ts';

export interface PasswordFormProps {
  readonly t: Translate<keyof typeof en | FormMessage>;
  readonly brand: string;
  readonly name: string;
  readonly onEnter: (credential: PasswordCredential) => Promise<void>;
  /** See `PasswordModel`. */
  readonly keptOtp?: Kept | undefined;
}

const idOf = (field: PasswordField): string => `signin-${field}`;

/** What password managers go by. */
const purposes: Readonly<Record<PasswordField, string>> = {
  username: 'username',
  password: 'current-password',
  otp: 'one-time-code',
  newPassword: 'new-password',
};

export const PasswordForm = watching(function PasswordForm(props: PasswordFormProps) {
  const { t, brand, name, onEnter, keptOtp } = props;
  const model = useModel(() => new PasswordModel({ enter: onEnter, name, keptOtp }));
  const [shown, show] = useState(false);
  const values = model.values.value;
  const errors = model.errors.value;
  const refusal = model.refusal.value;
  const chooses = model.step.value === 'new-password';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (chooses) heading.current?.focus();
  }, [chooses]);
  const asksOtp = model.asksOtp.value;
  // Whoever has just given the password goes on with the code; after a reload the password comes first again.
  useEffect(() => {
    if (asksOtp && model.values.peek().password !== '') document.getElementById(idOf('otp'))?.focus();
  }, [asksOtp, model]);

  const field = (of: PasswordField, label: string, hint?: string) => {
    const mistake = errors[of];
    const error = mistake && t(`signin.${of}.${mistake}` as never);
    const frame = { t, id: idOf(of), label, hint, error, value: values[of], onInput: () => {} };
    return (
      <Frame {...frame}>
        <input
          class="input"
          id={frame.id}
          name={of}
          // A name may be an address, so it reads from left to right; a password is shown where somebody asks.
          dir="ltr"
          type={(of === 'username' || of === 'otp' || shown ? 'text' : 'password') as 'text'}
          value={values[of]}
          autocomplete={purposes[of] as 'username'}
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={described(frame)}
          data-portico-part="input"
          onInput={(event) => model.type(of, event.currentTarget.value)}
        />
      </Frame>
    );
  };

  const wrong = (['username', 'password', 'otp', 'newPassword'] as const).flatMap((of) => {
    const mistake = errors[of];
    return mistake ? [{ id: idOf(of), text: t(`signin.${of}.${mistake}` as never) }] : [];
  });
  const pending = model.entering.value ? t(chooses ? 'signin.saving' : 'signin.going') : undefined;
  return (
    <form
      class="form signin-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.submit();
      }}
    >
      <ErrorSummary t={t} errors={wrong} attempt={model.attempts.value} />
      {refusal ? (
        <Notice tone="bad" icon={circleAlert} title={t(`signin.${refusal}`)} urgent>
          {t(`signin.${refusal}.text`, { brand })}
        </Notice>
      ) : null}
      {chooses ? (
        <>
          <div class="signin-head">
            <h2 class="section-title" tabIndex={-1} ref={heading}>
              {t('signin.new')}
            </h2>
            <p class="muted">{t('signin.new.text')}</p>
          </div>
          {/* Password managers tell by it whose password is being changed. */}
          <input
            class="vh"
            type="text"
            value={values.username}
            autocomplete="username"
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          {field('newPassword', t('signin.newPassword'), t('signin.newPassword.hint'))}
        </>
      ) : (
        <>
          {field('username', t('signin.username'))}
          {field('password', t('signin.password'))}
        </>
      )}
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => show(event.currentTarget.checked)} />
        {t('signin.show')}
      </label>
      {asksOtp && !chooses ? field('otp', t('signin.mail.app'), t('signin.mail.app.hint')) : null}
      <div class="signin-go">
        <Button kind="primary" type="submit" pending={pending}>
          {t(chooses ? 'signin.save' : 'signin.go')}
        </Button>
        {chooses ? <Button onClick={model.restart}>{t('signin.restart')}</Button> : null}
      </div>
    </form>
  );
});
