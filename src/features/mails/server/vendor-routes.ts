import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { record } from '../../activity/server/record.ts';
import { Mail, MailItem, MailState, NewBounce } from '../schema.ts';
import { listMails, noteBounce, readMail, resendMail, sendsOf } from './mails-store.ts';
import { previewPath } from './preview.ts';

const tag = 'mails';

/** `/api/v1/mails`: what was written to customers, and what became of it. */
export const mailsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List mails',
      description: 'Of a test side all mail is `held`: it can be read here and never leaves.',
      tag,
      answers: { 200: listAnswer(MailItem) },
    }),
    scope('mails:read'),
    accept(
      'query',
      v.strictObject({
        ...ListQuery.entries,
        state: v.optional(MailState),
        customerId: v.optional(v.string()),
        portalId: v.optional(v.string()),
        /** Which mail it is: `password-reset`. */
        template: v.optional(v.pipe(v.string(), v.maxLength(60))),
        /** `-createdAt`: the newest first. */
        sort: v.optional(v.picklist(['createdAt', '-createdAt'])),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const { db, vendorId, sendsMail } = c.var;
      const sends = await sendsOf(db, vendorId, sendsMail);
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listMails(db, vendorId, query, paging, sends)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a mail',
      description:
        'Secrets in it are masked. Those of a test side are shown, and each reading is written down.',
      tag,
      answers: { 200: Mail },
      problems: ['mail.not-found'],
    }),
    scope('mails:read'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, vendorId, actor, clock, worldClock, sendsMail } = c.var;
      const { mail, showsSecrets } = await readMail(
        db,
        secrets,
        vendorId,
        c.req.valid('param').id,
        await sendsOf(db, vendorId, sendsMail),
      );
      if (showsSecrets) {
        const read = { vendorId, actor, customerId: mail.customerId, at: clock.now() };
        await inTransaction(db, (tx) =>
          record(tx, { ...read, action: 'mail.secret-read', subjectId: mail.id }),
        );
      }
      return c.json({ ...mail, previewPath: previewPath(secrets, vendorId, mail.id, worldClock.now()) });
    },
  )

  .post(
    '/:id/resend',
    describe({
      summary: 'Send a mail again, or at once',
      tag,
      answers: { 200: MailItem },
      problems: ['mail.not-found', 'mail.held', 'mail.secret-gone'],
    }),
    scope('mails:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock, worldClock, sendsMail } = c.var;
      const at = clock.now();
      const sends = await sendsOf(db, vendorId, sendsMail);
      const mail = await inTransaction(db, async (tx) => {
        const done = await resendMail(tx, vendorId, c.req.valid('param').id, {
          ...{ at, sends },
          now: worldClock.now(),
        });
        await announce(tx, {
          ...{ vendorId, actor, at, customerId: done.customerId },
          action: 'mail.resent',
          subjectId: done.id,
          data: { customerId: done.customerId, mailId: done.id },
        });
        return done;
      });
      return c.json(mail);
    },
  )

  .post(
    '/:id/bounce',
    describe({
      summary: 'Say that a mail came back',
      description:
        'For the hook of your mail provider: the id stands in the `Message-ID`, before the `@`. The contact’s address is marked (`emailBouncing`) until it changes or is proved, unless `permanent` is false.',
      tag,
      answers: { 200: MailItem },
      problems: ['mail.not-found', 'mail.held', 'mail.not-sent'],
    }),
    scope('mails:write'),
    accept('param', Reference),
    accept('json', NewBounce),
    async (c) => {
      const { db, vendorId, actor, clock, sendsMail } = c.var;
      const at = clock.now();
      const sends = await sendsOf(db, vendorId, sendsMail);
      const mail = await inTransaction(db, async (tx) => {
        const bounce = { ...c.req.valid('json'), at, sends };
        const { mail: done, noted } = await noteBounce(tx, vendorId, c.req.valid('param').id, bounce);
        if (noted) {
          await announce(tx, {
            ...{ vendorId, actor, at, customerId: done.customerId },
            action: 'mail.bounced',
            subjectId: done.id,
            data: { customerId: done.customerId, mailId: done.id },
          });
        }
        return done;
      });
      return c.json(mail);
    },
  );
