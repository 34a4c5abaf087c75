import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import type { Profile } from '../schema.ts';
import type { ProfileFormWords } from './form/words.ts';
import type { OwnWords } from './own/words.ts';
import { OwnModel } from './own-model.ts';
import { PasswordSection } from './PasswordSection.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import type { ProfileApi, ProfileDraft } from './profile-model.ts';
import type { SecurityApi } from './security-api.ts';
import type { ProfileWords } from './words.ts';

/** What comes in a file of its own, with its words. */
export type DrawOwn = (
  draw: (views: typeof import('./Security.tsx'), t: OwnWords) => ComponentChildren,
) => ComponentChildren;

/** The form comes so too; what is read meanwhile stands in its place. */
export type DrawForm = (
  draw: (views: typeof import('./ProfileForm.tsx'), t: ProfileFormWords) => ComponentChildren,
  meanwhile: ComponentChildren,
) => ComponentChildren;

export interface ProfilePanelProps {
  readonly t: ProfileWords;
  readonly api: ProfileApi;
  readonly rules: BillingFieldRules;
  readonly languages: readonly Language[];
  /** The portal's, by which days and deadlines go. */
  readonly portalZone: string;
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
  readonly drawForm: DrawForm;
  /** False where the portal sends no mail about access. */
  readonly mails: boolean;
  /** `chosen`: another language than before was saved. */
  readonly onSaved: (profile: Profile, chosen: Language | undefined) => void;
  readonly onReady: (error?: unknown) => void;
}

const modelOf = (api: ProfileApi) => new OwnModel(api.read);

export const ProfilePanel = watching(function ProfilePanel(props: ProfilePanelProps) {
  const { t, api, mayChange, brand, security, drawOwn, drawForm } = props;
  const model = useModel(() => modelOf(api));
  const [faulty, setFaulty] = useState<string>();
  const state = useLoaded(model, props.onReady);
  const profile = model.profile.value;
  const contact = profile?.contact;

  return (
    <div class="panel" data-portico-panel="profile" data-portico-state={state}>
      <PanelHead
        title={t('profile.title')}
        prefix={faulty}
        bits={[
          profile?.customer.name,
          profile?.customer.number
            ? t('profile.customer-number', { number: profile.customer.number })
            : undefined,
        ]}
      />
      <Waiting t={t} model={model} what={t('profile.title')} failed={t('profile.failed')} />
      {mayChange
        ? // Asked for at once: it comes beside the details, not after them.
          drawForm(
            ({ ProfileForm }, words) =>
              profile ? (
                <ProfileForm
                  {...props}
                  t={words}
                  profile={profile}
                  onFaulty={setFaulty}
                  onSaved={(saved, chosen) => {
                    model.take(saved);
                    props.onSaved(saved, chosen);
                  }}
                />
              ) : null,
            profile ? <ProfileFacts t={t} profile={profile} brand={undefined} /> : null,
          )
        : profile && <ProfileFacts t={t} profile={profile} brand={brand} />}
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
