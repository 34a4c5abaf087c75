import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import type { Profile } from '../schema.ts';
import { useOwnForm } from './own-form.ts';
import type { SecurityApi } from './security-api.ts';
import type { ProfileWords } from './words.ts';

export interface EmailSectionProps {
  readonly t: ProfileWords;
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

const needed = {
  email: 'security.error.email',
  password: 'security.error.password',
  code: 'security.error.code',
} as const;

interface ChangeProps extends Pick<EmailSectionProps, 't' | 'api' | 'contact' | 'onProfile'> {
  /** The address that is there already, where it is only to be proved. */
  readonly email: string | null;
  readonly onBack: () => void;
}

function Change({ t, api, contact, email, onProfile, onBack }: ChangeProps) {
  const fields = [
    ...(email === null ? (['email'] as const) : []),
    ...(contact.hasPassword ? (['password'] as const) : []),
  ];
  const form = useOwnForm<'email' | 'password'>(fields, needed, (field) => `email-${field}`);
  const typed = (field: 'email' | 'password', label: string, autocomplete: string) => (
    <TextField
      t={t}
      id={`email-${field}`}
      type={field}
      dir="ltr"
      class="w-middle"
      autocomplete={autocomplete}
      label={label}
      value={form.values[field] ?? ''}
      error={form.faults[field] && t(form.faults[field])}
      onInput={(text) => form.type(field, text)}
    />
  );
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(async ({ email: next, password }) =>
          onProfile(await api.askEmail({ email: email ?? next, ...(password && { password }) })),
        );
      }}
    >
      <div class="group">
        {email === null ? typed('email', t('email.new'), 'email') : null}
        {contact.hasPassword ? typed('password', t('password.current'), 'current-password') : null}
        {form.error ? <Failed t={t} title={t('security.failed')} error={form.error} /> : null}
        <div class="actions">
          <Button kind="outlined" type="submit" pending={form.working ? t('email.sending') : undefined}>
            {t('email.send')}
          </Button>
          <Button onClick={onBack}>{t('security.cancel')}</Button>
        </div>
      </div>
    </form>
  );
}

function Proof({
  t,
  pending,
  api,
  onProfile,
}: Pick<EmailSectionProps, 't' | 'api' | 'onProfile'> & { readonly pending: string }) {
  const form = useOwnForm(['code'] as const, needed, () => 'email-code');
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(async ({ code }) => onProfile(await api.proveEmail(code)));
      }}
    >
      <div class="group">
        <p role="status">{t('email.sent', { email: pending })}</p>
        <TextField
          t={t}
          id="email-code"
          type="tel"
          dir="ltr"
          class="w-short"
          autocomplete="one-time-code"
          label={t('email.code')}
          value={form.values.code}
          error={form.faults.code && t(form.faults.code)}
          onInput={(text) => form.type('code', text)}
        />
        {form.error ? <Failed t={t} title={t('security.failed')} error={form.error} /> : null}
        <div class="actions">
          <Button kind="outlined" type="submit" pending={form.working ? t('security.working') : undefined}>
            {t('email.confirm')}
          </Button>
          <Button onClick={() => void api.abandonEmail().then(onProfile, () => {})}>
            {t('security.cancel')}
          </Button>
        </div>
      </div>
    </form>
  );
}
