import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { Contact, ContactChange, NewContact } from '../schema.ts';
import {
  createContact,
  deleteContact,
  listContacts,
  requireVendorContact,
  updateContact,
  upsertContact,
} from './contacts-store.ts';
import { withCredential } from './credentials.ts';

/** `/api/v1/contacts`. */
export const contactsVendorRoutes = collectionRoutes({
  name: 'contacts',
  thing: 'contact',
  one: 'a contact',
  schema: Contact,
  query: v.strictObject({ ...ListQuery.entries, customerId: v.optional(v.string()) }),
  list: ({ db, vendorId }, query, paging) => listContacts(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireVendorContact(db, vendorId, reference),
  create: {
    body: NewContact,
    prepare: withCredential<NewContact>,
    description:
      'A person at a customer; an owner, unless a role is named. Where the portal’s customers sign in by password, `username`, `email` and a password are needed.',
    problems: ['contact.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createContact(tx, vendorId, wanted, at),
  },
  change: {
    body: ContactChange,
    prepare: withCredential<ContactChange>,
    description:
      'A field that is not named stays as it is, the password too. A contact that is no longer active, or gets another password or other addresses to come from, is signed out.',
    act: (tx, { vendorId, at }, reference, change) => updateContact(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewContact, ['externalId']),
    prepare: withCredential<NewContact>,
    act: (tx, { vendorId, at }, externalId, wanted) => upsertContact(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a contact; its sessions end',
    act: (tx, { vendorId, at }, reference) => deleteContact(tx, vendorId, reference, at),
  },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, contactId: id } }),
});
