import { Hono } from 'hono';
import * as v from 'valibot';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { mayAskForMail } from '../../../kit/server/mail-asking.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs } from '../../access/server/guards.ts';
import { Terms } from '../../access/terms-schema.ts';
import { announce } from '../../activity/server/announce.ts';
import { claimProven, findContact } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { signUpProblem } from '../problems.ts';
import { AcceptTerms, EmailProof } from '../schema.ts';
import { mailWelcome } from './mails.ts';
import { checkProof, newProof } from './proofs.ts';
import { release } from './release.ts';
import { signUpOfContact } from './sign-ups-store.ts';
import { noteAcceptance, requireTerms } from './terms-store.ts';

/** `/portal/v1/terms`: open to whoever has a session, whatever panels it shows. */
export const termsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Read which terms of use are still to be accepted',
      tag: 'terms',
      answers: {
        200: v.object({ terms: v.nullable(v.object({ ...Terms.entries, dueOn: v.nullable(v.string()) })) }),
      },
    }),
    (c) => c.json({ terms: c.var.session.terms }),
  )

  .post(
    '/',
    describe({
      summary: 'Accept the terms of use',
      tag: 'terms',
      answers: { 204: null },
      problems: ['terms.changed'],
    }),
    loginAs('denied'),
    accept('json', AcceptTerms),
    async (c) => {
      const { db, owner, session, actor } = c.var;
      const at = c.var.clock.now();
      await inTransaction(db, async (tx) => {
        const terms = await requireTerms(tx, owner.vendorId, c.req.valid('json').id);
        if (!session.terms) return;
        const contact = session.contactId ? await findContact(tx, owner, session.contactId) : undefined;
        const id = await noteAcceptance(tx, { ...owner, contact, terms, at });
        const data = { customerId: owner.customerId, contactId: session.contactId };
        await announce(tx, { ...owner, actor, at, action: 'terms.accepted', subjectId: id, data });
      });
      return c.body(null, 204);
    },
  );

/** `/portal/v1/email-proof`: whoever signed up proves that the address is theirs. */
export const emailProofRoutes = (kinds: readonly TemplateKind[]) =>
  new Hono<PortalEnv>()
    .post(
      '/',
      describe({
        summary: 'Prove the address of a sign-up by the code of its mail',
        tag: 'sign-up',
        answers: { 204: null },
        problems: ['email-proof.refused', 'email-proof.used-up'],
      }),
      loginAs('denied'),
      accept('json', EmailProof),
      async (c) => {
        const { db, owner, session, actor, worldClock } = c.var;
        const row = session.contactId && (await signUpOfContact(db, owner.vendorId, session.contactId));
        if (!row || row.email_proven_at) return c.body(null, 204);
        const fits = await inTransaction(db, (tx) =>
          checkProof(tx, row, c.req.valid('json').code, worldClock.now()),
        );
        if (!fits) throw signUpProblem('email-proof.refused');
        const at = c.var.clock.now();
        await inTransaction(db, async (tx) => {
          const contact = await findContact(tx, owner, row.contact_id as string);
          // The address the code went to: one that was changed meanwhile is not proven by it.
          if (contact?.email?.toLowerCase() !== row.email_key) throw signUpProblem('email-proof.used-up');
          await claimProven(tx, owner.vendorId, contact);
          await tx
            .updateTable('sign_up')
            .set({ email_proven_at: at.toISOString(), proof_hash: null, updated_at: at.toISOString() })
            .where('vendor_id', '=', owner.vendorId)
            .where('id', '=', row.id)
            .execute();
          await release(tx, kinds, row, { actor, at });
          const data = { customerId: owner.customerId, contactId: contact.id };
          await announce(tx, {
            ...owner,
            actor,
            at,
            action: 'contact.email-proven',
            subjectId: contact.id,
            data,
          });
        });
        return c.body(null, 204);
      },
    )

    .post(
      '/mail',
      describe({
        summary: 'Send the code once more; the one before stops working',
        tag: 'sign-up',
        answers: { 202: null },
      }),
      loginAs('denied'),
      async (c) => {
        const { db, owner, session, secrets, publicUrl, worldClock } = c.var;
        const row = session.contactId && (await signUpOfContact(db, owner.vendorId, session.contactId));
        const portal = await findPortal(db, owner.vendorId, session.portalId);
        if (!row || row.email_proven_at || !portal) return c.body(null, 202);
        const testSide = (await findVendor(db, owner.vendorId))?.side === 'test';
        const mailing = await mailingOf({ secrets, publicUrl, testSide });
        const [now, at] = [worldClock.now(), c.var.clock.now()];
        const source = clientAddress(c, c.var.trustedProxies);
        await inTransaction(db, async (tx) => {
          if (!(await mayAskForMail(tx, { address: row.email, source }, now))) return;
          const proof = newProof(row.id, now);
          await tx
            .updateTable('sign_up')
            .set(proof.columns)
            .where('vendor_id', '=', owner.vendorId)
            .where('id', '=', row.id)
            .execute();
          await mailWelcome(tx, mailing, {
            ...{ vendorId: owner.vendorId, portal, email: row.email, language: session.language, at },
            ...{ customerId: owner.customerId, contactId: row.contact_id, code: proof.code, known: false },
          });
        });
        return c.body(null, 202);
      },
    );
