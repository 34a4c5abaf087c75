import type { CompiledQuery } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import type { StaffColumns } from '../../login-as/server/staff.ts';
import type { Language, PanelId } from '../../portals/schema.ts';
import type { Subject, Way } from '../schema.ts';
import type { Owner } from './env.ts';

/** A session ends after 30 minutes without use, and after 8 hours whatever happens. */
export const idleMs = 30 * 60_000;
export const longestMs = 8 * 60 * 60_000;

interface PortalSessionTable extends StaffColumns {
  vendor_id: string;
  token_hash: string;
  id: string;
  customer_id: string;
  portal_id: string;
  contact_id: string | null;
  subject_type: Subject['type'] | null;
  subject_id: string | null;
  panels: string | null;
  read_only: number;
  language: Language;
  created_at: string;
  last_used_at: string;
  ends_at: string;
  ended_at: string | null;
  access_code_id: string | null;
  way: Way | null;
  /** The customer above from which it was opened, and that session. */
  via_customer_id: string | null;
  opener_id: string | null;
  /** The contacts among whom the person chose, and the address that was proved, as JSON text. */
  choice: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal_session: PortalSessionTable;
    used_token: { vendor_id: string; jti: string; expires_at: string };
  }
}

export interface NewPortalSession {
  readonly portalId: string;
  readonly contactId: string | null;
  readonly subject: Subject | null;
  readonly panels: readonly PanelId[] | null;
  readonly readOnly: boolean;
  readonly language: Language;
  readonly way: Way;
  /** The code it began with: it ends when the code does. */
  readonly accessCodeId?: string;
  /** Opened by people of the customer above, out of a session of theirs that it does not outlive. */
  readonly via?: { readonly customerId: string; readonly sessionId: string };
  readonly endsAt?: string;
  /** Of a proof that stood for several contacts. */
  readonly choice?: SessionChoice | undefined;
}

export interface SessionChoice {
  readonly contactIds: readonly string[];
  /** `null`: the proof was of something else than a mailbox. */
  readonly email: string | null;
}

/** `ps_<vendor>_<43 symbols>`: 256 random bits, of which only the hash is stored. */
const shape = /^ps_([0-9a-z]{26})_[\w-]{43}$/;
/** The vendor that a session token names; `undefined` for what is none. */
export const vendorOfToken = (token: string): string | undefined => {
  const vendor = shape.exec(token)?.[1];
  return vendor && `ven_${vendor}`;
};

/** A session that is not stored yet: its token, and the write that makes it one. */
export function newSession(
  db: Db,
  owner: Owner,
  wanted: NewPortalSession,
  now: Date,
): { token: string; expiresAt: Date; write: CompiledQuery } {
  const token = `ps_${owner.vendorId.slice(4)}_${randomSecret()}`;
  const at = now.toISOString();
  const write = insertSession(db, {
    vendorId: owner.vendorId,
    hash: digest(token),
    id: newId('ses', now.getTime()),
    customerId: owner.customerId,
    portalId: wanted.portalId,
    contactId: wanted.contactId,
    subjectType: wanted.subject?.type ?? null,
    subjectId: wanted.subject?.id ?? null,
    panels: wanted.panels && JSON.stringify(wanted.panels),
    readOnly: wanted.readOnly ? 1 : 0,
    language: wanted.language,
    accessCodeId: wanted.accessCodeId ?? null,
    way: wanted.way,
    viaCustomerId: wanted.via?.customerId ?? null,
    openerId: wanted.via?.sessionId ?? null,
    choice: wanted.choice ? JSON.stringify(wanted.choice) : null,
    at,
    endsAt: wanted.endsAt ?? new Date(now.getTime() + longestMs).toISOString(),
  });
  return { token, expiresAt: new Date(now.getTime() + idleMs), write };
}

type SessionField =
  | 'vendorId'
  | 'hash'
  | 'id'
  | 'customerId'
  | 'portalId'
  | 'contactId'
  | 'subjectType'
  | 'subjectId'
  | 'panels'
  | 'readOnly'
  | 'language'
  | 'accessCodeId'
  | 'way'
  | 'viaCustomerId'
  | 'openerId'
  | 'choice'
  | 'at'
  | 'endsAt';

const insertSession = prepareOnce((db, slot: (name: SessionField) => never) =>
  db.insertInto('portal_session').values({
    vendor_id: slot('vendorId'),
    token_hash: slot('hash'),
    id: slot('id'),
    customer_id: slot('customerId'),
    portal_id: slot('portalId'),
    contact_id: slot('contactId'),
    subject_type: slot('subjectType'),
    subject_id: slot('subjectId'),
    panels: slot('panels'),
    read_only: slot('readOnly'),
    language: slot('language'),
    access_code_id: slot('accessCodeId'),
    way: slot('way'),
    via_customer_id: slot('viaCustomerId'),
    opener_id: slot('openerId'),
    choice: slot('choice'),
    created_at: slot('at'),
    last_used_at: slot('at'),
    ends_at: slot('endsAt'),
  }),
);

/** As it was stored, whether it still holds or not. */
export const findSessionRow = (db: Db, vendorId: string, sessionId: string) =>
  db
    .selectFrom('portal_session')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', sessionId)
    .executeTakeFirst();

export async function endSession(tx: Db, owner: Owner, sessionId: string, now: Date): Promise<void> {
  await endWhere(tx, owner.vendorId, 'id', sessionId, now);
}

/** Ends every session of a customer: at its switching off, deletion, or the vendor's word. */
export async function endSessions(tx: Db, { vendorId, customerId }: Owner, now = new Date()): Promise<void> {
  await endWhere(tx, vendorId, 'customer_id', customerId, now);
}

export async function endSessionsOfContact(
  tx: Db,
  { vendorId, contactId, except = '' }: { vendorId: string; contactId: string; except?: string },
  now = new Date(),
): Promise<void> {
  await endWhere(tx, vendorId, 'contact_id', contactId, now, except);
}

/** When a code is made anew or revoked. */
export async function endSessionsOfCode(
  tx: Db,
  { vendorId, accessCodeId }: { vendorId: string; accessCodeId: string },
  now: Date,
): Promise<void> {
  await endWhere(tx, vendorId, 'access_code_id', accessCodeId, now);
}

/** When the second secret of an installation is replaced: whoever came in by the old one. */
export const endSessionsOfInstallation = (tx: Db, whose: OwnerOfIds, now: Date): Promise<void> =>
  endSessionsOfPlaces(tx, 'installation', whose, now);

/** When a location is somebody else's: whoever reached no further than it. */
export const endSessionsOfLocation = (tx: Db, whose: OwnerOfIds, now: Date): Promise<void> =>
  endSessionsOfPlaces(tx, 'location', whose, now);

/** As a session may name them: by our id and by the vendor's own. */
type OwnerOfIds = Owner & { readonly ids: readonly string[] };

async function endSessionsOfPlaces(
  tx: Db,
  type: 'installation' | 'location',
  { vendorId, customerId, ids }: OwnerOfIds,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('portal_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('subject_type', '=', type)
    .where('subject_id', 'in', ids)
    .where('ended_at', 'is', null)
    .execute();
}

/** When a licence's key is no longer its key, or the licence is somebody else's: those that reach no further than it. */
export async function endSessionsOfLicence(
  tx: Db,
  { vendorId, id, externalId }: { vendorId: string; id: string; externalId: string | null },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('portal_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('subject_type', '=', 'licence')
    .where('subject_id', 'in', externalId === null ? [id] : [id, `ext:${externalId}`])
    .where('ended_at', 'is', null)
    .execute();
}

/** Those of a customer that began by one way, when what they began with is gone. */
export async function endSessionsOfWay(
  tx: Db,
  { vendorId, customerId }: Owner,
  way: Way,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('portal_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('way', '=', way)
    .where('ended_at', 'is', null)
    .execute();
}

async function endWhere(
  tx: Db,
  vendorId: string,
  column: 'id' | 'customer_id' | 'contact_id' | 'access_code_id',
  value: string,
  now: Date,
  exceptId = '',
) {
  await tx
    .updateTable('portal_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where(column, '=', value)
    .where('id', '!=', exceptId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Remembers a token that works once. The primary key is the replay check, on every process alike. */
export const tokenUse = prepareOnce((db, slot: (name: 'vendorId' | 'jti' | 'expiresAt') => never) =>
  db
    .insertInto('used_token')
    .values({ vendor_id: slot('vendorId'), jti: slot('jti'), expires_at: slot('expiresAt') }),
);

export async function wasUsed(db: Db, vendorId: string, jti: string): Promise<boolean> {
  const row = await db
    .selectFrom('used_token')
    .select('jti')
    .where('vendor_id', '=', vendorId)
    .where('jti', '=', jti)
    .executeTakeFirst();
  return row !== undefined;
}
