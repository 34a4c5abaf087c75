import type { Override, PanelSetting, PanelVisibility, VisibilityRule } from '../../kit/common/visibility.ts';
import type { ContactRole } from '../customers/schema.ts';
import { type PanelId, panelIds } from '../portals/schema.ts';
import type { Subject } from './schema.ts';

/** Everything that has a say in what one customer sees, as plain data. */
export interface VisibilityFacts {
  readonly customerActive: boolean;
  /** Panels that exist for this vendor: installed, licensed, switched on. */
  readonly available: readonly PanelId[];
  readonly subject: Subject | null;
  /** Panels the token named; `null`: it named none. */
  readonly panels: readonly PanelId[] | null;
  readonly readOnly: boolean;
  /** `null`: no contact is named, the session acts for the customer as a whole. */
  readonly role: ContactRole | null;
  readonly overrides: Partial<Readonly<Record<PanelId, Override>>>;
  readonly settings: Partial<Readonly<Record<PanelId, PanelSetting>>>;
}

/** Panels a narrow subject still shows: what concerns the whole customer is out of a site's or a licence's reach. */
const panelsOfSubject: Readonly<Record<Subject['type'], readonly PanelId[]>> = {
  contract: ['contracts', 'documents', 'profile'],
  location: [],
  installation: [],
  licence: [],
};

/** What is none of a role's business; every other panel it may view. */
const hiddenFromRole: Readonly<Record<ContactRole, readonly PanelId[]>> = {
  owner: [],
  billing: [],
  technical: ['documents'],
  'read-only': [],
};

/** What a role may change. */
const changesOfRole: Readonly<Record<ContactRole, readonly PanelId[]>> = {
  owner: panelIds,
  billing: ['contracts', 'documents', 'profile'],
  technical: [],
  'read-only': [],
};

interface Decision {
  readonly allowed: boolean;
  readonly rule: VisibilityRule;
}

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

function decide(right: 'view' | 'change', panel: PanelId, facts: VisibilityFacts): Decision {
  const no = (rule: VisibilityRule): Decision => ({ allowed: false, rule });
  const yes = (rule: VisibilityRule): Decision => ({ allowed: true, rule });
  const override = facts.overrides[panel];
  const setting = facts.settings[panel];

  if (!facts.available.includes(panel)) return no('unavailable');
  if (!facts.customerActive) return no('customer-inactive');
  if (outOfScope(right, panel, facts)) return no('scope');
  if (facts.role && hiddenFromRole[facts.role].includes(panel)) return no('role');
  if (right === 'change' && facts.role && !changesOfRole[facts.role].includes(panel)) return no('role');
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
