import type { Profile } from '../schema.ts';
import { type BillingPart, billingOrder } from './billing-order.ts';
import type { ProfileWords } from './words.ts';

interface ProfileFactsProps {
  readonly t: ProfileWords;
  readonly profile: Profile;
  /** Where somebody else changes them: who. */
  readonly brand: string | undefined;
}
/** The details to be read: by who may not change them, and until the form is there. */
export function ProfileFacts({ t, profile, brand }: ProfileFactsProps) {
  const { contact } = profile;
  return (
    <>
      {brand === undefined ? null : <p class="measure">{t('profile.read-only', { brand })}</p>}
      {contact ? (
        <section class="section" aria-labelledby="profile-you">
          <h2 class="section-title" id="profile-you">
            {t('profile.you')}
          </h2>
          <dl class="pairs">
            <dt>{t('profile.name')}</dt>
            <dd>{contact.name}</dd>
            <dt>{t('profile.your-email')}</dt>
            <dd>
              <bdi>{contact.email ?? t('profile.not-given')}</bdi>
            </dd>
          </dl>
        </section>
      ) : null}
      <BillingFacts t={t} profile={profile} />
    </>
  );
}

/** The address as it stands: what the portal asks of it is in the answer, and nothing else. */
export function BillingFacts({ t, profile }: Omit<ProfileFactsProps, 'brand'>) {
  const { billing } = profile;
  const shown = (field: BillingPart, value: string | undefined): string => {
    if (!value) return t('profile.not-given');
    if (field !== 'country') return value;
    return new Intl.DisplayNames([t.manner.locale], { type: 'region' }).of(value) ?? value;
  };
  return (
    <section class="section" aria-labelledby="profile-billing">
      <h2 class="section-title" id="profile-billing">
        {t('profile.billing')}
      </h2>
      <dl class="pairs">
        {billingOrder.flatMap((field) =>
          billing[field] === undefined || (field === 'state' && !billing.state) ? (
            []
          ) : (
            <>
              <dt>{t(`profile.${field}`)}</dt>
              <dd class={billing[field] ? 'num' : 'muted'}>
                <bdi>{shown(field, billing[field])}</bdi>
              </dd>
            </>
          ),
        )}
      </dl>
    </section>
  );
}
