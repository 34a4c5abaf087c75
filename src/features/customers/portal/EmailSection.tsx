import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import type { Profile } from '../schema.ts';
import { OwnForm } from './OwnForm.tsx';
import type { OwnWords } from './own/words.ts';
import type { SecurityApi } from './security-api.ts';

export interface EmailSectionProps {
  readonly t: OwnWords;
  readonly brand: string;
  readonly contact: NonNullable<Profile['contact']>;
  readonly api: SecurityApi;
  /** False where the portal sends no mail about access: then the supplier changes it. */
  readonly mails: boolean;
  readonly onProfile: (profile: Profile) => void;
}

/** The person's e-mail address: proved, or changed, by a code that is mailed there. */
export function EmailSection({ t, brand, contact, api, mails, onProfile }: EmailSectionProps) {
  const [open, setOpen] = useState<'change' | 'prove' | undefined>();
  const { email, emailVerified, emailPending } = contact;
  return (
    <section class="section" aria-labelledby="email-title" data-portico-part="email">
      <h2 class="section-title" id="email-title">
        {t('email.title')}
      </h2>
      <p class="security-line">
        <bdi class="strong">{email ?? t('profile.not-given')}</bdi>{' '}
        {email ? (
          <Badge tone={emailVerified ? 'good' : 'warn'} icon={emailVerified ? check : circleAlert}>
            {t(emailVerified ? 'email.proved' : 'email.unproved')}
          </Badge>
        ) : null}
      </p>
      {!mails ? <p class="muted">{t('email.ask', { brand })}</p> : null}
      {mails && emailPending ? <Proof t={t} pending={emailPending} api={api} onProfile={onProfile} /> : null}
      {mails && !emailPending && open ? (
        <Change
          {...{ t, api, contact, onProfile }}
          email={open === 'prove' ? email : null}
          onBack={() => setOpen(undefined)}
        />
      ) : null}
      {mails && !emailPending && !open ? (
        <div class="actions">
          {email && !emailVerified ? (
            <Button kind="outlined" onClick={() => setOpen('prove')}>
              {t('email.prove')}
            </Button>
          ) : null}
          <Button onClick={() => setOpen('change')}>{t(email ? 'email.change' : 'email.add')}</Button>
        </div>
      ) : null}
    </section>
  );
}

interface ChangeProps extends Pick<EmailSectionProps, 't' | 'api' | 'contact' | 'onProfile'> {
  /** The address that is there already, where it is only to be proved. */
  readonly email: string | null;
  readonly onBack: () => void;
}

const Change = ({ t, api, contact, email, onProfile, onBack }: ChangeProps) => (
  <OwnForm
    {...{ t, id: 'email', go: t('email.send'), working: t('email.sending'), onBack }}
    fields={[
      ...(email === null ? [{ name: 'email', label: t('email.new'), type: 'email' } as const] : []),
      ...(contact.hasPassword
        ? [{ name: 'password', label: t('password.current'), type: 'password' } as const]
        : []),
    ]}
    onSend={async ({ email: next, password }) =>
      onProfile(await api.askEmail({ email: email ?? next, ...(password && { password }) }))
    }
  />
);

interface ProofProps extends Pick<EmailSectionProps, 't' | 'api' | 'onProfile'> {
  readonly pending: string;
}

const Proof = ({ t, pending, api, onProfile }: ProofProps) => (
  <OwnForm
    {...{ t, id: 'email', go: t('email.confirm') }}
    fields={[{ name: 'code', label: t('email.code'), type: 'tel' }]}
    onSend={async ({ code }) => onProfile(await api.proveEmail(code))}
    onBack={() => void api.abandonEmail().then(onProfile, () => {})}
  >
    <p role="status">{t('email.sent', { email: pending })}</p>
  </OwnForm>
);
