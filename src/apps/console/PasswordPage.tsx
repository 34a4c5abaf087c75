import { useState } from 'preact/hooks';
import type { ResetOffer } from '../../features/operators/security-schema.ts';
import { Form } from '../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../kit/ui/console/Load.tsx';
import { check } from '../../kit/ui/icons.ts';
import { Notice } from '../../kit/ui/Notice.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { base, type Console } from './console.ts';
import { Door } from './Door.tsx';
import { Forgotten } from './Forgotten.tsx';
import { SignIn } from './SignIn.tsx';
import { takeToken } from './take-token.ts';

/** What the mailed link leads to: a new password, and the sign-in with it, which asks for whatever it asked before. */
export const PasswordPage = watching(function PasswordPage({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const [token] = useState(takeToken);
  const [step, setStep] = useState<'choose' | 'ask' | 'sign-in'>('choose');
  const [email, setEmail] = useState<string>();
  const offer = useLoad<ResetOffer>('password', () =>
    app.api.post<ResetOffer>('/api/v1/operator-password-resets/look', { token }),
  );
  const toSignIn = () => {
    history.replaceState(null, '', base);
    setStep('sign-in');
  };
  if (step === 'sign-in') {
    return (
      <Door app={app} title={t('sign-in.title')}>
        {email ? <Notice tone="good" icon={check} title={t('forgot.done')} /> : null}
        <SignIn app={app} email={email} />
      </Door>
    );
  }
  if (step === 'ask') {
    return (
      <Door app={app} title={t('forgot.title')}>
        <Forgotten app={app} back={toSignIn} />
      </Door>
    );
  }
  return (
    <Door app={app} title={t('forgot.title')}>
      <Load of={offer} what={t('forgot.title')} missing={t('forgot.gone')}>
        {(known) => (
          <>
            <p class="muted">{t('forgot.for', { email: known.email, vendor: known.vendor })}</p>
            <Form
              name="password"
              keepsDraft={false}
              start={{ password: '' }}
              submit={t('account.password.save')}
              pending={t('account.saving')}
              failed={t('forgot.failed')}
              refusals={{ 'operator-reset.refused': t('forgot.gone') }}
              fieldRefusals={{ password: t('account.password.rule') }}
              onSave={async ({ password }) => {
                await app.api.post('/api/v1/operator-password-resets/completion', { token, password });
                setEmail(known.email);
                toSignIn();
              }}
              groups={() => [
                {
                  fields: [
                    {
                      name: 'password',
                      kind: 'password',
                      label: t('account.password.next'),
                      hint: t('account.password.hint'),
                      need: t('account.password.rule'),
                      check: (text: string) => (text.length < 12 ? t('account.password.rule') : undefined),
                      autocomplete: 'new-password',
                    },
                  ],
                },
              ]}
            />
          </>
        )}
      </Load>
      {offer.error ? (
        <button type="button" class="link" onClick={() => setStep('ask')}>
          {t('forgot.again')}
        </button>
      ) : null}
    </Door>
  );
});
