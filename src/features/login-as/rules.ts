import { allows } from '../operators/rules.ts';
import type { PanelId } from '../portals/schema.ts';
import type { Scope } from '../vendors/schema.ts';
import type { Grant, LoginAsMode, LoginAsObstacle, LoginAsPolicy } from './schema.ts';

/** What decides whether an operator may open a customer's portal, as plain data. */
export interface LoginAsFacts {
  readonly policy: LoginAsPolicy;
  readonly customerActive: boolean;
  /** Whether the customer's own log is part of their portal: nobody looks in unseen. */
  readonly shown: boolean;
  /** Those that live now and let this operator in. */
  readonly grants: readonly Pick<Grant, 'mode' | 'source'>[];
}

/** To act includes to look. */
export const covers = (granted: LoginAsMode, wanted: LoginAsMode): boolean =>
  granted === 'act' || granted === wanted;

/**
 * What stands in the way; `null`: nothing. What an operator wrote down lets nobody in once the vendor leaves the word to
 * the customer. Under `operator` there is nothing to wait for: the grant is written down in the same act.
 */
export function obstacleOf(wanted: LoginAsMode, facts: LoginAsFacts): LoginAsObstacle | null {
  if (facts.policy === 'off') return 'off';
  if (!facts.customerActive) return 'customer-inactive';
  if (!facts.shown) return 'not-shown';
  if (facts.policy === 'operator') return null;
  return facts.grants.some((grant) => counts(grant, facts.policy) && covers(grant.mode, wanted))
    ? null
    : 'not-granted';
}

/** Whether a grant still counts under the vendor's policy of now. */
export const counts = ({ source }: Pick<Grant, 'source'>, policy: LoginAsPolicy): boolean =>
  policy === 'operator' || (policy === 'customer' && source !== 'operator');

/** What an operator must be allowed to read in the console to see a panel in a preview. A panel that is not here is not shown. */
const readsOfPanel: Readonly<Partial<Record<PanelId, readonly Scope[]>>> = {
  contracts: ['contracts:read'],
  documents: ['invoices:read', 'credit-notes:read'],
  profile: ['customers:read', 'contacts:read'],
  licences: ['licences:read'],
  sites: ['locations:read', 'installations:read'],
  domains: ['domains:read'],
  usage: ['usage-records:read'],
  routes: ['routes:read'],
  packages: ['packages:read'],
  alerts: ['alerts:read'],
  payments: ['payments:read'],
  order: ['plans:read', 'components:read', 'payments:read'],
  approvals: ['contracts:read'],
  accounts: ['customers:read'],
  activity: ['activity:read'],
};

/** The panels of a preview: whose data the operator may read anyway. */
export const previewPanels = (granted: readonly string[]): PanelId[] =>
  (Object.entries(readsOfPanel) as [PanelId, readonly Scope[]][])
    .filter(([, needed]) => needed.every((one) => allows(granted, one)))
    .map(([panel]) => panel);

/** What a portal route says of operators who act for a customer: the least that they need, or that it is never theirs. */
export type LoginAsRule = LoginAsMode | 'denied';

/**
 * Whether an operator's session may ask for a route. One that says nothing is open to reading alone: whoever adds a
 * write and forgets it has added one that only customers can make.
 */
export function mayAsk(method: string, rule: LoginAsRule | undefined, mode: LoginAsMode): boolean {
  if (rule === 'denied') return false;
  if (rule === undefined) return method === 'GET' || method === 'HEAD';
  return covers(mode, rule);
}
