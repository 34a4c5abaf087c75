import { Hono } from 'hono';
import { wordsOn } from '../../../kit/common/colour.ts';
import { Reference, unknownReference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { fillSecrets, fillSecretsInHtml, mailHtml, mailText } from '../../../kit/server/mail-body.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import {
  findContact,
  findContactByEmail,
  findContactByExternalId,
  findCustomer,
} from '../../customers/server/store.ts';
import { mailWords } from '../../mails/server/words.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { LinkMailPreview, LinkMailShown, MailedLink, NewPortalLink } from '../schema.ts';
import { linkMail, linkMailText, usualText } from './link-mail.ts';
import { someCustomer } from './links-store.ts';
import { sendLink } from './send-link.ts';

/** `POST /api/v1/portal-links`: a link that goes to whom it is for, and to nobody else. */
export const portalLinkRoutes = new Hono<VendorEnv>().post(
  '/',
  describe({
    summary: 'Mail a portal link to a contact',
    description:
      'In the words of the portal (`linkMail`), in the person’s language. Once it has expired, its page sends a new one to the same mailbox. A portal without mail about access sends none: `withheld`.',
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

const dayMs = 86_400_000;

/** Beside the portals collection: the mail that carries a link, as somebody would get it. */
export const linkMailRoutes = new Hono<VendorEnv>().post(
  '/:id/link-mail-preview',
  describe({
    summary: 'Show the mail that carries a portal link, filled in for a real customer',
    description: 'Nothing is sent, and the address in it opens nothing.',
    tag: 'portals',
    answers: { 200: LinkMailShown },
    problems: ['portal.not-found'],
  }),
  scope('portals:read'),
  accept('param', Reference),
  accept('json', LinkMailPreview),
  async (c) => {
    const { db, vendorId, publicUrl, worldClock } = c.var;
    const { language, mail, customerId } = c.req.valid('json');
    const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
    const named = customerId === undefined ? undefined : await findCustomer(db, vendorId, customerId);
    if (customerId !== undefined && !named) throw unknownReference('customerId', 'customer');
    const name = named?.name ?? (await someCustomer(db, vendorId, portal.id)) ?? portal.brandName;
    const text = mail ?? linkMailText(portal, language);
    const say = (await mailWords())(language, portal.timeZone);
    const about = {
      ...{ portal, customer: { name }, contact: undefined, language },
      expiresAt: new Date(
        worldClock.now().getTime() + Math.min(portal.linkLifetimeMinutes * 60_000, 7 * dayMs),
      ),
      url: `${publicUrl}/p/${portal.slug}#token=…`,
      button: say('portal-link.button'),
    };
    const { subject, parts, secretValues } = linkMail(about, text);
    const colour = portal.theme.light.primary ?? '#1f4e79';
    const look = { language, brand: portal.brandName, colour, onColour: wordsOn(colour) };
    const whole = [
      { kind: 'title', text: subject },
      { kind: 'text', text: say('access.hello', { name }) },
      ...parts,
    ] as const;
    const address = (name: string) => secretValues[name] ?? '';
    return c.json({
      subject,
      text: fillSecrets(mailText(whole.slice(1)), address),
      html: fillSecretsInHtml(mailHtml(whole, look), address),
      usual: usualText(language),
    });
  },
);
