import { createMiddleware } from 'hono/factory';
import { operatorProblem } from '../../operators/problems.ts';
import { recentlyProved } from '../../operators/rules.ts';
import type { VendorEnv, VendorVars } from './env.ts';

/** An operator said within the last minutes who they are; an API key says so with every request. */
export const isProved = ({ operatorSession, worldClock }: VendorVars): boolean =>
  !operatorSession || recentlyProved(operatorSession.provedAt, worldClock.now());

/** Behind the scope, before acts that open doors. @throws `operator-session.prove` */
export const provedRecently = createMiddleware<VendorEnv>(async (c, next) => {
  if (!isProved(c.var)) throw operatorProblem('operator-session.prove');
  await next();
});
