import { useEffect, useRef, useState } from 'preact/hooks';
import { inThrees } from '../../../kit/common/digits.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { type ForgottenField, ForgottenModel } from './forgotten-model.ts';
import type { SignInApi } from './sign-in-api.ts';
import type { StepWords } from './words.ts';

export interface ForgottenProps {
  readonly t: StepWords;
  readonly brand: string;
  readonly name: string;
  readonly api: SignInApi;
  /** Mail does not work at the moment. */
  readonly down: boolean;
  readonly onBack: () => void;
}

const idOf = (field: ForgottenField): string => `forgotten-${field}`;

/** A new password for whoever has forgotten theirs: the name, then the code of the mail beside what they choose. */
export const Forgotten = watching(function Forgotten({ t, brand, name, api, down, onBack }: ForgottenProps) {
  const model = useModel(
    () =>
      new ForgottenModel({
        ...{ name, kept: api.keep('password-reset') },
        ...{ askReset: api.askReset, completeReset: api.completeReset, enter: api.enter },
      }),
  );
  const [shown, show] = useState(false);
  const asked = model.asked.value;
  const errors = model.errors.value;
  const refusal = model.refusal.value;
  const values = model.values.value;
  const sent = model.sent.value;
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each mail is announced anew
  useEffect(() => title.current?.focus(), [sent]);

  const said = (field: ForgottenField): string | undefined => {
    const mistake = errors[field];
    if (!mistake) return undefined;
    return t((field === 'code' ? 'signin.forgot.code.missing' : `signin.${field}.${mistake}`) as never);
  };
  const wrong = (['username', 'code', 'newPassword'] as const).flatMap((field) => {
    const text = said(field);
    return text ? [{ id: idOf(field), text }] : [];
  });
  const field = (of: ForgottenField, label: string, autocomplete: string, hint?: string) => (
    <TextField
      t={t}
      id={idOf(of)}
      label={label}
      hint={hint}
      error={said(of)}
      value={values[of]}
      type={of === 'newPassword' && !shown ? 'password' : 'text'}
      autocomplete={autocomplete}
      dir="ltr"
      onInput={(text) => model.type(of, text)}
    />
  );

  if (model.saved.value) {
    return (
      <>
        <Notice tone="good" icon={check} title={t('signin.forgot.saved')}>
          {t('signin.forgot.saved.text')}
        </Notice>
        <div class="signin-go">
          <Button kind="primary" onClick={onBack}>
            {t('signin.forgot.back')}
          </Button>
        </div>
      </>
    );
  }
  const pending = model.working.value ? t(asked ? 'signin.saving' : 'signin.mail.sending') : undefined;
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
        <Notice tone="bad" icon={circleAlert} title={t(`signin.mail.${refusal}`)} urgent>
          {t(`signin.mail.${refusal}.text`, { brand })}
        </Notice>
      ) : null}
      {down && !refusal ? (
        <Notice tone="warn" icon={circleAlert} title={t('signin.mail.down')}>
          {t('signin.mail.down.text', { brand })}
        </Notice>
      ) : null}
      <div class="signin-head">
        <h2 class="section-title" tabIndex={-1} ref={title}>
          {t(asked ? 'signin.mail.sent' : 'signin.forgot.title')}
        </h2>
        <p class="muted">
          {asked ? t('signin.forgot.sent.text', { name: asked.name }) : t('signin.forgot.text', { brand })}
        </p>
      </div>
      {asked ? (
        <>
          {/* Password managers tell by it whose password is being chosen. */}
          <input
            class="vh"
            type="text"
            value={asked.name}
            autocomplete="username"
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          {field('code', t('signin.digits'), 'one-time-code')}
          {field('newPassword', t('signin.newPassword'), 'new-password', t('signin.newPassword.hint'))}
          <label class="check">
            <input type="checkbox" checked={shown} onChange={(event) => show(event.currentTarget.checked)} />
            {t('signin.show')}
          </label>
        </>
      ) : (
        field('username', t('signin.username'), 'username')
      )}
      <div class="signin-go">
        <Button kind="primary" type="submit" pending={pending}>
          {t(asked ? 'signin.save' : 'signin.mail.go')}
        </Button>
        {asked ? <Button onClick={() => void model.ask()}>{t('signin.mail.again')}</Button> : null}
        <button
          type="button"
          class="link"
          onClick={() => {
            model.restart();
            onBack();
          }}
        >
          {t('signin.forgot.back')}
        </button>
      </div>
      {asked ? (
        <p class="small muted">
          {t('signin.mail.check')} <bdi class="strong">{inThrees(asked.check)}</bdi>
        </p>
      ) : null}
    </form>
  );
});
