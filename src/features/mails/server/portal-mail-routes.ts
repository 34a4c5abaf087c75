import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { Absent } from '../../../kit/server/http/absent.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { MailItem, MailSender, NewMailSender, TestMail, WithheldMails } from '../schema.ts';
import { mailingOf } from './access-mail.ts';
import { hasSender, putSender, removeSender, requireSender } from './senders-store.ts';
import { trySender } from './test-mail.ts';
import { withheldMails } from './withheld-store.ts';

const tag = 'portals';

/** Beside the portals collection: what a portal says by mail, by which server, and what it does not say. */
export const portalMailRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/withheld-mails',
    describe({
      summary: 'Count the mails about access that a portal did not write',
      description:
        'With `mail.noAccessMail` nothing is sent, whatever is done; here stands what it would have been, by kind, and when last.',
      tag,
      answers: { 200: WithheldMails },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      return c.json(await withheldMails(db, vendorId, portal.id));
    },
  )

  .get(
    '/:id/mail-sender',
    describe({
      summary: 'Read the mail server of a portal',
      description: 'Its password is never read again. `?absent=none`: 204 where there is none.',
      tag,
      answers: { 200: MailSender, 204: null },
      problems: ['portal.not-found', 'mail-sender.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('query', Absent),
    async (c) => {
      const { db, vendorId } = c.var;
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      if (c.req.valid('query').absent && !(await hasSender(db, vendorId, portal.id)))
        return c.body(null, 204);
      return c.json(await requireSender(db, vendorId, portal.id));
    },
  )

  .put(
    '/:id/mail-sender',
    describe({
      summary: 'Let the mail of a portal leave by its own server',
      description:
        'In the place of the service’s own, under the name and address given here. Left out, `password` stays as it is, unless host, port or user change. What waits is sent at once.',
      tag,
      answers: { 200: MailSender, 201: MailSender },
      problems: ['portal.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', NewMailSender),
    async (c) => {
      const { db, secrets, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const { sender, created } = await inTransaction(db, async (tx) => {
        const portal = await requirePortal(tx, vendorId, c.req.valid('param').id);
        const put = await putSender(tx, secrets, { vendorId, portalId: portal.id, at }, c.req.valid('json'));
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: portal.id },
          action: 'portal.sender-updated',
          data: { portalId: portal.id },
        });
        return put;
      });
      return c.json(sender, created ? 201 : 200);
    },
  )

  .delete(
    '/:id/mail-sender',
    describe({
      summary: 'Let the mail of a portal leave by the service’s server again',
      tag,
      answers: { 204: null },
      problems: ['portal.not-found', 'mail-sender.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const portal = await requirePortal(tx, vendorId, c.req.valid('param').id);
        await removeSender(tx, vendorId, portal.id, at);
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: portal.id },
          action: 'portal.sender-removed',
          data: { portalId: portal.id },
        });
      });
      return c.body(null, 204);
    },
  )

  .post(
    '/:id/mail-sender/test',
    describe({
      summary: 'Send a test mail by the server of a portal',
      description: 'At once, and once: the answer says what became of it, in the server’s own words.',
      tag,
      answers: { 200: MailItem },
      problems: ['portal.not-found', 'mail-sender.not-found', 'request.too-many'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', TestMail),
    async (c) => {
      const { db, secrets, publicUrl, testSide, vendorId, actor, clock, worldClock } = c.var;
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      const at = clock.now();
      const mail = await trySender(db, await mailingOf({ secrets, publicUrl, testSide }), {
        ...{ vendorId, portal, at, clock: worldClock, to: c.req.valid('json').to },
        privateHosts: c.var.privateMailHosts,
      });
      await inTransaction(db, (tx) =>
        announce(tx, {
          ...{ vendorId, actor, at, subjectId: portal.id },
          action: 'portal.sender-tried',
          data: { portalId: portal.id },
        }),
      );
      return c.json(mail);
    },
  );
