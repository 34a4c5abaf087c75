import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import type { PanelId } from '../../portals/schema.ts';
import type { LoginAsMode } from '../schema.ts';
import type {} from './tables.ts';

/** What the session will be, decided by whoever was asked for the address. */
export interface TicketSession {
  readonly customerId: string;
  readonly portalId: string;
  readonly contactId: string | null;
  readonly mode: LoginAsMode;
  /** `null`: a preview. */
  readonly grantId: string | null;
  /** Panels that the operator may read anyway, of a preview. */
  readonly panels: readonly PanelId[] | null;
  /** A preview of what is not published yet. */
  readonly draft?: boolean;
  readonly reason: string | null;
  readonly operator: { readonly vendorId: string; readonly id: string; readonly session: string };
}

/** As long as a launch token of the vendor's own page. */
const ticketMs = 5 * 60_000;

/** `la_<vendor>_<43 symbols>`; stands where a portal token may, and is none: no vendor's key can sign one. */
const shape = /^la_([0-9a-z]{26})_[\w-]{43}$/;

export const isTicket = (token: string): boolean => shape.test(token);

export async function makeTicket(
  tx: Db,
  vendorId: string,
  session: TicketSession,
  now: Date,
): Promise<{ token: string; expiresAt: string }> {
  const token = `la_${vendorId.slice(4)}_${randomSecret()}`;
  const expiresAt = new Date(now.getTime() + ticketMs).toISOString();
  await tx
    .insertInto('login_as_ticket')
    .values({
      vendor_id: vendorId,
      token_hash: digest(token),
      session: JSON.stringify(session),
      expires_at: expiresAt,
    })
    .execute();
  return { token, expiresAt };
}

/** Whom it lets in, once; `undefined`: nobody. */
export async function takeTicket(
  tx: Db,
  token: string,
  now: Date,
): Promise<{ vendorId: string; session: TicketSession } | undefined> {
  const vendor = shape.exec(token)?.[1];
  if (!vendor) return undefined;
  const row = await tx
    .deleteFrom('login_as_ticket')
    .where('vendor_id', '=', `ven_${vendor}`)
    .where('token_hash', '=', digest(token))
    .returning(['vendor_id', 'session', 'expires_at'])
    .executeTakeFirst();
  if (!row || row.expires_at <= now.toISOString()) return undefined;
  return { vendorId: row.vendor_id, session: JSON.parse(row.session) as TicketSession };
}
