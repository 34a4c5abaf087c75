import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference, unknownReference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { findPortal } from '../../portals/server/store.ts';
import {
  Invitation,
  InvitationChange,
  InvitationChoice,
  InvitationCount,
  InvitationItem,
  InvitationState,
  Invited,
  InvitedState,
  NewInvitation,
} from '../schema.ts';
import { amongOf, countChoice } from './choice.ts';
import {
  cancelInvitation,
  changeInvitation,
  createInvitation,
  findInvitation,
  listInvitations,
  listInvited,
  pauseInvitation,
  resumeInvitation,
} from './store.ts';

const tag = 'invitations';
const { search: _, ...paging } = ListQuery.entries;
const open = ['invitation.not-found', 'invitation.over'];

/** @throws `request.invalid` for a portal the vendor does not have */
async function requireOwnPortal(db: Db, vendorId: string, id: string): Promise<void> {
  if (!(await findPortal(db, vendorId, id))) throw unknownReference('portalId', 'portal');
}

type Move = 'paused' | 'resumed' | 'cancelled';
const moves = { paused: pauseInvitation, resumed: resumeInvitation, cancelled: cancelInvitation };

/** Pauses, resumes or cancels, and answers how it stands then. */
async function move(c: Context<VendorEnv>, id: string, name: Move) {
  const { db, vendorId, actor, clock, worldClock } = c.var;
  const at = clock.now();
  await inTransaction(db, async (tx) => {
    if (!(await moves[name](tx, vendorId, id, { at, now: worldClock.now() }))) return;
    await announce(tx, {
      ...{ vendorId, actor, at, subjectId: id },
      action: `invitation.${name}`,
      data: { invitationId: id },
    });
  });
  return c.json(await findInvitation(db, vendorId, id));
}

/** `/api/v1/invitations`: people who came by an import, say, are asked in, wave by wave. */
export const invitationsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List invitations', tag, answers: { 200: listAnswer(InvitationItem) } }),
    scope('mails:read'),
    accept(
      'query',
      v.strictObject({
        ...paging,
        state: v.optional(InvitationState),
        sort: v.optional(v.picklist(['createdAt', '-createdAt'])),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const page = pagingOf(c.var, tag, { ...query, search: undefined });
      return c.json(page.page(await listInvitations(c.var.db, c.var.vendorId, query, page)));
    },
  )

  .post(
    '/',
    describe({
      summary: 'Invite people in waves',
      description:
        'The active people of a portal who have an address, never signed in and were never invited; `roles`, `createdSince` and `customerIds` narrow it. Each gets one mail, ever. A wave of `waveSize` goes out, then nothing for `minutesBetween`; it stops by itself when more than `stopAtPercent` of a hundred mails were refused or came back. A portal without mail about access sends none: they are counted as `withheld`.',
      tag,
      answers: { 201: InvitationItem },
      problems: ['invitation.nobody'],
    }),
    scope('mails:write'),
    accept('json', NewInvitation),
    async (c) => {
      const { db, vendorId, actor, clock, worldClock } = c.var;
      const at = clock.now();
      const wanted = c.req.valid('json');
      const made = await inTransaction(db, async (tx) => {
        await requireOwnPortal(tx, vendorId, wanted.portalId);
        const invitation = await createInvitation(tx, vendorId, wanted, { at, now: worldClock.now() });
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: invitation.id },
          action: 'invitation.created',
          data: { invitationId: invitation.id },
        });
        return invitation;
      });
      return c.json(made, 201, { location: `/api/v1/${tag}/${made.id}` });
    },
  )

  .post(
    '/count',
    describe({
      summary: 'Count whom an invitation would reach',
      description: 'And who of the portal’s people is left out, and why. Nothing is written.',
      tag,
      answers: { 200: InvitationCount },
    }),
    scope('mails:read'),
    accept('json', InvitationChoice),
    async (c) => {
      const { db, vendorId } = c.var;
      const choice = c.req.valid('json');
      await requireOwnPortal(db, vendorId, choice.portalId);
      return c.json(await countChoice(db, await amongOf(db, vendorId, choice)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read an invitation',
      description: '`opened`: people who signed in since. Mails are not followed by pictures or links.',
      tag,
      answers: { 200: Invitation },
      problems: ['invitation.not-found'],
    }),
    scope('mails:read'),
    accept('param', Reference),
    async (c) => c.json(await findInvitation(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change the pace of an invitation, from its next wave on',
      tag,
      answers: { 200: InvitationItem },
      problems: open,
    }),
    scope('mails:write'),
    accept('param', Reference),
    accept('json', InvitationChange),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const { id } = c.req.valid('param');
      const changed = await inTransaction(db, async (tx) => {
        const { thing, fields } = await changeInvitation(tx, vendorId, id, c.req.valid('json'), at);
        if (fields.length > 0) {
          await announce(tx, {
            ...{ vendorId, actor, at, fields, subjectId: id },
            action: 'invitation.updated',
            data: { invitationId: id },
          });
        }
        return thing;
      });
      return c.json(changed);
    },
  )

  .get(
    '/:id/people',
    describe({
      summary: 'List the people of an invitation',
      description: 'With what became of each: mail that waits, left, failed, or a sign-in since.',
      tag,
      answers: { 200: listAnswer(Invited) },
      problems: ['invitation.not-found'],
    }),
    scope('mails:read'),
    accept('param', Reference),
    accept('query', v.strictObject({ ...paging, state: v.optional(InvitedState) })),
    async (c) => {
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      const page = pagingOf(c.var, `${tag} ${id}`, { ...query, search: undefined });
      return c.json(page.page(await listInvited(c.var.db, c.var.vendorId, id, query, page)));
    },
  )

  .post(
    '/:id/pause',
    describe({
      summary: 'Pause an invitation',
      description: 'What was written goes out; nothing more is written until it is resumed.',
      tag,
      answers: { 200: Invitation },
      problems: open,
    }),
    scope('mails:write'),
    accept('param', Reference),
    async (c) => move(c, c.req.valid('param').id, 'paused'),
  )

  .post(
    '/:id/resume',
    describe({
      summary: 'Resume an invitation that was paused, or that stopped by itself',
      description: 'What failed until now stops it no more; what fails from now on does.',
      tag,
      answers: { 200: Invitation },
      problems: open,
    }),
    scope('mails:write'),
    accept('param', Reference),
    async (c) => move(c, c.req.valid('param').id, 'resumed'),
  )

  .post(
    '/:id/cancel',
    describe({
      summary: 'Cancel an invitation',
      description: 'Who was not written to yet is not, and can be invited another time.',
      tag,
      answers: { 200: Invitation },
      problems: open,
    }),
    scope('mails:write'),
    accept('param', Reference),
    async (c) => move(c, c.req.valid('param').id, 'cancelled'),
  );
