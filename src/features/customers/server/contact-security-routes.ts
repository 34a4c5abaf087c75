import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { Contact, NewOwnership } from '../schema.ts';
import { requireVendorContact } from './contacts-store.ts';
import { clearSecondFactor } from './own-second-factor.ts';
import { moveOwnership } from './ownership.ts';

/** Beside the contacts collection: what the vendor does for somebody who lost their app. */
export const contactSecurityRoutes = new Hono<VendorEnv>().delete(
  '/:id/second-factor',
  describe({
    summary: 'Take away a contact’s authenticator app',
    description:
      'For somebody who lost it: from then on the password alone is enough, until the contact adds one anew. The contact is told by mail, and the act stands in the activity log.',
    tag: 'contacts',
    answers: { 200: Contact },
    problems: ['contact.not-found'],
  }),
  scope('contacts:write'),
  accept('param', Reference),
  async (c) => {
    const { db, secrets, publicUrl, testSide, vendorId, actor, clock } = c.var;
    const mailing = await mailingOf({ secrets, publicUrl, testSide });
    const contact = await inTransaction(db, async (tx) => {
      const found = await requireVendorContact(tx, vendorId, c.req.valid('param').id);
      await clearSecondFactor(tx, { vendorId, actor, at: clock.now() }, found, mailing);
      return requireVendorContact(tx, vendorId, found.id);
    });
    return c.json(contact);
  },
);

/** Beside the customers collection: who answers for one, after the last owner is gone. */
export const ownershipRoutes = new Hono<VendorEnv>().post(
  '/:id/ownership',
  describe({
    summary: 'Make another contact the owner',
    description:
      'For a customer whose owner is gone. `check` says how it was made sure that this person may: it stands in the activity log for good.',
    tag: 'customers',
    answers: { 200: v.object({ items: v.array(Contact) }) },
    problems: ['customer.not-found', 'contact.not-found'],
  }),
  scope('contacts:write'),
  accept('param', Reference),
  accept('json', NewOwnership),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const asked = { vendorId, actor, at: clock.now() };
    const items = await inTransaction(db, (tx) =>
      moveOwnership(tx, asked, c.req.valid('param').id, c.req.valid('json')),
    );
    return c.json({ items });
  },
);
