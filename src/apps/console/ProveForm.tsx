import { Form } from '../../kit/ui/console/Form.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { ByPasskey } from './ByPasskey.tsx';
import type { Console } from './console.ts';

interface ProveFormProps {
  readonly app: Console;
  readonly ways: readonly ('app' | 'passkey' | 'recovery')[];
  /** The password will do too: for somebody who is in already. */
  readonly password?: boolean;
  readonly cancel: () => void;
}

/** Something beside the password: a code, or a passkey. */
export const ProveForm = watching(function ProveForm({ app, ways, password, cancel }: ProveFormProps) {
  const t = app.t.value;
  const byCode = ways.some((way) => way !== 'passkey');
  const field = password ? 'password' : 'code';
  return (
    <>
      {ways.includes('passkey') ? (
        <ByPasskey app={app} label={t('sign-in.passkey.use')} act={() => app.prove('passkey')} />
      ) : null}
      {password || byCode ? (
        <Form
          name={`prove ${field}`}
          keepsDraft={false}
          start={{ [field]: '' }}
          submit={t('sign-in.prove')}
          pending={t('sign-in.busy')}
          failed={t('sign-in.failed')}
          refusals={{
            'operator-session.code': t('sign-in.code.refused'),
            'operator-session.password': t('account.password.wrong'),
            'request.too-many': t('sign-in.too-many'),
          }}
          onSave={async (values) =>
            app.prove(password ? { password: String(values.password) } : { code: String(values.code).trim() })
          }
          cancel={cancel}
          groups={() => [
            {
              fields: [
                password
                  ? {
                      name: 'password',
                      kind: 'password',
                      label: t('account.password'),
                      need: t('sign-in.password.need'),
                      autocomplete: 'current-password',
                    }
                  : {
                      name: 'code',
                      label: t('sign-in.code'),
                      hint: t(ways.includes('app') ? 'sign-in.code.hint' : 'sign-in.code.recovery'),
                      need: t('sign-in.code.need'),
                      ltr: true,
                      width: 'w-middle',
                      autocomplete: 'one-time-code',
                    },
              ],
            },
          ]}
        />
      ) : null}
    </>
  );
});
