import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { record } from '../../activity/server/record.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import {
  createCustomerFromClaims,
  findContact,
  findContactByEmail,
  findContactByExternalId,
  findCustomer,
  findCustomerByExternalId,
} from '../../customers/server/store.ts';
import { framingHosts, originAllowed } from '../../portals/rules.ts';
import type { Portal } from '../../portals/schema.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { accessProblem } from '../problems.ts';
import type { NewSession, TokenClaims } from '../schema.ts';
import type { Owner } from './env.ts';
import { consumeToken, createSession } from './sessions-store.ts';
import { launchSeconds, verifyToken } from './tokens.ts';

export interface ExchangeContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
}

export interface Exchanged {
  readonly owner: Owner;
  readonly portal: Portal;
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * A portal token becomes a session. All checks that need no writing come first; then, in one transaction, the replay
 * check, the customer (made at the first visit where the portal allows it), the contact and the session.
 */
export async function exchangeToken(context: ExchangeContext, wanted: NewSession): Promise<Exchanged> {
  const { db, secrets, publicUrl } = context;
  const now = context.clock.now();
  const { vendor, claims } = await verifyToken(db, secrets, wanted.token, now);
  const portal = await requirePortal(db, vendor.id, claims, publicUrl);
  checkLifetime(claims, portal);
  checkOrigin(claims, portal, vendor.side === 'test', wanted.parentOrigin, publicUrl);

  return inTransaction(db, async (tx) => {
    const worksOnce = claims.use === 'launch' || claims.oneUse === true;
    const replayUntil = new Date((claims.exp + 60) * 1000);
    if (worksOnce && !(await consumeToken(tx, vendor.id, claims.jti, replayUntil)))
      throw accessProblem('token.used');
    const customer = await customerOf(tx, vendor.id, portal, claims, now);
    if (customer.status !== 'active') throw accessProblem('customer.inactive');
    if (customer.portalId !== portal.id) {
      throw accessProblem('customer.unknown', { detail: 'This customer belongs to another portal.' });
    }
    const contact = await contactOf(tx, vendor.id, customer, claims.contact);
    const owner: Owner = { vendorId: vendor.id, customerId: customer.id };
    const session = await createSession(
      tx,
      owner,
      {
        portalId: portal.id,
        contactId: contact?.id ?? null,
        subject: claims.subject ?? null,
        panels: claims.panels ?? null,
        readOnly: claims.readOnly ?? false,
        language: languageFor(portal, [
          wanted.language,
          claims.language,
          contact?.language,
          customer.language,
        ]),
      },
      now,
    );
    await record(tx, {
      vendorId: vendor.id,
      customerId: customer.id,
      actor: contact ? { kind: 'contact', id: contact.id } : { kind: 'customer', id: customer.id },
      action: 'session.started',
      subjectId: customer.id,
      at: now,
    });
    return { owner, portal, ...session };
  });
}

async function requirePortal(
  db: Db,
  vendorId: string,
  claims: TokenClaims,
  publicUrl: string,
): Promise<Portal> {
  const start = `${publicUrl}/p/`;
  const slug = claims.aud.startsWith(start) ? claims.aud.slice(start.length) : '';
  const found = slug ? await findPortalBySlug(db, slug) : undefined;
  if (!found || found.vendorId !== vendorId) {
    throw accessProblem('token.invalid', {
      detail: `\`aud\` must be the portal’s address, like ${start}acme.`,
    });
  }
  return found.portal;
}

function checkLifetime({ use, iat, exp }: TokenClaims, portal: Portal): void {
  const most = use === 'launch' ? launchSeconds : portal.linkLifetimeMinutes * 60;
  if (exp - iat > most) {
    throw accessProblem('token.lifetime', { detail: `A token for \`use: ${use}\` may live ${most} s here.` });
  }
}

function checkOrigin(
  claims: TokenClaims,
  portal: Portal,
  testSide: boolean,
  parentOrigin: string | undefined,
  publicUrl: string,
): void {
  if (claims.origin !== undefined && claims.origin !== parentOrigin) {
    throw accessProblem('origin.not-allowed', { detail: 'The token was made for another page.' });
  }
  if (parentOrigin === undefined || parentOrigin === new URL(publicUrl).origin) return;
  if (!originAllowed(parentOrigin, framingHosts(portal.allowedHosts, testSide))) {
    throw accessProblem('origin.not-allowed', {
      detail: `Add ${parentOrigin} to the allowed hosts of portal “${portal.slug}”.`,
    });
  }
}

async function customerOf(
  tx: Db,
  vendorId: string,
  portal: Portal,
  claims: TokenClaims,
  now: Date,
): Promise<Customer> {
  const external = claims.sub.startsWith('ext:') ? claims.sub.slice(4) : undefined;
  const known = external
    ? await findCustomerByExternalId(tx, vendorId, external)
    : await findCustomer(tx, vendorId, claims.sub);
  if (known) return known;
  if (external && portal.createsCustomers) return createCustomerFromClaims(tx, vendorId, portal, claims, now);
  throw accessProblem('customer.unknown', {
    detail: external
      ? `There is no customer with the outside id “${external}”. Make it by API, or switch on createsCustomers of portal “${portal.slug}”.`
      : `There is no customer “${claims.sub}”.`,
  });
}

async function contactOf(
  tx: Db,
  vendorId: string,
  customer: Customer,
  named: string | undefined,
): Promise<Contact | undefined> {
  if (named === undefined) return undefined;
  const owner: Owner = { vendorId, customerId: customer.id };
  const contact = named.startsWith('ext:')
    ? await findContactByExternalId(tx, owner, named.slice(4))
    : named.includes('@')
      ? await findContactByEmail(tx, owner, named)
      : await findContact(tx, owner, named);
  if (!contact)
    throw accessProblem('contact.unknown', { detail: `This customer has no contact “${named}”.` });
  if (!contact.active) throw accessProblem('contact.inactive');
  return contact;
}

/** The first wish the portal offers; else its own default. */
function languageFor(portal: Portal, wishes: readonly (Portal['languages'][number] | null | undefined)[]) {
  const offered = wishes.find((wish) => wish && portal.languages.includes(wish));
  return offered ?? (portal.languages[0] as Portal['languages'][number]);
}
