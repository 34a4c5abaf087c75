import { useState } from 'preact/hooks';
import { ProfilePanel } from '../../../features/customers/portal/ProfilePanel.tsx';
import type { SecurityApi } from '../../../features/customers/portal/security-api.ts';
import type { Profile, ProfileChange } from '../../../features/customers/schema.ts';
import type { FeatureId } from '../../../features/portals/features.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { OwnFieldsLater } from '../own-fields-later.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const securityOf = (portal: Portal): SecurityApi => {
  const second = '/portal/v1/second-factor';
  const email = '/portal/v1/profile/email';
  const mobile = '/portal/v1/profile/mobile';
  return {
    secondFactor: async () => (await portal.http()).get(second),
    begin: async (password) => (await portal.http()).post(second, { password }),
    abandon: async () => (await portal.http()).delete(`${second}/setup`),
    confirm: async (code) => (await portal.http()).post(`${second}/confirmation`, { code }),
    renewCodes: async (password) => (await portal.http()).post(`${second}/recovery-codes`, { password }),
    remove: async (proof) => (await portal.http()).post(`${second}/removal`, proof),
    askEmail: async (wanted) => (await portal.http()).post(email, wanted),
    abandonEmail: async () => (await portal.http()).delete(email),
    proveEmail: async (code) => (await portal.http()).post(`${email}/proof`, { code }),
    askMobile: async (number) => (await portal.http()).post(mobile, { number }),
    abandonMobile: async () => (await portal.http()).delete(mobile),
    proveMobile: async (code) => {
      const profile: Profile = await (await portal.http()).post(`${mobile}/proof`, { code });
      // What waited for it, above the panel, is done.
      await portal.refresh();
      return profile;
    },
  };
};

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { page, bootstrap } = portal;
  const [settled, settle] = useState(false);
  const mayDo = (feature: FeatureId) => bootstrap.value?.features.includes(feature) === true;
  // How somebody proves who they are is never an operator's, who acts for them.
  const isStaff = bootstrap.value?.helping?.side === 'operator';
  const rights = bootstrap.value?.panels.find(({ panel }) => panel === 'profile');
  return (
    <>
      <ProfilePanel
        t={t}
        api={{
          read: async () => (await portal.http()).get<Profile>('/portal/v1/profile'),
          save: async (change: ProfileChange) =>
            (await portal.http()).patch<Profile>('/portal/v1/profile', change),
          changePassword: async (change) =>
            (await portal.http()).put<void>('/portal/v1/profile/password', change),
        }}
        rules={page.billingFields}
        languages={page.languages}
        portalZone={page.timeZone}
        language={portal.language.value}
        brand={page.brandName}
        mayChange={rights?.change === true && bootstrap.value?.readOnly !== true}
        mayChangeBilling={mayDo('profile.billing')}
        mayChangePassword={!isStaff && mayDo('profile.password')}
        draft={portal.draft('profile')}
        security={isStaff || bootstrap.value?.readOnly === true ? undefined : securityOf(portal)}
        drawOwn={(draw) => part('own', () => import('../../../features/customers/portal/Security.tsx'), draw)}
        drawForm={(draw, meanwhile) =>
          part(
            'profileForm',
            () => import('../../../features/customers/portal/ProfileForm.tsx'),
            draw,
            meanwhile,
          )
        }
        mails={page.accessMail !== 'never'}
        onSaved={(profile, chosen) => {
          portal.emit('profile.updated', {
            customerId: profile.customer.id,
            contactId: profile.contact?.id ?? null,
          });
          if (chosen) void portal.speak(chosen);
          if ((bootstrap.peek()?.timeZone ?? null) !== profile.timeZone) void portal.refresh();
        }}
        onReady={(error) => {
          onReady(error);
          settle(true);
        }}
      />
      {settled
        ? part(
            'team',
            () => import('../team-part.ts'),
            ({ Team, teamOf }, own) => (
              <Team
                t={own}
                brand={page.brandName}
                api={teamOf(portal)}
                shown={mayDo('profile.team')}
                leaves={mayDo('profile.erasure')}
                takes={!isStaff && mayDo('profile.data')}
                devices={!isStaff && bootstrap.value?.contact != null}
              />
            ),
          )
        : null}
      {bootstrap.value?.fields?.includes('customer') ? (
        <OwnFieldsLater portal={portal} contractId={null} />
      ) : null}
    </>
  );
});
