import { useState } from 'preact/hooks';
import { Form } from '../../kit/ui/console/Form.tsx';
import { later } from '../../kit/ui/console/later.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { ByCompany } from './ByCompany.tsx';
import { ByPasskey } from './ByPasskey.tsx';
import type { Console } from './console.ts';

const ProveForm = later('ProveForm', () => import('./ProveForm.tsx'));

interface SignInProps {
  readonly app: Console;
  /** Known already when a session ended: only the password is asked for. */
  readonly email?: string | undefined;
}

const Forgotten = later('Forgotten', () => import('./Forgotten.tsx'));

/** E-mail and password, then what else is asked for; or a passkey alone, or the company’s own sign-in. */
export const SignIn = watching(function SignIn({ app, email }: SignInProps) {
  const t = app.t.value;
  const [forgot, setForgot] = useState(false);
  const ways = app.second.value;
  if (ways) {
    return (
      <>
        <p class="muted">{t('sign-in.second')}</p>
        <ProveForm app={app} ways={ways} cancel={() => app.giveUp()} what={t('sign-in.title')} />
      </>
    );
  }
  if (forgot)
    return <Forgotten app={app} email={email} back={() => setForgot(false)} what={t('forgot.title')} />;
  return (
    <>
      <Form
        name="sign-in"
        keepsDraft={false}
        start={{ email: email ?? '', password: '' }}
        submit={t('sign-in.go')}
        pending={t('sign-in.busy')}
        failed={t('sign-in.failed')}
        refusals={{
          'operator-session.refused': t('sign-in.refused'),
          'request.too-many': t('sign-in.too-many'),
        }}
        onSave={async (values) => app.signIn(String(values.email).trim(), String(values.password))}
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
              {
                name: 'password',
                kind: 'password',
                label: t('account.password'),
                need: t('sign-in.password.need'),
                autocomplete: 'current-password',
              },
            ],
          },
        ]}
      />
      <button type="button" class="link" onClick={() => setForgot(true)}>
        {t('sign-in.forgot')}
      </button>
      {'PublicKeyCredential' in window ? (
        <ByPasskey app={app} label={t('sign-in.passkey')} act={() => app.signInWithPasskey()} />
      ) : null}
      <ByCompany app={app} company={app.company()} />
    </>
  );
});
