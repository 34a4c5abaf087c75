import type { Context, Handler, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { loginAsProblem } from '../../login-as/problems.ts';
import { type LoginAsRule, mayAsk } from '../../login-as/rules.ts';
import { allows } from '../../operators/rules.ts';
import type { FeatureId } from '../../portals/features.ts';
import type { PanelId } from '../../portals/schema.ts';
import type { Scope } from '../../vendors/schema.ts';
import { accessProblem } from '../problems.ts';
import { featureOf, type VisibilityFacts, visibilityOf } from '../rules.ts';
import type { PortalEnv, VendorEnv, VendorVars } from './env.ts';

/** Vendor routes: the API key, or the operator's role, must carry this scope; `…:write` includes `…:read`. */
export const scope = (needed: Scope): MiddlewareHandler<VendorEnv> =>
  createMiddleware<VendorEnv>(async (c, next) => {
    requireScope(c.var, needed);
    await next();
  });

/** For what only the request's body tells: an import of contacts needs `contacts:write` too. @throws `request.forbidden` */
export function requireScope({ scopes, actor }: Pick<VendorVars, 'scopes' | 'actor'>, needed: Scope): void {
  if (allows(scopes, needed)) return;
  const who = actor.kind === 'operator' ? 'This role' : 'The API key';
  throw requestProblem('request.forbidden', { detail: `${who} lacks the scope ${needed}.` });
}

/**
 * Portal routes: the same decision that the interface shows, from the same function; with a feature's name for what can
 * be switched off by itself. Of several panels, one that gives the right is enough.
 */
export const panel = (
  id: PanelId | readonly PanelId[],
  right: 'view' | 'change',
  feature?: FeatureId,
): MiddlewareHandler<PortalEnv> =>
  createMiddleware<PortalEnv>(async (c, next) => {
    const places = [id].flat().map((one) => visibilityOf(one, c.get('facts')));
    const visible = { view: places.some(({ view }) => view), change: places.some(({ change }) => change) };
    if (!visible.view) throw accessProblem('panel.hidden');
    if (right === 'change' && !visible.change) throw accessProblem('panel.read-only');
    if (feature) requireFeature(c.get('facts'), feature);
    await next();
  });

const rules = new WeakMap<object, LoginAsRule>();

/**
 * What an operator in the customer's portal may do with a route: `look`, it changes nothing of the customer's; `act`,
 * whoever was let in to act may; `denied`, only the customer: passwords and other proofs of who somebody is, secrets,
 * what binds (terms, orders), and consent itself. Beside the route, so that it is read with it; every write says one.
 */
export function loginAs(rule: LoginAsRule): MiddlewareHandler<PortalEnv> {
  const said = createMiddleware<PortalEnv>(async (_, next) => next());
  rules.set(said, rule);
  return said;
}

/** What was said beside a route. */
export const loginAsRuleOf = (handler: Handler): LoginAsRule | undefined => rules.get(handler);

/** Before anything else of the route runs; a write that says nothing is only the customer's. @throws `login-as.denied` */
export function requireOpenToStaff(c: Context<PortalEnv>, mode: 'look' | 'act'): void {
  const rule = matchedRoutes(c)
    .map(({ handler }) => rules.get(handler))
    .find((one) => one !== undefined);
  if (!mayAsk(c.req.method, rule, mode)) throw loginAsProblem('login-as.denied');
}

/** For what only the request's body tells. @throws `feature.off`, `panel.read-only` */
export function requireFeature(facts: VisibilityFacts, feature: FeatureId): void {
  const { on, rule } = featureOf(feature, facts);
  if (!on) throw accessProblem(rule === 'scope' ? 'panel.read-only' : 'feature.off');
}
