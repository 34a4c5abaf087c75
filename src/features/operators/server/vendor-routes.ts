import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { operatorProblem } from '../problems.ts';
import { mayManage } from '../rules.ts';
import { NewOperator, Operator, OperatorChange } from '../schema.ts';
import { mailNotice, operatorMailing } from './mails.ts';
import {
  createOperator,
  deleteOperator,
  listOperators,
  refuseShared,
  requireOperator,
  updateOperator,
} from './operators-store.ts';
import { hashedPassword } from './password-first.ts';
import { removeSecondFactor } from './second-factor-store.ts';
import { endOperatorSessions } from './sessions-store.ts';

const tag = 'operators';
const OperatorList = v.object({ items: v.array(Operator) });

/** Staff works on both sides of a vendor; whoever holds a key of the test side may not make an owner of the live one. */
export const liveSide = createMiddleware<VendorEnv>(async (c, next) => {
  if (c.var.testSide) throw operatorProblem('operator.live-side');
  await next();
});

/** `/api/v1/operators`. */
export const operatorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List operators',
      tag,
      answers: { 200: OperatorList },
      problems: ['operator.live-side'],
    }),
    scope('operators:read'),
    liveSide,
    async (c) => c.json({ items: await listOperators(c.var.db, c.var.vendorId) }),
  )

  .post(
    '/',
    describe({
      summary: 'Make an operator',
      description: 'With a first password, which the operator changes in the console.',
      tag,
      answers: { 201: Operator },
      problems: ['operator.email-taken', 'operator.beyond', 'operator.live-side', 'service.busy'],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('json', NewOperator),
    async (c) => {
      const { password, ...wanted } = c.req.valid('json');
      if (!mayManage(c.var.scopes, wanted.role)) throw operatorProblem('operator.beyond');
      const passwordHash = await hashedPassword(c, password);
      const operator = await writing(c.var, 'operator.created', async (tx, vendorId, at) => ({
        thing: await createOperator(tx, vendorId, { ...wanted, passwordHash }, at),
      }));
      return c.json(operator, 201, { location: `/api/v1/operators/${operator.id}` });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read an operator',
      tag,
      answers: { 200: Operator },
      problems: ['operator.not-found', 'operator.live-side'],
    }),
    scope('operators:read'),
    liveSide,
    accept('param', Reference),
    async (c) => c.json(await requireOperator(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change an operator',
      description: 'A new password ends the operator’s sessions. The last owner stays one.',
      tag,
      answers: { 200: Operator },
      problems: [
        ...['operator.not-found', 'operator.email-taken', 'operator.beyond', 'operator.last-owner'],
        ...['operator.live-side', 'operator.shared', 'service.busy'],
      ],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('param', Reference),
    accept('json', OperatorChange),
    async (c) => {
      const { id } = c.req.valid('param');
      const { password, ...shown } = c.req.valid('json');
      if (password !== undefined || shown.email !== undefined)
        await refuseShared(c.var.db, c.var.vendorId, id);
      const passwordHash = password && (await hashedPassword(c, password));
      const operator = await writing(c.var, 'operator.updated', (tx, vendorId, at) =>
        updateOperator(tx, vendorId, id, { ...shown, passwordHash }, c.var.scopes, at),
      );
      return c.json(operator);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete an operator and end the operator’s sessions',
      tag,
      answers: { 204: null },
      problems: ['operator.not-found', 'operator.beyond', 'operator.last-owner', 'operator.live-side'],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('param', Reference),
    async (c) => {
      const operatorId = c.req.valid('param').id;
      await writing(c.var, 'operator.deleted', async (tx, vendorId, at) => ({
        thing: await deleteOperator(tx, c.var.secrets, { vendorId, operatorId }, c.var.scopes, at),
      }));
      return c.body(null, 204);
    },
  )

  .delete(
    '/:id/second-factor',
    describe({
      summary: 'Remove an operator’s second factor',
      description:
        'For somebody who lost app, passkeys and recovery codes: they sign in with the password alone and add one anew. Their sessions end, and they are told by mail.',
      tag,
      answers: { 204: null },
      problems: ['operator.not-found', 'operator.beyond', 'operator.shared', 'operator.live-side'],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('param', Reference),
    async (c) => {
      const operatorId = c.req.valid('param').id;
      const mailing = await operatorMailing(c.var.secrets);
      await writing(c.var, 'operator.updated', async (tx, vendorId, at) => {
        const thing = await requireManaged(tx, vendorId, operatorId, c.var.scopes);
        await refuseShared(tx, vendorId, operatorId);
        const who = { vendorId, operatorId };
        if (!(await removeSecondFactor(tx, who))) return { thing, fields: [] };
        await endOperatorSessions(tx, who, at);
        await mailNotice(tx, mailing, { vendorId, ...thing }, { kind: 'reset' }, at);
        return { thing, fields: ['secondFactor'] };
      });
      return c.body(null, 204);
    },
  )

  .delete(
    '/:id/sessions',
    describe({
      summary: 'Sign an operator out everywhere',
      description: 'Of somebody who works for several vendors the sessions that were begun here.',
      tag,
      answers: { 204: null },
      problems: ['operator.not-found', 'operator.beyond', 'operator.live-side'],
    }),
    scope('operators:write'),
    liveSide,
    accept('param', Reference),
    async (c) => {
      const operatorId = c.req.valid('param').id;
      await writing(c.var, 'operator.updated', async (tx, vendorId, at) => {
        const thing = await requireManaged(tx, vendorId, operatorId, c.var.scopes);
        const ended = await endOperatorSessions(tx, { vendorId, operatorId }, at);
        return { thing, fields: ended > 0 ? ['sessions'] : [] };
      });
      return c.body(null, 204);
    },
  );

/** @throws `operator.not-found`, `operator.beyond` */
async function requireManaged(tx: Db, vendorId: string, id: string, granted: readonly string[]) {
  const operator = await requireOperator(tx, vendorId, id);
  if (!mayManage(granted, operator.role)) throw operatorProblem('operator.beyond');
  return operator;
}

/** One act on an operator with its activity row and event; a change that changes nothing leaves neither. */
async function writing(
  { db, clock, vendorId, actor }: VendorVars,
  action: EventOf<'operator'>,
  write: (
    tx: Db,
    vendorId: string,
    at: Date,
  ) => Promise<{ readonly thing: Operator; readonly fields?: readonly string[] }>,
): Promise<Operator> {
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    const { thing, fields } = await write(tx, vendorId, at);
    if (fields?.length === 0) return thing;
    await announce(tx, {
      vendorId,
      actor,
      action,
      subjectId: thing.id,
      fields: fields ?? [],
      data: { operatorId: thing.id },
      at,
    });
    return thing;
  });
}
