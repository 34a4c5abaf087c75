import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import { announce } from '../../activity/server/announce.ts';
import { operatorProblem } from '../problems.ts';
import { mayManage } from '../rules.ts';
import { NewOperatorInvitation, OperatorInvitation, SentOperatorInvitation } from '../security-schema.ts';
import {
  listInvitations,
  removeInvitation,
  renewInvitation,
  requireInvitation,
  writeInvitation,
} from './invitations-store.ts';
import { mailInvitation, type OperatorMailing, operatorMailing } from './mails.ts';
import { findOperatorName } from './operators-store.ts';
import { liveSide } from './vendor-routes.ts';

const tag = 'operators';
const InvitationList = v.object({ items: v.array(OperatorInvitation) });

interface Sent {
  readonly invitation: OperatorInvitation;
  readonly token: string;
}

/** Mails the link, and tells it to whoever invited: without a mail server they hand it over themselves. */
async function send(
  tx: Db,
  { vendorId, actor, publicUrl }: VendorVars,
  mailing: OperatorMailing,
  { invitation, token }: Sent,
  at: Date,
): Promise<SentOperatorInvitation> {
  const url = `${publicUrl}/console/join#${token}`;
  const inviter =
    actor.kind === 'operator' && actor.id ? await findOperatorName(tx, vendorId, actor.id) : null;
  const { id, name, email, language, endsAt } = invitation;
  await mailInvitation(tx, mailing, { vendorId, id, name, email, language }, { inviter, url, endsAt, at });
  return { ...invitation, url };
}

const wrote = (
  tx: Db,
  { vendorId, actor }: VendorVars,
  action: 'operator-invitation.sent' | 'operator-invitation.revoked',
  { id }: OperatorInvitation,
  at: Date,
) =>
  announce(tx, {
    ...{ vendorId, actor, action, at },
    ...{ subjectId: id, data: { operatorInvitationId: id } },
  });

/** `/api/v1/operator-invitations`. */
export const operatorInvitationRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List open invitations of operators',
      tag,
      answers: { 200: InvitationList },
      problems: ['operator.live-side'],
    }),
    scope('operators:read'),
    liveSide,
    async (c) => c.json({ items: await listInvitations(c.var.db, c.var.vendorId, c.var.worldClock.now()) }),
  )

  .post(
    '/',
    describe({
      summary: 'Invite somebody to the team',
      description:
        'By mail, with a link that works once, for seven days. Whoever has a Portico sign-in with this address already, at another vendor, adds this vendor to it. `url` is told once.',
      tag,
      answers: { 201: SentOperatorInvitation },
      problems: [
        ...['operator.email-taken', 'operator.beyond', 'operator.live-side'],
        'operator-session.prove',
      ],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('json', NewOperatorInvitation),
    async (c) => {
      const wanted = c.req.valid('json');
      const { vendorId, actor, scopes, secrets } = c.var;
      if (!mayManage(scopes, wanted.role)) throw operatorProblem('operator.beyond');
      const at = c.var.worldClock.now();
      const operatorId = actor.kind === 'operator' ? actor.id : null;
      const mailing = await operatorMailing(secrets);
      const sent = await inTransaction(c.var.db, async (tx) => {
        const made = await writeInvitation(tx, vendorId, { ...wanted, operatorId }, at);
        await wrote(tx, c.var, 'operator-invitation.sent', made.invitation, at);
        return send(tx, c.var, mailing, made, at);
      });
      return c.json(sent, 201);
    },
  )

  .post(
    '/:id/resend',
    describe({
      summary: 'Send an invitation once more',
      description: 'With a new link, for seven days from now; the one before opens nothing any more.',
      tag,
      answers: { 200: SentOperatorInvitation },
      problems: [
        ...['operator-invitation.not-found', 'operator.beyond', 'operator.live-side'],
        'operator-session.prove',
      ],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('param', Reference),
    async (c) => {
      const { vendorId, scopes, secrets } = c.var;
      const { id } = c.req.valid('param');
      const at = c.var.worldClock.now();
      const mailing = await operatorMailing(secrets);
      const sent = await inTransaction(c.var.db, async (tx) => {
        const { role } = await requireInvitation(tx, vendorId, id, at);
        if (!mayManage(scopes, role)) throw operatorProblem('operator.beyond');
        const made = await renewInvitation(tx, vendorId, id, at);
        await wrote(tx, c.var, 'operator-invitation.sent', made.invitation, at);
        return send(tx, c.var, mailing, made, at);
      });
      return c.json(sent);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Take an invitation back',
      tag,
      answers: { 204: null },
      problems: ['operator-invitation.not-found', 'operator.beyond', 'operator.live-side'],
    }),
    scope('operators:write'),
    liveSide,
    accept('param', Reference),
    async (c) => {
      const { vendorId, scopes } = c.var;
      const { id } = c.req.valid('param');
      const at = c.var.worldClock.now();
      await inTransaction(c.var.db, async (tx) => {
        const invitation = await requireInvitation(tx, vendorId, id, at);
        if (!mayManage(scopes, invitation.role)) throw operatorProblem('operator.beyond');
        await removeInvitation(tx, vendorId, id);
        await wrote(tx, c.var, 'operator-invitation.revoked', invitation, at);
      });
      return c.body(null, 204);
    },
  );
