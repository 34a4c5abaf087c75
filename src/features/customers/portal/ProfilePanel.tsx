import { useEffect } from 'preact/hooks';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { later } from '../../../kit/ui/later.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import type { Profile } from '../schema.ts';
import type { EmailSectionProps } from './EmailSection.tsx';
import { PasswordChange } from './PasswordChange.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { type ProfileApi, type ProfileDraft, ProfileModel } from './profile-model.ts';
import type { SecurityApi } from './security-api.ts';
import type { ProfileWords } from './words.ts';

export interface ProfilePanelProps {
  readonly t: ProfileWords;
  readonly api: ProfileApi;
  readonly rules: BillingFieldRules;
  readonly languages: readonly Language[];
  /** Spoken now; what the form shows while the customer has chosen none. */
  readonly language: Language;
  readonly brand: string;
  readonly mayChange: boolean;
  /** The address can be kept from being changed by itself; name and language are the person's own. */
  readonly mayChangeBilling: boolean;
  /** Whatever a role may change of the account: the password is the person's own. */
  readonly mayChangePassword: boolean;
  readonly draft: ProfileDraft;
  /** Absent for whoever may not touch the person's own security. */
  readonly security?: SecurityApi | undefined;
  /** False where the portal sends no mail about access. */
  readonly mails: boolean;
  readonly onSaved: (profile: Profile) => void;
  readonly onReady: (error?: unknown) => void;
}

/** A form that asks nothing about the address. */
const noFields: BillingFieldRules = {
  ...{ company: 'hidden', name: 'hidden', email: 'hidden', address: 'hidden' },
  ...{ addressExtra: 'hidden', phone: 'hidden', vatId: 'hidden', eInvoice: 'hidden' },
};

/** Behind the form, so that the form waits for nothing. */
const Security = later<EmailSectionProps>(
  () => import('./Security.tsx').then((file) => file.Security),
  () => null,
);

export const ProfilePanel = watching(function ProfilePanel(props: ProfilePanelProps) {
  const { t, api, rules, draft, language, mayChange, brand, onReady } = props;
  const asked = props.mayChangeBilling ? rules : noFields;
  const model = useModel(() => new ProfileModel({ api, rules: asked, draft, language }));
  const state = model.state.value;
  const profile = model.profile.value;
  const refused = Object.keys(model.errors.value).length > 0;
  useEffect(() => void model.load(), [model]);
  useEffect(() => {
    if (state !== 'loading') onReady(model.error.peek());
  }, [state, model, onReady]);

  return (
    <div class="panel" data-portico-panel="profile" data-portico-state={state}>
      <PanelHead
        title={t('profile.title')}
        prefix={refused ? t('form.error') : undefined}
        bits={[
          profile?.customer.name,
          profile?.customer.number
            ? t('profile.customer-number', { number: profile.customer.number })
            : undefined,
        ]}
      />
      {state === 'loading' ? (
        <Skeleton label={t('state.loading', { what: t('profile.title') })} slow={t('state.slow')} />
      ) : null}
      {state === 'failed' ? (
        <Failed
          t={t}
          title={t('profile.failed')}
          error={model.error.value}
          onRetry={() => void model.load()}
        />
      ) : null}
      {profile && mayChange ? <ProfileForm {...props} model={model} profile={profile} /> : null}
      {profile && !mayChange ? <ProfileFacts t={t} profile={profile} rules={rules} brand={brand} /> : null}
      {profile?.contact?.publicNotes ? (
        <section class="section" aria-labelledby="profile-notes">
          <h2 class="section-title" id="profile-notes">
            {t('profile.notes')}
          </h2>
          <p class="measure" style={{ whiteSpace: 'pre-line' }}>
            {profile.contact.publicNotes}
          </p>
        </section>
      ) : null}
      {profile?.contact?.hasPassword && props.mayChangePassword ? (
        <PasswordChange
          t={t}
          name={profile.contact.username ?? profile.contact.email ?? ''}
          save={api.changePassword}
        />
      ) : null}
      {profile?.contact && props.security ? (
        <Security
          t={t}
          brand={brand}
          contact={profile.contact}
          api={props.security}
          mails={props.mails}
          onProfile={model.take}
        />
      ) : null}
    </div>
  );
});
