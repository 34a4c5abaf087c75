import { Hono } from 'hono';
import * as v from 'valibot';
import { ExternalReference, pagingOf, Reference, type Written } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { Contact, ContactChange, NewContact } from '../schema.ts';
import {
  createContact,
  deleteContact,
  listContacts,
  requireVendorContact,
  updateContact,
  upsertContact,
} from './contacts-store.ts';

const tag = 'contacts';
const ContactList = v.strictObject({
  ...ListQuery.entries,
  customerId: v.optional(v.string()),
});
const ContactUpsert = v.omit(NewContact, ['externalId']);

/** `/api/v1/contacts`. */
export const contactsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List contacts', tag, answers: { 200: listAnswer(Contact) } }),
    scope('contacts:read'),
    accept('query', ContactList),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listContacts(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .post(
    '/',
    describe({
      summary: 'Make a contact',
      description: 'A person at a customer; an owner, unless a role is named.',
      tag,
      answers: { 201: Contact },
      problems: ['contact.external-id-taken'],
    }),
    scope('contacts:write'),
    accept('json', NewContact),
    async (c) => {
      const { thing } = await writing(c.var, 'contact.created', async (tx, vendorId, at) => ({
        thing: await createContact(tx, vendorId, c.req.valid('json'), at),
        created: true,
        fields: [],
      }));
      return c.json(thing, 201, { location: `/api/v1/contacts/${thing.id}` });
    },
  )

  .get(
    '/:id',
    describe({ summary: 'Read a contact', tag, answers: { 200: Contact }, problems: ['contact.not-found'] }),
    scope('contacts:read'),
    accept('param', Reference),
    async (c) => c.json(await requireVendorContact(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change a contact',
      description:
        'A field that is not named stays as it is. A contact that is no longer active is signed out.',
      tag,
      answers: { 200: Contact },
      problems: ['contact.not-found'],
    }),
    scope('contacts:write'),
    accept('param', Reference),
    accept('json', ContactChange),
    async (c) => {
      const { thing } = await writing(c.var, 'contact.updated', (tx, vendorId, at) =>
        updateContact(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      return c.json(thing);
    },
  )

  .put(
    '/:id',
    describe({
      summary: 'Make or change the contact with your own id, `ext:<id>`',
      tag,
      answers: { 200: Contact, 201: Contact },
    }),
    scope('contacts:write'),
    accept('param', ExternalReference),
    accept('json', ContactUpsert),
    async (c) => {
      const { thing, created } = await writing(c.var, 'contact.updated', (tx, vendorId, at) =>
        upsertContact(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      if (!created) return c.json(thing);
      return c.json(thing, 201, { location: `/api/v1/contacts/${thing.id}` });
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete a contact; its sessions end',
      tag,
      answers: { 204: null },
      problems: ['contact.not-found'],
    }),
    scope('contacts:write'),
    accept('param', Reference),
    async (c) => {
      await writing(c.var, 'contact.deleted', async (tx, vendorId, at) => ({
        thing: await deleteContact(tx, vendorId, c.req.valid('param').id, at),
        created: false,
        fields: ['deleted'],
      }));
      return c.body(null, 204);
    },
  );

/** One transaction: the act, its row in the log and its event. An act that changed nothing leaves neither. */
function writing(
  { db, vendorId, actor, clock }: VendorVars,
  action: string,
  act: (tx: Db, vendorId: string, at: Date) => Promise<Written<Contact>>,
): Promise<Written<Contact>> {
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    const written = await act(tx, vendorId, at);
    const { thing, created, fields } = written;
    if (!created && fields.length === 0) return written;
    await announce(tx, {
      ...{ vendorId, actor, at, fields },
      customerId: thing.customerId,
      action: created ? 'contact.created' : action,
      subjectId: thing.id,
      data: { customerId: thing.customerId, contactId: thing.id },
    });
    return written;
  });
}
