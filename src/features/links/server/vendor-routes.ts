import { Hono } from 'hono';
import { unknownReference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import {
  findContact,
  findContactByEmail,
  findContactByExternalId,
  findCustomer,
} from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { MailedLink, NewPortalLink } from '../schema.ts';
import { sendLink } from './send-link.ts';

/** `POST /api/v1/portal-links`: a link that goes to whom it is for, and to nobody else. */
export const portalLinkRoutes = new Hono<VendorEnv>().post(
  '/',
  describe({
    summary: 'Mail a portal link to a contact',
    description:
      'In the words of the portal (`mailTexts`), in the person’s language. Once it has expired, its page sends a new one to the same mailbox. A portal without mail about access sends none: `withheld`.',
    tag: 'portal-tokens',
    answers: { 201: MailedLink },
  }),
  scope('portal-tokens:write'),
  accept('json', NewPortalLink),
  async (c) => {
    const { customerId, contact: named, lifetimeMinutes, ...reach } = c.req.valid('json');
    const { db, vendorId, actor } = c.var;
    const customer = await findCustomer(db, vendorId, customerId);
    if (!customer) throw unknownReference('customerId', 'customer');
    const contact = named === undefined ? undefined : await contactOf(c.var, customer, named);
    if (named !== undefined && !contact) throw unknownReference('contact', 'contact');
    const address = named === undefined ? customer.billing.email : contact?.email;
    if (!address) throw noAddress(named === undefined ? 'customerId' : 'contact');
    const portal = await requirePortal(db, vendorId, customer.portalId);
    const order = { vendorId, portal, customer, contact, address, reach, actor };
    const sent = await sendLink(c.var, {
      ...order,
      lifetimeMinutes: lifetimeMinutes ?? portal.linkLifetimeMinutes,
    });
    return c.json(sent, 201);
  },
);

const contactOf = (
  { db, vendorId }: VendorVars,
  { id }: Customer,
  named: string,
): Promise<Contact | undefined> => {
  const owner = { vendorId, customerId: id };
  if (named.startsWith('ext:')) return findContactByExternalId(db, owner, named.slice(4));
  return named.includes('@') ? findContactByEmail(db, owner, named) : findContact(db, owner, named);
};

const noAddress = (path: string) =>
  requestProblem('request.invalid', {
    fields: [{ path, code: 'no_address', message: 'There is no e-mail address to send a link to.' }],
  });
