import { ProfilePanel } from '../../../features/customers/portal/ProfilePanel.tsx';
import type { Profile, ProfileChange } from '../../../features/customers/schema.ts';
import type { FeatureId } from '../../../features/portals/features.ts';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';

export const Panel = watching(function Panel({ portal, words, onReady }: PanelView) {
  const { page, manner, bootstrap } = portal;
  const mayDo = (feature: FeatureId) => bootstrap.value?.features.includes(feature) === true;
  const rights = bootstrap.value?.panels.find(({ panel }) => panel === 'profile');
  return (
    <ProfilePanel
      t={translator({ ...portal.words.value, ...words }, manner.value)}
      api={{
        read: async () => (await portal.http()).get<Profile>('/portal/v1/profile'),
        save: async (change: ProfileChange) =>
          (await portal.http()).patch<Profile>('/portal/v1/profile', change),
        changePassword: async (change) =>
          (await portal.http()).put<void>('/portal/v1/profile/password', change),
      }}
      rules={page.billingFields}
      languages={page.languages}
      language={portal.language.value}
      brand={page.brandName}
      mayChange={rights?.change === true && bootstrap.value?.readOnly !== true}
      mayChangeBilling={mayDo('profile.billing')}
      mayChangePassword={mayDo('profile.password')}
      draft={portal.draft('profile')}
      onSaved={(profile) => {
        portal.emit('profile.updated', {
          customerId: profile.customer.id,
          contactId: profile.contact?.id ?? null,
        });
        if (profile.language) void portal.speak(profile.language);
      }}
      onReady={onReady}
    />
  );
});
