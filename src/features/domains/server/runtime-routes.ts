import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { anyOrigin } from '../../../kit/server/http/any-origin.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { RuntimeCall, RuntimeCallAnswer } from '../call-schema.ts';
import { domainProblem } from '../problems.ts';
import { answerCall } from './answer-call.ts';
import { callerOf } from './call-targets.ts';

/** `/runtime/v1/calls`: what a widget on a customer's site asks each time it runs. */
export const callRuntimeRoutes = new Hono<{ Variables: RequestVars }>()
  // It runs in pages of any origin; the key is in the body, and no cookie counts.
  .use(anyOrigin)
  .post(
    '/',
    describe({
      summary: 'Count a call, and hear whether to go on',
      description:
        '`key` is the customer’s publishable key; `host` is where the code runs, and may be left out by a browser. What is answered as counted is on disk. A new host becomes a domain, or waits, where the customer’s automatic creation says so.',
      tag: 'runtime',
      answers: { 200: RuntimeCallAnswer },
      problems: ['call.unknown-key'],
    }),
    accept('json', RuntimeCall, { maxBytes: 8_192 }),
    async (c) => c.json(await answerRuntimeCall(c.var, c.req.valid('json'), c.req.header('origin'))),
  );

/** @throws `call.unknown-key` */
export async function answerRuntimeCall(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { key, host, framed, referrer }: RuntimeCall,
  origin: string | undefined,
): Promise<RuntimeCallAnswer> {
  const caller = await callerOf(db, key);
  if (!caller) throw domainProblem('call.unknown-key');
  const at = new Date(clock.now().getTime() + caller.clockOffsetMs);
  const month = dayIn(caller.timeZone, at).slice(0, 7);
  return answerCall(db, caller, { site: host ?? origin ?? '', framed, referrer, month, at });
}
