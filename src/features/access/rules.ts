import type {
  FeatureVisibility,
  Override,
  PanelSetting,
  PanelVisibility,
  VisibilityRule,
} from '../../kit/common/visibility.ts';
import type { ContactRights, ContactRole } from '../customers/schema.ts';
import { type FeatureId, type Features, featureIds, features } from '../portals/features.ts';
import { type PanelId, panelIds } from '../portals/schema.ts';
import type { Subject } from './schema.ts';

/** Everything that has a say in what one customer sees, as plain data. */
export interface VisibilityFacts {
  readonly customerActive: boolean;
  /** Panels that exist for this customer: installed, licensed, switched on, with something to be about. */
  readonly available: readonly PanelId[];
  readonly subject: Subject | null;
  /** Panels the token named; `null`: it named none. */
  readonly panels: readonly PanelId[] | null;
  readonly readOnly: boolean;
  /** A contract was not approved in time, and the vendor lets nothing else change until it is. */
  readonly held?: boolean;
  /** `null`: no contact is named, the session acts for the customer as a whole. */
  readonly role: ContactRole | null;
  /** What the role `custom` may see and change; other roles have their own sets. */
  readonly rights: ContactRights;
  readonly overrides: Partial<Readonly<Record<PanelId, Override>>>;
  readonly settings: Partial<Readonly<Record<PanelId, PanelSetting>>>;
  /** Single features by name: what this customer was given or denied, and what the portal says. */
  readonly featureOverrides: Partial<Readonly<Features>>;
  readonly featureSettings: Partial<Readonly<Features>>;
  /** What the customer's record says of plugins, by id; what it does not name is yes. */
  readonly pluginAccess: Readonly<Record<string, boolean>>;
  /** An operator looks, who may read plugins anyway; `all`: also those that are switched off, with what is a draft. */
  readonly previews?: 'plugins' | 'all' | undefined;
}

/** Panels a narrow subject still shows: what concerns the whole customer is out of a site's or a licence's reach. */
const panelsOfSubject: Readonly<Record<Subject['type'], readonly PanelId[]>> = {
  contract: ['contracts', 'documents', 'profile'],
  location: ['sites'],
  installation: ['sites'],
  licence: ['licences'],
};

type FixedRole = Exclude<ContactRole, 'custom'>;

/** What is none of a role's business; every other panel it may view. */
const hiddenFromRole: Readonly<Record<FixedRole, readonly PanelId[]>> = {
  owner: [],
  billing: [],
  technical: ['documents', 'order', 'payments', 'approvals'],
  'read-only': ['order'],
};

/** What a role may change. */
const changesOfRole: Readonly<Record<FixedRole, readonly PanelId[]>> = {
  owner: panelIds,
  billing: ['contracts', 'documents', 'order', 'payments', 'profile', 'alerts'],
  technical: ['accounts', 'domains', 'licences', 'routes', 'alerts', 'sites'],
  'read-only': [],
};

interface Decision {
  readonly allowed: boolean;
  readonly rule: VisibilityRule;
}
const no = (rule: VisibilityRule): Decision => ({ allowed: false, rule });
const yes = (rule: VisibilityRule): Decision => ({ allowed: true, rule });

/**
 * Who sees what: for view and for change apart, the first of the eight rules that speaks wins. Show revives what the
 * portal hides, never what is unavailable or out of the session's scope, and gives view and change alike.
 * Change never exceeds view.
 */
export function visibilityOf(panel: PanelId, facts: VisibilityFacts): PanelVisibility {
  const view = decide('view', panel, facts);
  const change = view.allowed ? decide('change', panel, facts) : view;
  return {
    panel,
    view: view.allowed,
    change: change.allowed,
    viewRule: view.rule,
    changeRule: change.rule,
  };
}

export const visibilityOfAll = (facts: VisibilityFacts): PanelVisibility[] =>
  panelIds.map((panel) => visibilityOf(panel, facts));

/**
 * The same for one feature of a panel: where the panel does not give the right that it needs, what decided there decides
 * here; else the customer's yes or no, the portal's, the default.
 */
export function featureOf(feature: FeatureId, facts: VisibilityFacts): FeatureVisibility {
  const { panel, needs, isOnByDefault, whole } = features[feature];
  const seen = visibilityOf(panel, facts);
  const said = (on: boolean, rule: VisibilityRule): FeatureVisibility => ({ feature, panel, on, rule });
  if (!seen.view) return said(false, seen.viewRule);
  if (needs === 'change' && !seen.change) return said(false, seen.changeRule);
  if (whole && facts.subject) return said(false, 'scope');
  if (needs === 'own' && facts.readOnly) return said(false, 'scope');
  const override = facts.featureOverrides[feature];
  if (override !== undefined) return said(override, override ? 'override-show' : 'override-hide');
  const setting = facts.featureSettings[feature];
  return setting === undefined ? said(isOnByDefault, 'default') : said(setting, 'portal-setting');
}

export const featuresOfAll = (facts: VisibilityFacts): FeatureVisibility[] =>
  featureIds.map((feature) => featureOf(feature, facts));

/**
 * Whether a plugin is there for a customer: only where its own rule says that it is on, and the customer has access. It
 * is about the whole customer, so a session for less does not have it.
 */
export function pluginOf(
  { id, active }: { readonly id: string; readonly active: boolean },
  { customerActive, subject, panels, pluginAccess, previews }: VisibilityFacts,
): Decision {
  const access = pluginAccess[id];
  if (!active && previews !== 'all') return no('unavailable');
  if (!customerActive) return no('customer-inactive');
  if (subject || (panels && !previews)) return no('scope');
  if (access === undefined) return yes('default');
  return access ? yes('override-show') : no('override-hide');
}

function decide(right: 'view' | 'change', panel: PanelId, facts: VisibilityFacts): Decision {
  const override = facts.overrides[panel];
  const setting = facts.settings[panel];

  if (!facts.available.includes(panel)) return no('unavailable');
  if (!facts.customerActive) return no('customer-inactive');
  if (outOfScope(right, panel, facts)) return no('scope');
  if (facts.held && right === 'change' && panel !== 'approvals' && panel !== 'payments') return no('scope');
  if (outOfRole(right, panel, facts)) return no('role');
  if (override === 'hide') return no('override-hide');
  if (override === 'show') return yes('override-show');
  if (setting === 'hidden' || (setting === 'view' && right === 'change')) return no('portal-setting');
  return yes(setting ? 'portal-setting' : 'default');
}

function outOfScope(
  right: 'view' | 'change',
  panel: PanelId,
  { panels, subject, readOnly }: VisibilityFacts,
): boolean {
  if (panels && !panels.includes(panel)) return true;
  if (subject && !panelsOfSubject[subject.type].includes(panel)) return true;
  return readOnly && right === 'change';
}

/** A set of one's own names what is allowed: a panel it does not name is none of that person's business. */
function outOfRole(right: 'view' | 'change', panel: PanelId, { role, rights }: VisibilityFacts): boolean {
  if (role === null) return false;
  if (role === 'custom') {
    const given = rights[panel] ?? 'hidden';
    return given === 'hidden' || (right === 'change' && given === 'view');
  }
  return hiddenFromRole[role].includes(panel) || (right === 'change' && !changesOfRole[role].includes(panel));
}
