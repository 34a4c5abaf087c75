import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { note } from '../../../kit/server/db/note.ts';
import { digest } from '../../../kit/server/secrets.ts';
import type { ContactRights, ContactRole } from '../../customers/schema.ts';
import { requireStaff, type Staff } from '../../login-as/server/staff.ts';
import { panelsAt } from '../../portals/rules.ts';
import { type PanelId, panelIds, type SignIn } from '../../portals/schema.ts';
import { draftSettings } from '../../portals/server/drafts-store.ts';
import { accessProblem } from '../problems.ts';
import { featureOf, type VisibilityFacts } from '../rules.ts';
import { offers } from '../ways.ts';
import type { PortalSession } from './env.ts';
import { type Holdings, holdingsOf } from './holdings.ts';
import { endSession, idleMs, vendorOfToken } from './sessions-store.ts';

export interface FoundSession {
  readonly session: PortalSession;
  readonly facts: VisibilityFacts;
  /** Addresses from which the contact may come; none: from anywhere. */
  readonly allowedAddresses: readonly string[];
  /** How far the vendor's clock was moved; 0 on a live side. Sessions live by the world's time. */
  readonly clockOffsetMs: number;
}

/**
 * The session behind a token with everything that decides what it shows, in an indexed read: rights that change,
 * a customer that is switched off, act at the next request.
 * @throws `session.missing`, `session.ended`, `session.idle`, `session.expired`, `customer.inactive`, `contact.inactive`
 */
export async function requireSession(db: Db, token: string, now: Date): Promise<FoundSession> {
  const vendorId = vendorOfToken(token);
  if (!vendorId) throw accessProblem('session.missing');
  return requireByHash(db, vendorId, digest(token), now);
}

/** The same for a session that is known by its id, as what it asked for knows it. @throws as `requireSession` */
export async function requireLiveSession(
  db: Db,
  vendorId: string,
  sessionId: string,
  now: Date,
): Promise<FoundSession> {
  const row = await db
    .selectFrom('portal_session')
    .select('token_hash')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (!row) throw accessProblem('session.missing');
  return requireByHash(db, vendorId, row.token_hash, now);
}

async function requireByHash(db: Db, vendorId: string, hash: string, now: Date): Promise<FoundSession> {
  const at = now.toISOString();
  const found = (await findSession(db, { vendorId, hash, at }))[0];
  if (!found || found.ended_at) throw accessProblem(found ? 'session.ended' : 'session.missing');
  const row = found.draft === 1 ? await drafted(db, found) : found;
  if (row.ends_at <= at) throw accessProblem('session.expired');
  if (row.way && !offers(JSON.parse(row.sign_in) as Partial<SignIn>, row.way)) {
    // Or it would come back with the switch.
    await note(db, (tx) =>
      endSession(tx, { vendorId: row.vendor_id, customerId: row.customer_id }, row.id, now),
    );
    throw accessProblem('session.ended');
  }
  const idleSince = now.getTime() - Date.parse(row.last_used_at);
  if (idleSince >= idleMs) throw accessProblem('session.idle');
  if (row.status !== 'active') throw accessProblem('customer.inactive');
  if (row.contact_id && row.contact_active !== 1) throw accessProblem('contact.inactive');
  const holdings = await holdingsOf(db, vendorId, row.customer_id);
  if (!holdings || !belongs(row, holdings)) throw accessProblem('session.ended');
  const staff = row.operator_id === null ? null : await requireStaff(db, row, now);
  if (idleSince > 60_000) await noteUse(db, row.vendor_id, row.token_hash, at);
  return {
    session: toSession(row, holdings, now, staff),
    facts: {
      ...toFacts(row, holdings),
      ...(staff?.panels && { panels: staff.panels, previews: staff.previews }),
    },
    allowedAddresses: row.allowed_addresses ? (JSON.parse(row.allowed_addresses) as string[]) : [],
    clockOffsetMs: row.clock_offset_seconds * 1000,
  };
}

/** An operator's preview of what is not published: what the portal shows is as its draft has it. */
async function drafted(db: Db, row: SessionRow): Promise<SessionRow> {
  const { panels, features, order } = await draftSettings(db, row.vendor_id, row.portal_id);
  return {
    ...row,
    ...(panels && { settings: JSON.stringify(panels) }),
    ...(features && { feature_settings: JSON.stringify(features) }),
    ...(order && { takes_orders: order.enabled ? 1 : 0 }),
  };
}

/** The customer is still this portal's, and whoever came from the customer above may still be here. */
function belongs(row: SessionRow, holdings: Holdings): boolean {
  if (row.home_portal_id !== row.portal_id) return false;
  if (row.via_customer_id === null) return true;
  const above: VisibilityFacts = {
    ...toFacts(row, holdings),
    ...{ customerActive: row.above_status === 'active', available: panelIds, readOnly: false },
    overrides: JSON.parse(row.above_overrides ?? '{}') as VisibilityFacts['overrides'],
    featureOverrides: JSON.parse(row.above_features ?? '{}') as VisibilityFacts['featureOverrides'],
  };
  return (
    (row.parent_id === row.via_customer_id || sharesAgency(row)) &&
    row.parent_access !== 'none' &&
    featureOf('accounts.open', above).on
  );
}

const sharesAgency = (row: SessionRow): boolean =>
  row.agency_ids === 1 && row.agency_id !== null && row.agency_id === row.above_agency_id;

const findSession = compileOnce((db, slot: (name: 'vendorId' | 'hash' | 'at') => never) =>
  db
    .selectFrom('portal_session as s')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 's.vendor_id').onRef('c.id', '=', 's.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 's.vendor_id').onRef('p.id', '=', 's.portal_id'),
    )
    .innerJoin('vendor as v', 'v.vendor_id', 's.vendor_id')
    .leftJoin('contact as k', (on) =>
      on.onRef('k.vendor_id', '=', 's.vendor_id').onRef('k.id', '=', 's.contact_id'),
    )
    .leftJoin('customer as o', (on) =>
      on.onRef('o.vendor_id', '=', 's.vendor_id').onRef('o.id', '=', 's.via_customer_id'),
    )
    .selectAll('s')
    .select((eb) => [
      // By grants rather than by staff's sessions: a customer has few of them, and of its own sessions thousands.
      eb
        .exists(
          eb
            .selectFrom('support_grant as h')
            .select('h.id')
            .whereRef('h.vendor_id', '=', 's.vendor_id')
            .whereRef('h.customer_id', '=', 's.customer_id')
            .where('h.used_at', 'is not', null)
            .where('h.ended_at', 'is', null)
            .where('h.ends_at', '>', slot('at')),
        )
        .as('has_help'),
      eb.fn.coalesce('k.time_zone', 'c.time_zone').as('own_time_zone'),
      'c.portal_id as home_portal_id',
      'c.limits',
      'k.domain_ids',
      'c.features as feature_overrides',
      'c.plugins as plugin_access',
      'c.parent_id',
      'c.parent_access',
      'c.agency_id',
      'o.agency_id as above_agency_id',
      'v.agency_ids',
      'p.features as feature_settings',
      'k.rights',
      'o.name as above_name',
      'o.status as above_status',
      'o.overrides as above_overrides',
      'o.features as above_features',
      'c.status',
      'c.overrides',
      'c.name as customer_name',
      'c.number',
      'k.name as contact_name',
      'p.panels as settings',
      'p.time_zone',
      'p.sign_in',
      'p.takes_orders',
      'v.clock_offset_seconds',
      'v.terms_id',
      'v.terms_url',
      'v.terms_version',
      'v.terms_due_on',
      'c.accepted_terms as customer_terms',
      'k.accepted_terms as contact_terms',
      'k.email as contact_email',
      'k.email_claimed',
      'k.email_verified',
      'k.mobile',
      'k.mobile_verified',
      'k.role',
      'k.active as contact_active',
      'k.allowed_addresses',
    ])
    .where('s.vendor_id', '=', slot('vendorId'))
    .where('s.token_hash', '=', slot('hash')),
);

type SessionRow = Awaited<ReturnType<typeof findSession>>[number];

/** Idle time to the minute: not a write for every read. */
const noteUse = (db: Db, vendorId: string, hash: string, at: string) =>
  note(db, (tx) =>
    tx
      .updateTable('portal_session')
      .set({ last_used_at: at })
      .where('vendor_id', '=', vendorId)
      .where('token_hash', '=', hash)
      .execute(),
  );

/**
 * The terms of use that whoever is in has not accepted. Staff, and people of the customer above, accept nothing for a
 * customer.
 */
function termsOf(row: SessionRow, staff: Staff | null): PortalSession['terms'] {
  const { terms_id: id, terms_url: url } = row;
  if (!id || !url || staff || row.via_customer_id) return null;
  if ((row.contact_id ? row.contact_terms : row.customer_terms) === id) return null;
  return { id, url, version: row.terms_version, dueOn: row.terms_due_on };
}

function toSession(row: SessionRow, holdings: Holdings, now: Date, staff: Staff | null): PortalSession {
  const end = Math.min(now.getTime() + idleMs, Date.parse(row.ends_at));
  return {
    id: row.id,
    vendorId: row.vendor_id,
    customerId: row.customer_id,
    portalId: row.portal_id,
    way: row.way,
    contactId: row.contact_id,
    subject: row.subject_type && { type: row.subject_type, id: row.subject_id as string },
    panels: row.panels ? (JSON.parse(row.panels) as PanelId[]) : null,
    readOnly: isReadOnly(row),
    language: row.language,
    timeZone: row.time_zone,
    ownTimeZone: row.own_time_zone,
    role: row.role as ContactRole | null,
    customer: { id: row.customer_id, name: row.customer_name, number: row.number },
    contact: row.contact_id
      ? { id: row.contact_id, name: row.contact_name as string, role: row.role as ContactRole }
      : null,
    staff,
    hasHelp: Boolean(row.has_help),
    askedAt: now,
    accessCodeId: row.access_code_id,
    opener:
      row.via_customer_id && row.opener_id
        ? { sessionId: row.opener_id, customer: { id: row.via_customer_id, name: row.above_name ?? '' } }
        : null,
    choice: row.choice ? (JSON.parse(row.choice) as PortalSession['choice']) : null,
    domainIds: row.domain_ids ? (JSON.parse(row.domain_ids) as string[]) : null,
    hasTasks: holdings.tasks,
    hasPlugins: holdings.plugins,
    endsAt: row.ends_at,
    terms: termsOf(row, staff),
    unprovenMobile: row.mobile_verified !== 1 && holdings.texts && !staff ? row.mobile : null,
    unprovenEmail: row.email_claimed === 1 && row.email_verified !== 1 ? row.contact_email : null,
    expiresAt: new Date(end),
  };
}

/** Whether the customer may have any, -1 being no limit. */
export const mayHaveDomains = (limits: string): boolean =>
  ((JSON.parse(limits) as { domains?: number }).domains ?? 0) !== 0;

const isReadOnly = (row: SessionRow): boolean =>
  row.read_only === 1 || (row.via_customer_id !== null && row.parent_access === 'view');

function toFacts(row: SessionRow, holdings: Holdings): VisibilityFacts {
  const settings = JSON.parse(row.settings) as VisibilityFacts['settings'];
  return {
    customerActive: row.status === 'active',
    available: availableTo({
      there: panelsAt(
        {
          signIn: JSON.parse(row.sign_in) as Partial<SignIn>,
          panels: settings,
          order: { enabled: row.takes_orders === 1 },
        },
        JSON.parse(row.overrides) as VisibilityFacts['overrides'],
        row.subject_type && { type: row.subject_type },
        {
          hasLicences: holdings.licences,
          hasDomains: holdings.domains || mayHaveDomains(row.limits),
          hasPayments: holdings.payments,
          hasApprovals: holdings.approvals,
          hasRoutes: holdings.routes,
          hasPackages: holdings.packages,
          hasAlerts: holdings.alerts,
          // Records name more than domains: who is let to some domains alone would read of all.
          hasUsage: holdings.usage && !row.domain_ids,
        },
      ),
      hasAccounts: holdings.accounts,
      isVisitor: row.via_customer_id !== null,
    }),
    subject: row.subject_type && { type: row.subject_type, id: row.subject_id as string },
    panels: row.panels ? (JSON.parse(row.panels) as PanelId[]) : null,
    readOnly: isReadOnly(row),
    held: holdings.held,
    role: row.role as ContactRole | null,
    rights: JSON.parse(row.rights ?? '{}') as ContactRights,
    overrides: JSON.parse(row.overrides) as VisibilityFacts['overrides'],
    settings,
    featureOverrides: JSON.parse(row.feature_overrides) as VisibilityFacts['featureOverrides'],
    featureSettings: JSON.parse(row.feature_settings) as VisibilityFacts['featureSettings'],
    pluginAccess: JSON.parse(row.plugin_access) as VisibilityFacts['pluginAccess'],
  };
}

/** Panels that there is something for: who has no customers below has none to list, nor has who came from above. */
export const availableTo = ({
  there,
  hasAccounts,
  isVisitor,
}: {
  /** What there is at the portal: see `panelsAt`. */
  readonly there: readonly PanelId[];
  readonly hasAccounts: boolean;
  readonly isVisitor: boolean;
}): readonly PanelId[] => (hasAccounts && !isVisitor ? there : there.filter((id) => id !== 'accounts'));
