import { useEffect, useRef } from 'preact/hooks';
import { inThrees } from '../../../kit/common/digits.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { MailModel } from './mail-model.ts';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import type { StepWords } from './words.ts';

export interface MailFormProps {
  readonly t: StepWords;
  readonly brand: string;
  readonly api: SignInApi;
  /** Mail does not work at the moment. */
  readonly down: boolean;
  readonly onChoose: (accounts: Accounts) => void;
}

/** A code that is mailed: the address, then the code. */
export const MailForm = watching(function MailForm({ t, brand, api, down, onChoose }: MailFormProps) {
  const model = useModel(
    () =>
      new MailModel({
        enter: api.enter,
        askMail: api.askMail,
        kept: api.keep('mailed-code'),
        choose: onChoose,
      }),
  );
  const asked = model.asked.value;
  const refusal = model.refusal.value;
  const mistake = model.mistake.value;
  const pending = model.working.value;
  const title = useRef<HTMLHeadingElement>(null);
  const sent = model.sent.value;
  useEffect(() => {
    if (sent > 0) title.current?.focus();
  }, [sent]);
  const id = asked ? 'signin-digits' : 'signin-email';
  const error = mistake && t(asked ? `signin.digits.${mistake}` : `signin.email.${mistake}`);

  return (
    <form
      class="form signin-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void (asked ? model.enter() : model.ask());
      }}
    >
      <ErrorSummary t={t} errors={error ? [{ id, text: error }] : []} attempt={model.attempts.value} />
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
      {asked ? (
        <>
          <div class="signin-head">
            <h2 class="section-title" tabIndex={-1} ref={title}>
              {t('signin.mail.sent')}
            </h2>
            <p class="muted">{t('signin.mail.sent.text', { email: asked.email })}</p>
          </div>
          <TextField
            t={t}
            id="signin-digits"
            label={t('signin.digits')}
            error={error}
            value={model.digits.value}
            autocomplete="one-time-code"
            dir="ltr"
            type="tel"
            class="signin-digits"
            onInput={model.typeDigits}
          />
          {model.asksOtp.value ? (
            <TextField
              t={t}
              id="signin-otp"
              label={t('signin.mail.app')}
              hint={t('signin.mail.app.hint')}
              value={model.otp.value}
              autocomplete="one-time-code"
              dir="ltr"
              onInput={model.typeOtp}
            />
          ) : null}
        </>
      ) : (
        <TextField
          t={t}
          id="signin-email"
          label={t('signin.email')}
          hint={t('signin.email.hint')}
          error={error}
          value={model.email.value}
          autocomplete="email"
          dir="ltr"
          type="email"
          onInput={model.typeEmail}
        />
      )}
      <div class="signin-go">
        <Button
          kind="primary"
          type="submit"
          pending={pending ? t(asked ? 'signin.going' : 'signin.mail.sending') : undefined}
        >
          {t(asked ? 'signin.go' : 'signin.mail.go')}
        </Button>
        {asked ? (
          <>
            {model.wait.value > 0 ? (
              <span class="small muted num">{t('signin.mail.wait', { count: model.wait.value })}</span>
            ) : (
              <Button onClick={() => void model.ask()}>{t('signin.mail.again')}</Button>
            )}
            <button type="button" class="link" onClick={model.restart}>
              {t('signin.mail.change')}
            </button>
          </>
        ) : null}
      </div>
      {asked ? (
        <p class="small muted">
          {t('signin.mail.check')} <bdi class="strong">{inThrees(asked.check)}</bdi>
        </p>
      ) : null}
    </form>
  );
});
