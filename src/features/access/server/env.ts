import type { Day } from '../../../kit/common/day.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Cursors } from '../../../kit/server/http/list.ts';
import type { AskAgain } from '../../../kit/server/idempotency.ts';
import type { OutsideRules } from '../../../kit/server/outbound.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { ContactRole } from '../../customers/schema.ts';
import type { Staff } from '../../login-as/server/staff.ts';
import type { Language, PanelId } from '../../portals/schema.ts';
import type { VisibilityFacts } from '../rules.ts';
import type { Bootstrap, Subject, Way } from '../schema.ts';
import type { AskedFirst } from '../sign-in-schema.ts';
import type { Terms } from '../terms-schema.ts';

/** Whose data a store function may touch. There is no variant of one without it. */
export interface Owner {
  readonly vendorId: string;
  readonly customerId: string;
}

/** What every request has. */
export interface RequestVars {
  db: Db;
  /** The vendor's time: on a test side it can be moved. What lives by the world's time takes `worldClock`. */
  clock: Clock;
  worldClock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  requestId: string;
  /** Address of the service without a slash at the end; portal addresses begin with it. */
  publicUrl: string;
  /** Where this was asked, without a slash at the end: the service's address, or the own one of a portal. */
  origin: string;
  /** Where vendors' scripts run, on another site; absent: at the origin of the portal. */
  contentUrl: string | undefined;
  /** The only portal that there is where this was asked; absent at the service's own address. */
  here: { readonly portalId: string; readonly slug: string } | undefined;
  /** What is asked for is the portal there is here. @throws `request.not-found` */
  refuseInput: ((sent: unknown) => void) | undefined;
  /** Other names of the service itself. */
  hosts: readonly string[];
  /** Portals by their own names. */
  addresses: { find(host: string): Promise<{ readonly broken: boolean } | undefined>; forget(): void };
  /** Proxies in front whose word about the client's address counts. */
  trustedProxies: number;
  /** The header in which the proxy in front says the client's country; absent: nobody says it. */
  countryHeader: string | undefined;
  /** Whether there is a mail server; without one, mail waits. */
  sendsMail: boolean;
  /** Whether a portal's mail server may stand in a network that is not the internet's. */
  privateMailHosts: boolean;
  /** Another address of Stripe's API than its own. */
  stripeUrl: string | undefined;
  /** What an administrator says about addresses that vendors give. */
  outside: OutsideRules;
  /** What the page asked for shows first, for whoever has just come in; put together in `apps/server`. */
  firstOf: FirstOf;
  /** The whole service, asked the same once more. */
  again: AskAgain;
}

export type FirstOf = (
  db: Db,
  found: { readonly session: PortalSession; readonly facts: VisibilityFacts },
  asked: AskedFirst,
) => Promise<Pick<Bootstrap, 'order'>>;

export interface VendorVars extends RequestVars {
  vendorId: string;
  actor: Actor;
  scopes: readonly string[];
  testSide: boolean;
  /** Of an operator: the console session that asks, kept at the vendor's live side. */
  operatorSession?: {
    readonly vendorId: string;
    readonly tokenHash: string;
    /** When the person last proved who they are, by the world's time. */
    readonly provedAt: string;
  };
}
export type VendorEnv = { Variables: VendorVars };

/** A customer's session as a request finds it: who, and how narrow. */
export interface PortalSession {
  readonly id: string;
  readonly vendorId: string;
  readonly customerId: string;
  readonly portalId: string;
  /** How it began; `null` for one that is older than the note of it. */
  readonly way: Way | null;
  readonly contactId: string | null;
  readonly subject: Subject | null;
  readonly panels: readonly PanelId[] | null;
  readonly readOnly: boolean;
  readonly language: Language;
  /** The portal's, by which days and deadlines go. */
  readonly timeZone: string;
  /** What the person reads times of day in, where they chose another. */
  readonly ownTimeZone: string | null;
  readonly role: ContactRole | null;
  /** As the first screen greets them; `contact` is `null` where the token named none. */
  readonly customer: Bootstrap['customer'];
  readonly contact: Bootstrap['contact'];
  /** The vendor's operator whose session this is, in place of the customer's own. */
  readonly staff: Staff | null;
  /** Whether an operator may be in this customer's portal at the moment: then it is worth asking who. */
  readonly hasHelp: boolean;
  /** The world's time at which it was looked up. */
  readonly askedAt: Date;
  readonly accessCodeId: string | null;
  /** The session of the customer above out of which this one was opened. */
  readonly opener: {
    readonly sessionId: string;
    readonly customer: { readonly id: string; readonly name: string };
  } | null;
  /** What the person chose from when signing in; `null`: there was one account. */
  readonly choice: { readonly contactIds: readonly string[]; readonly email: string | null } | null;
  /** The domains to which the contact is limited; `null`: all of the customer's. */
  readonly domainIds: readonly string[] | null;
  /** Whether the vendor has plugins at all: most have none. */
  readonly hasPlugins: boolean;
  /** Whether something waits for the customer, or it keeps a balance: most have neither. */
  readonly hasTasks: boolean;
  /** Terms of use that are still to be accepted. */
  readonly terms: (Terms & { readonly dueOn: Day | null }) | null;
  /** The contact's address, where it signed up with it and has not proven it. */
  readonly unprovenEmail: string | null;
  /** The contact's mobile number, where the vendor can send a text and nobody has confirmed it yet. */
  readonly unprovenMobile: string | null;
  /** The moment it stops working whatever happens. */
  readonly endsAt: string;
  /** The moment it stops working if nothing else is asked. */
  readonly expiresAt: Date;
}

/** Whom a request meant that nobody had let in yet: as far as what it brought could be read. */
export interface Meant {
  readonly vendorId: string;
  readonly portalId: string;
  readonly customerId: string | null;
}

export interface PortalVars extends RequestVars {
  /** Before there is a session: whom a sign-in that was refused meant. */
  meant?: Meant;
  owner: Owner;
  session: PortalSession;
  /** What decides which panels this session views and changes. */
  facts: VisibilityFacts;
  actor: Actor;
}
export type PortalEnv = { Variables: PortalVars };
