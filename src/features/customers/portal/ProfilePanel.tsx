import type { ComponentChildren } from 'preact';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import type { Profile } from '../schema.ts';
import type { OwnWords } from './own/words.ts';
import { PasswordSection } from './PasswordSection.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { type ProfileApi, type ProfileDraft, ProfileModel } from './profile-model.ts';
import type { SecurityApi } from './security-api.ts';
import type { ProfileWords } from './words.ts';

/** What comes in a file of its own, with its words. */
export type DrawOwn = (
  draw: (views: typeof import('./Security.tsx'), t: OwnWords) => ComponentChildren,
) => ComponentChildren;

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
  readonly drawOwn: DrawOwn;
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

export const ProfilePanel = watching(function ProfilePanel(props: ProfilePanelProps) {
  const { t, api, rules, draft, language, mayChange, brand, security, drawOwn } = props;
  const asked = props.mayChangeBilling ? rules : noFields;
  const model = useModel(() => new ProfileModel({ api, rules: asked, draft, language }));
  const state = useLoaded(model, props.onReady);
  const profile = model.profile.value;
  const contact = profile?.contact;
  const refused = Object.keys(model.errors.value).length > 0;

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
      <Waiting t={t} model={model} what={t('profile.title')} failed={t('profile.failed')} />
      {profile && mayChange ? <ProfileForm {...props} model={model} profile={profile} /> : null}
      {profile && !mayChange ? <ProfileFacts t={t} profile={profile} rules={rules} brand={brand} /> : null}
      {contact?.publicNotes ? (
        <section class="section" aria-labelledby="profile-notes">
          <h2 class="section-title" id="profile-notes">
            {t('profile.notes')}
          </h2>
          <p class="measure" style={{ whiteSpace: 'pre-line' }}>
            {contact.publicNotes}
          </p>
        </section>
      ) : null}
      {contact?.hasPassword && props.mayChangePassword ? (
        <PasswordSection
          t={t}
          drawOwn={drawOwn}
          name={contact.username ?? contact.email ?? ''}
          save={api.changePassword}
        />
      ) : null}
      {contact && security
        ? drawOwn(({ Security }, own) => (
            <Security
              t={own}
              brand={brand}
              contact={contact}
              api={security}
              mails={props.mails}
              onProfile={model.take}
            />
          ))
        : null}
    </div>
  );
});
