import * as v from 'valibot';
import type { PanelId } from './schema.ts';

/**
 * What a panel lets people do, each with a name by which it is switched on or off: for a portal's customers, and for one
 * of them. A feature that joins a panel adds its name here; interface and routes ask the same rule for it.
 */
export const FeatureId = v.picklist([
  'contracts.cancel',
  'contracts.resubscribe',
  'contracts.change',
  'contracts.pause',
  'documents.download',
  'profile.billing',
  'profile.password',
  'profile.team',
  'profile.erasure',
  'profile.data',
  'accounts.open',
  'licences.key',
  'licences.rename',
  'licences.deactivate',
  'licences.offline',
  'licences.claim',
  'licences.renew-key',
  'licences.transfer',
  'licences.devices',
  'domains.edit',
  'domains.no-label',
  'domains.verify',
  'domains.review',
  'sites.request',
  'sites.calendar',
  'routes.numbers',
  'routes.credentials',
  'routes.routing',
]);
export type FeatureId = v.InferOutput<typeof FeatureId>;
export const featureIds = FeatureId.options;

/** Yes or no by name; what is not named follows what comes behind: the portal, then the default. */
export const Features = v.record(FeatureId, v.boolean());
export type Features = v.InferOutput<typeof Features>;

export interface Feature {
  readonly panel: PanelId;
  /** The right at its panel without which it means nothing. `own`: writes what is the person's own, whatever the role. */
  readonly needs: 'view' | 'change' | 'own';
  readonly isOnByDefault: boolean;
  /** Only for a session that acts for all of an account: one for a single thing is no proof of who holds the rest. */
  readonly whole?: boolean;
}

export const features: Readonly<Record<FeatureId, Feature>> = {
  'contracts.cancel': { panel: 'contracts', needs: 'change', isOnByDefault: true },
  'contracts.resubscribe': { panel: 'contracts', needs: 'change', isOnByDefault: true },
  'contracts.change': { panel: 'contracts', needs: 'change', isOnByDefault: true },
  'contracts.pause': { panel: 'contracts', needs: 'change', isOnByDefault: false },
  'documents.download': { panel: 'documents', needs: 'view', isOnByDefault: true },
  'profile.billing': { panel: 'profile', needs: 'change', isOnByDefault: true },
  'profile.data': { panel: 'profile', needs: 'view', isOnByDefault: true },
  'profile.erasure': { panel: 'profile', needs: 'view', isOnByDefault: true },
  'profile.team': { panel: 'profile', needs: 'view', isOnByDefault: true },
  'profile.password': { panel: 'profile', needs: 'own', isOnByDefault: true },
  'accounts.open': { panel: 'accounts', needs: 'view', isOnByDefault: true },
  'licences.key': { panel: 'licences', needs: 'view', isOnByDefault: true },
  'licences.rename': { panel: 'licences', needs: 'change', isOnByDefault: true },
  'licences.deactivate': { panel: 'licences', needs: 'change', isOnByDefault: true },
  'licences.offline': { panel: 'licences', needs: 'change', isOnByDefault: true },
  'licences.claim': { panel: 'licences', needs: 'change', isOnByDefault: true, whole: true },
  'licences.renew-key': { panel: 'licences', needs: 'change', isOnByDefault: true, whole: true },
  // Most licence terms bind a licence to who bought it.
  'licences.transfer': { panel: 'licences', needs: 'change', isOnByDefault: false, whole: true },
  'domains.edit': { panel: 'domains', needs: 'change', isOnByDefault: true },
  'domains.no-label': { panel: 'domains', needs: 'change', isOnByDefault: true },
  'domains.verify': { panel: 'domains', needs: 'change', isOnByDefault: true },
  // Whoever looks through false entries best is the vendor, unless it says otherwise.
  'domains.review': { panel: 'domains', needs: 'change', isOnByDefault: false },
  'licences.devices': { panel: 'licences', needs: 'change', isOnByDefault: true, whole: true },
  'sites.request': { panel: 'sites', needs: 'change', isOnByDefault: true },
  'sites.calendar': { panel: 'sites', needs: 'view', isOnByDefault: true },
  'routes.numbers': { panel: 'routes', needs: 'change', isOnByDefault: true },
  'routes.credentials': { panel: 'routes', needs: 'change', isOnByDefault: true },
  'routes.routing': { panel: 'routes', needs: 'change', isOnByDefault: true },
};
