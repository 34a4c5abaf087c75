import type { Business, NewPortal, PanelId } from './schema.ts';

/** Panels that a business has no use for at first; the vendor shows them when it wants to. */
const hidden: Readonly<Record<Business, readonly PanelId[]>> = {
  licences: ['sites', 'domains', 'routes', 'packages', 'alerts'],
  subscriptions: ['licences', 'sites', 'domains', 'routes', 'packages'],
  agency: ['licences', 'sites', 'routes', 'packages'],
  telecom: ['licences', 'sites', 'domains'],
  service: ['licences', 'domains', 'usage', 'routes', 'packages', 'alerts', 'order'],
};

/** How the portal of a business begins. All of it is a setting afterwards. */
export function beginningOf(business: Business | null): Partial<NewPortal> {
  if (business === null) return {};
  return {
    business,
    panels: Object.fromEntries(hidden[business].map((panel) => [panel, 'hidden'])),
    // A service company hands a code over with its papers, and writes to nobody about it.
    ...(business === 'service' && {
      signIn: { accessCode: true, launchToken: true, portalLink: true } as NewPortal['signIn'],
      mail: { noAccessMail: true },
    }),
  };
}
