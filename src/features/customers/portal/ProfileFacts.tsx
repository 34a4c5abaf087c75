import type { BillingFieldRules } from '../../portals/schema.ts';
import type { Profile } from '../schema.ts';
import { type BillingPart, shownFields } from './profile-form.ts';
import type { ProfileWords } from './words.ts';

interface ProfileFactsProps {
  readonly t: ProfileWords;
  readonly profile: Profile;
  readonly rules: BillingFieldRules;
  readonly brand: string;
}
/** The details for who may read but not change them. */
export function ProfileFacts({ t, profile, rules, brand }: ProfileFactsProps) {
  const { contact } = profile;
  return (
    <>
      <p class="measure">{t('profile.read-only', { brand })}</p>
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
      <BillingFacts t={t} profile={profile} rules={rules} />
    </>
  );
}

/** The address as it stands. */
export function BillingFacts({ t, profile, rules }: Omit<ProfileFactsProps, 'brand'>) {
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
        {shownFields(rules, billing).map(({ field }) => (
          <>
            <dt>{t(`profile.${field}`)}</dt>
            <dd class={billing[field] ? 'num' : 'muted'}>
              <bdi>{shown(field, billing[field])}</bdi>
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}
