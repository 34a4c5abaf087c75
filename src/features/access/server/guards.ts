import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { allows } from '../../operators/rules.ts';
import type { PanelId } from '../../portals/schema.ts';
import type { Scope } from '../../vendors/schema.ts';
import { accessProblem } from '../problems.ts';
import { visibilityOf } from '../rules.ts';
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

/** Portal routes: the same decision that the interface shows, from the same function. */
export const panel = (id: PanelId, right: 'view' | 'change'): MiddlewareHandler<PortalEnv> =>
  createMiddleware<PortalEnv>(async (c, next) => {
    const visible = visibilityOf(id, c.get('facts'));
    if (!visible.view) throw accessProblem('panel.hidden');
    if (right === 'change' && !visible.change) throw accessProblem('panel.read-only');
    await next();
  });
