import type { CompiledQuery } from 'kysely';
import type { Clock } from '../../../kit/server/clock.ts';
import { briefly } from '../../../kit/server/db/briefly.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import { writeTogether } from '../../../kit/server/db/write-together.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import {
  createCustomerFromClaims,
  findContact,
  findContactByEmail,
  findContactByExternalId,
  findCustomer,
  findCustomerByExternalId,
} from '../../customers/server/store.ts';
import { originOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewTokenSession, TokenClaims } from '../schema.ts';
import { wayOfToken } from '../ways.ts';
import type { Owner } from './env.ts';
import { type Entry, type Exchanged, requireFraming, requireWay, sessionWrites } from './open-session.ts';
import { tokenUse, wasUsed } from './sessions-store.ts';
import { launchSeconds, longestLinkMinutes, verifyToken } from './tokens.ts';

export interface ExchangeContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
  /** What the browser prefers, for whoever has no language of their own. */
  readonly spoken?: readonly string[];
  /** Who is signed in already where the link was opened, by a cookie of the portal's own address. */
  readonly current?: { readonly customerId: string; readonly contactId: string | null } | undefined;
}

/**
 * A portal token becomes a session. All checks that need no writing come first; then, in one transaction, the customer
 * (made at the first visit where the portal allows it), the replay check, the session and its line in the log.
 */
export async function exchangeToken(context: ExchangeContext, wanted: NewTokenSession): Promise<Exchanged> {
  const { db, secrets, publicUrl } = context;
  const now = context.clock.now();
  const { vendor, claims, byService } = await verifyToken(db, secrets, wanted.token, now);
  const portal = await requirePortal(db, vendor.id, claims, publicUrl);
  if (wanted.portal !== undefined && wanted.portal !== portal.slug) throw notThisPortal(publicUrl);
  requireWay(portal, wayOfToken(claims));
  checkLifetime(claims, byService ? longestLinkMinutes : portal.linkLifetimeMinutes);
  checkOrigin(claims, portal, vendor.side === 'test', wanted.parentOrigin, publicUrl);

  // Read before the transaction: what is switched off meanwhile is refused by the session's first use.
  const known = await findKnown(db, vendor.id, claims);
  const customer = known ?? requireFirstVisit(portal, claims);
  const contact = known && (await contactOf(db, vendor.id, known, claims.contact));
  if (known) checkEntry(portal, known, contact, context.address);
  if (!wanted.replace && isSomebodyElse(context.current, known, contact))
    throw accessProblem('session.occupied');
  if (needsPress(claims, wanted)) {
    const used = await wasUsed(db, vendor.id, claims.jti);
    throw accessProblem(used ? 'token.used' : 'token.press-needed');
  }

  const start = async (on: Db, who: Customer, person: Contact | undefined): Promise<Exchanged> => {
    const entry: Entry = {
      ...{ vendorId: vendor.id, portal, customer: who, contact: person, way: wayOfToken(claims) },
      ...{
        subject: claims.subject ?? null,
        panels: claims.panels ?? null,
        readOnly: claims.readOnly ?? false,
      },
      wishes: [wanted.language, claims.language],
      spoken: context.spoken,
    };
    const { exchanged, writes } = sessionWrites(on, entry, { now, at: now });
    await writeTogether(on, [...onlyUseOf(on, vendor.id, claims), ...writes]);
    return exchanged;
  };
  try {
    if (customer !== 'new') return await start(db, customer, contact);
    return await inTransaction(db, async (tx) => {
      const visitor = await visitFirst(tx, vendor.id, portal, claims, { now, address: context.address });
      return start(tx, visitor.customer, visitor.contact);
    });
  } catch (error) {
    throw isUniqueViolation(error, 'used_token') ? accessProblem('token.used', { cause: error }) : error;
  }
}

/**
 * A link that works once and was opened by its own address. Whatever looks through mail opens that too, and runs what
 * stands there; a page around the portal hands its token over itself.
 */
const needsPress = ({ use, oneUse }: TokenClaims, { pressed, parentOrigin }: NewTokenSession): boolean =>
  use === 'link' && oneUse === true && !pressed && parentOrigin === undefined;

/** The row of a token that works once: a second one with its key is refused by the database itself. */
function onlyUseOf(db: Db, vendorId: string, { use, oneUse, jti, exp }: TokenClaims): CompiledQuery[] {
  if (use !== 'launch' && oneUse !== true) return [];
  return [tokenUse(db, { vendorId, jti, expiresAt: new Date((exp + 60) * 1000).toISOString() })];
}

/** Makes the customer of a first visit, or finds the one that another first visit made a moment ago. */
async function visitFirst(
  tx: Db,
  vendorId: string,
  portal: Portal,
  claims: TokenClaims,
  { now, address }: { readonly now: Date; readonly address: string | undefined },
) {
  const customer = await createCustomerFromClaims(tx, vendorId, portal, claims, now);
  const contact = await contactOf(tx, vendorId, customer, claims.contact);
  checkEntry(portal, customer, contact, address);
  return { customer, contact };
}

const findAudience = briefly(findPortalBySlug);

async function requirePortal(
  db: Db,
  vendorId: string,
  claims: TokenClaims,
  publicUrl: string,
): Promise<Portal> {
  const [, origin, slug = ''] = /^(.+)\/p\/([^/]+)$/.exec(claims.aud) ?? [];
  const found = slug ? await findAudience(db, slug) : undefined;
  // The portal's own address means it as well as the service's does.
  const meant = found && (origin === publicUrl || origin === originOf(found.portal, publicUrl));
  if (!meant || found.vendorId !== vendorId) {
    throw notThisPortal(publicUrl);
  }
  return found.portal;
}

const notThisPortal = (publicUrl: string) =>
  accessProblem('token.invalid', {
    detail: `\`aud\` must be the portal’s address, like ${publicUrl}/p/acme.`,
  });

/** Another customer, or another person of the same one: a link must never swap them without a word (LK11). */
const isSomebodyElse = (
  current: ExchangeContext['current'],
  customer: Customer | undefined,
  contact: Contact | undefined,
): boolean =>
  current !== undefined &&
  (current.customerId !== customer?.id ||
    (current.contactId !== null && contact !== undefined && current.contactId !== contact.id));

/** How long a link of ours may live was said when it was asked for; one that the vendor signs keeps to the portal's setting. */
function checkLifetime({ use, iat, exp }: TokenClaims, linkMinutes: number): void {
  const most = use === 'launch' ? launchSeconds : linkMinutes * 60;
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
  requireFraming(portal, testSide, parentOrigin, publicUrl);
}

const externalIdOf = ({ sub }: TokenClaims): string | undefined =>
  sub.startsWith('ext:') ? sub.slice('ext:'.length) : undefined;

const findKnown = (db: Db, vendorId: string, claims: TokenClaims): Promise<Customer | undefined> => {
  const external = externalIdOf(claims);
  return external === undefined
    ? findCustomer(db, vendorId, claims.sub)
    : findCustomerByExternalId(db, vendorId, external);
};

/** @throws `customer.unknown` where the portal does not make customers of unknown visitors */
function requireFirstVisit(portal: Portal, claims: TokenClaims): 'new' {
  const external = externalIdOf(claims);
  if (external !== undefined && portal.createsCustomers) return 'new';
  throw accessProblem('customer.unknown', {
    detail:
      external === undefined
        ? `There is no customer “${claims.sub}”.`
        : `There is no customer with the outside id “${external}”. Make it by API, or switch on createsCustomers of portal “${portal.slug}”.`,
  });
}

function checkEntry(
  portal: Portal,
  customer: Customer,
  contact: Contact | undefined,
  address: string | undefined,
): void {
  const obstacle = mayEnter({ portal, customer, contact, address });
  if (obstacle === 'customer.unknown') {
    throw accessProblem(obstacle, { detail: 'This customer belongs to another portal.' });
  }
  if (obstacle) throw accessProblem(obstacle);
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
  return contact;
}
