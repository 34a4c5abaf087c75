import { useState } from 'preact/hooks';
import { Secret } from '../../kit/ui/console/Copy.tsx';
import { Form } from '../../kit/ui/console/Form.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

/** Run where the service is; see docs/operators.md. */
const command = 'npm run -s portico -- operator reset --email';

interface ForgottenProps {
  readonly app: Console;
  readonly email?: string | undefined;
  readonly back: () => void;
}

/** Asks for a link to a new password. What is said does not tell whether anybody has the address. */
export const Forgotten = watching(function Forgotten({ app, email = '', back }: ForgottenProps) {
  const t = app.t.value;
  const [sent, setSent] = useState<string>();
  const toSignIn = (
    <button type="button" class="link" onClick={back}>
      {t('forgot.back')}
    </button>
  );
  if (!app.page.sendsMail) {
    return (
      <>
        <p>{t('forgot.no-mail')}</p>
        <Secret text={`${command} ${email || '…'}`} what={t('forgot.command')} />
        {toSignIn}
      </>
    );
  }
  if (sent !== undefined) {
    return (
      <>
        <p role="status">{t('forgot.sent', { email: sent })}</p>
        {toSignIn}
      </>
    );
  }
  return (
    <>
      <p class="muted">{t('forgot.text')}</p>
      <Form
        name="forgot"
        keepsDraft={false}
        start={{ email }}
        submit={t('forgot.go')}
        pending={t('forgot.busy')}
        failed={t('forgot.failed')}
        refusals={{ 'request.too-many': t('sign-in.too-many') }}
        onSave={async (values) => {
          const typed = String(values.email).trim();
          await app.api.post('/api/v1/operator-password-resets', {
            ...{ email: typed, language: app.language.peek() },
          });
          setSent(typed);
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'email',
                kind: 'email',
                label: t('account.email'),
                need: t('account.email.need'),
                autocomplete: 'username',
              },
            ],
          },
        ]}
      />
      {toSignIn}
    </>
  );
});
