import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import { fillSecrets, fillSecretsInHtml, mailHtml, mailText } from '../../../kit/server/mail-body.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { type DocumentKind, DocumentMail } from '../../documents/schema.ts';
import { mailsOfDocument, queueMail } from '../../documents/server/mail-queue.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { MailItem } from '../../mails/schema.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { usualText } from '../../mails/server/mail-text.ts';
import { findMail } from '../../mails/server/mails-store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { MailPreview, MailShown, MailTrial } from '../schema.ts';
import { shownMail } from './shown.ts';

/** Beside the portals collection: mails whose words a portal may choose. */
export const mailTextRoutes = new Hono<VendorEnv>()
  .post(
    '/:id/mail-preview',
    describe({
      summary: 'Show a mail of a portal, filled in with real data',
      description: 'Nothing is sent, and the address in it opens nothing.',
      tag: 'portals',
      answers: { 200: MailShown },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('json', MailPreview),
    async (c) => {
      const { db, vendorId, secrets, publicUrl, testSide, worldClock } = c.var;
      const asked = c.req.valid('json');
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      const mailing = await mailingOf({ secrets, publicUrl, testSide });
      const now = worldClock.now();
      const {
        subject,
        parts,
        look,
        secretValues = {},
      } = await shownMail(db, mailing, {
        ...{ vendorId, portal, asked, now },
      });
      const address = (name: string) => secretValues[name] ?? '';
      return c.json({
        subject,
        text: fillSecrets(mailText(parts.slice(1)), address),
        html: fillSecretsInHtml(mailHtml(parts, look), address),
        usual: usualText(asked.kind, asked.language),
      });
    },
  )

  .post(
    '/:id/mail-trial',
    describe({
      summary: 'Send a mail of a portal to yourself',
      description:
        'In the words that are given or stored, filled in with real data, by the portal’s sender. The address in it opens nothing. 20 an hour.',
      tag: 'portals',
      answers: { 201: MailItem },
      problems: ['portal.not-found', 'request.too-many'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', MailTrial),
    async (c) => {
      const { db, vendorId, actor, secrets, publicUrl, testSide, clock, worldClock } = c.var;
      const asked = c.req.valid('json');
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      const now = worldClock.now();
      await spendAttempt(db, [{ key: `test-mail:${portal.id}`, most: 20, perMs: 3_600_000 }], now);
      const mailing = await mailingOf({ secrets, publicUrl, testSide });
      const filled = await shownMail(db, mailing, { vendorId, portal, asked, now });
      const at = clock.now();
      const id = await inTransaction(db, async (tx) => {
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: portal.id, action: 'portal.sender-tried' },
          data: { portalId: portal.id },
        });
        return sendMail(tx, secrets, {
          ...{ vendorId, portalId: portal.id, template: 'test', testSide, at },
          ...{ subject: filled.subject, parts: filled.parts, look: filled.look },
          ...(filled.secretValues && { secretValues: filled.secretValues }),
          to: { name: '', address: asked.to },
          replyTo: portal.support.email,
          ...{ customerId: null, subjectId: null },
        });
      });
      return c.json(await findMail(db, vendorId, id), 201);
    },
  );

/** Beside invoices and credit notes: their mails. */
const routesOf = (kind: DocumentKind) => {
  const collection = kind === 'invoice' ? 'invoices' : 'credit-notes';
  const one = kind === 'invoice' ? 'an invoice' : 'a credit note';
  return new Hono<VendorEnv>()
    .get(
      '/:id/mails',
      describe({
        summary: `List the mails of ${one}`,
        description: 'What was mailed, or waits for it, the newest first.',
        tag: collection,
        answers: { 200: v.object({ items: v.array(DocumentMail) }) },
        problems: [`${kind}.not-found`],
      }),
      scope(`${collection}:read`),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, clock } = c.var;
        const { id } = c.req.valid('param');
        const { document } = await requireDocument(db, vendorId, kind, id, clock.now());
        return c.json({ items: await mailsOfDocument(db, vendorId, document.id) });
      },
    )

    .post(
      '/:id/mails',
      describe({
        summary: `Send ${one} by mail`,
        description:
          'To the customer’s billing address, else to who sees to bills; in the words of the portal, with the PDF. Once more where it was sent before.',
        tag: collection,
        answers: { 202: DocumentMail },
        problems: [`${kind}.not-found`],
      }),
      scope(`${collection}:write`),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, actor, clock } = c.var;
        const at = clock.now();
        const queued = await inTransaction(db, async (tx) => {
          const { id } = c.req.valid('param');
          const { document } = await requireDocument(tx, vendorId, kind, id, at);
          const { customerId } = document;
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, action: 'document.mail-asked', subjectId: document.id },
            data: { customerId, documentId: document.id },
          });
          return queueMail(tx, vendorId, { documentId: document.id, kind, at });
        });
        return c.json(queued, 202);
      },
    );
};

export const invoiceMailRoutes = routesOf('invoice');
export const creditNoteMailRoutes = routesOf('credit-note');
