import type { CompiledQuery } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';
import { writeTogether } from '../../../kit/server/db/write-together.ts';
import { languageOf } from '../../../kit/server/http/languages.ts';
import { recording } from '../../activity/server/record.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { signInNotes } from '../../customers/server/store.ts';
import { framingHosts, originAllowed } from '../../portals/rules.ts';
import type { Language, PanelId, Portal } from '../../portals/schema.ts';
import { accessProblem } from '../problems.ts';
import type { Subject, Way } from '../schema.ts';
import { offers } from '../ways.ts';
import type { Owner } from './env.ts';
import { newSession, type SessionChoice } from './sessions-store.ts';

/** What every way in answers with. */
export interface Exchanged {
  readonly owner: Owner;
  readonly portal: Portal;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Somebody who proved who they are and whom `mayEnter` lets in. */
export interface Entry {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly customer: Customer;
  /** Absent where what they proved stands for the customer as a whole. */
  readonly contact?: Contact | undefined;
  readonly way: Way;
  readonly subject?: Subject | null;
  readonly panels?: readonly PanelId[] | null;
  readonly readOnly?: boolean;
  /** What was asked for, before what the contact and the customer like. */
  readonly wishes: readonly (Language | undefined)[];
  /** What the browser prefers: after that, and before the portal's first. */
  readonly spoken?: readonly string[] | undefined;
  /** The code it begins with: the session ends when the code does. */
  readonly accessCodeId?: string;
  /** The proof stood for several contacts. */
  readonly choice?: SessionChoice | undefined;
}

/** The two times of an entry: sessions live by the world's, what is noted about customers by the vendor's. */
export interface EntryTimes {
  readonly now: Date;
  readonly at: Date;
}

/**
 * A session that is not stored yet, and the writes that begin it: the session, the note of the sign-in, the line in the
 * log. They belong into one transaction, or one `writeTogether`, with whatever the way in writes itself.
 */
export function sessionWrites(
  db: Db,
  entry: Entry,
  { now, at }: EntryTimes,
): { readonly exchanged: Exchanged; readonly writes: CompiledQuery[] } {
  const { vendorId, portal, customer, contact, subject = null } = entry;
  const owner: Owner = { vendorId, customerId: customer.id };
  const session = newSession(
    db,
    owner,
    {
      portalId: portal.id,
      contactId: contact?.id ?? null,
      subject,
      panels: entry.panels ?? null,
      readOnly: entry.readOnly ?? false,
      language: languageFor(portal, [
        ...entry.wishes,
        ...[contact?.language, customer.language],
        ...(entry.spoken ?? []),
      ]),
      way: entry.way,
      ...(entry.accessCodeId !== undefined && { accessCodeId: entry.accessCodeId }),
      choice: entry.choice,
    },
    now,
  );
  return {
    exchanged: { owner, portal, token: session.token, expiresAt: session.expiresAt },
    writes: [
      session.write,
      ...signInNotes(db, vendorId, { customer, contact }, at),
      recording(db, {
        ...owner,
        actor: contact ? { kind: 'contact', id: contact.id } : { kind: 'customer', id: customer.id },
        action: 'session.started',
        subjectId: subject?.id ?? customer.id,
        at,
      }),
    ],
  };
}

/** The session of somebody who may enter; in the transaction of whatever used up their proof. */
export async function openSession(tx: Db, entry: Entry, times: EntryTimes): Promise<Exchanged> {
  const { exchanged, writes } = sessionWrites(tx, entry, times);
  await writeTogether(tx, writes);
  return exchanged;
}

/** @throws `sign-in.not-offered` where the portal lets nobody in this way */
export function requireWay(portal: Portal, way: Way): void {
  if (!offers(portal.signIn, way)) throw accessProblem('sign-in.not-offered');
}

/** The page around the portal must be one that may frame it. @throws `origin.not-allowed` */
export function requireFraming(
  portal: Portal,
  testSide: boolean,
  parentOrigin: string | undefined,
  publicUrl: string,
): void {
  if (parentOrigin === undefined || parentOrigin === new URL(publicUrl).origin) return;
  if (!originAllowed(parentOrigin, framingHosts(portal.allowedHosts, testSide))) {
    throw accessProblem('origin.not-allowed', {
      detail: `Add ${parentOrigin} to the allowed hosts of portal “${portal.slug}”.`,
    });
  }
}

/** The first wish the portal offers; else its own default. */
export function languageFor(portal: Portal, wishes: readonly (string | null | undefined)[]): Language {
  return languageOf(
    wishes.flatMap((wish) => wish ?? []),
    portal.languages,
  );
}
