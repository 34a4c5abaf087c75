import { Form } from '../../kit/ui/console/Form.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

interface SignInProps {
  readonly app: Console;
  /** Known already when a session ended: only the password is asked for. */
  readonly email?: string | undefined;
}

/** E-mail and password; what a password manager fills in works, and so does pasting. */
export const SignIn = watching(function SignIn({ app, email }: SignInProps) {
  const t = app.t.value;
  return (
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
  );
});
