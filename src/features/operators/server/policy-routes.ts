import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import { record } from '../../activity/server/record.ts';
import { OperatorPolicy, OperatorPolicyChange } from '../security-schema.ts';
import { changePolicy, readPolicy } from './policy-store.ts';
import { liveSide } from './vendor-routes.ts';

const tag = 'operators';

/** `/api/v1/operator-policy`: what a vendor asks of everybody who works for it. */
export const operatorPolicyRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read what is asked of every operator',
      tag,
      answers: { 200: OperatorPolicy },
      problems: ['operator.live-side'],
    }),
    scope('operators:read'),
    liveSide,
    async (c) => c.json(await readPolicy(c.var.db, c.var.vendorId)),
  )

  .put(
    '/',
    describe({
      summary: 'Say what is asked of every operator',
      description:
        'With `secondFactor: "required"` whoever showed none in their session can do nothing here until they add one or show it, from the next request on.',
      tag,
      answers: { 200: OperatorPolicy },
      problems: ['operator.live-side', 'operator-session.prove'],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('json', OperatorPolicyChange),
    async (c) => {
      const { vendorId, actor, db } = c.var;
      const at = c.var.worldClock.now();
      await inTransaction(db, async (tx) => {
        if (!(await changePolicy(tx, vendorId, c.req.valid('json'), at))) return;
        const row = { vendorId, actor, subjectId: vendorId, fields: ['secondFactor'], at };
        await record(tx, { ...row, action: 'operator-policy.updated' });
      });
      return c.json(await readPolicy(db, vendorId));
    },
  );
