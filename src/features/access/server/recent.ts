import { createMiddleware } from 'hono/factory';
import { operatorProblem } from '../../operators/problems.ts';
import { recentlyProved } from '../../operators/rules.ts';
import type { VendorEnv } from './env.ts';

/**
 * Behind the scope, before acts that open doors: an operator said within the last minutes who they are. An API key says
 * so with every request.
 */
export const provedRecently = createMiddleware<VendorEnv>(async (c, next) => {
  const { operatorSession, worldClock } = c.var;
  if (operatorSession && !recentlyProved(operatorSession.provedAt, worldClock.now())) {
    throw operatorProblem('operator-session.prove');
  }
  await next();
});
