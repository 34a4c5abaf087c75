import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { note } from '../../../kit/server/db/note.ts';
import { allows, scopesOf } from '../../operators/rules.ts';
import { idleMs } from '../../operators/server/sessions-store.ts';
import type { PanelId } from '../../portals/schema.ts';
import { loginAsProblem } from '../problems.ts';
import { counts, previewPanels } from '../rules.ts';
import type { LoginAsMode } from '../schema.ts';
import type {} from './tables.ts';

/** Of an operator's session in a customer's portal: who, by which console session, and what allows it. */
export interface StaffColumns {
  operator_vendor_id: string | null;
  operator_id: string | null;
  operator_session: string | null;
  /** `null` in a preview: nobody was asked, and nothing is shown that the operator may not read anyway. */
  grant_id: string | null;
  mode: LoginAsMode | null;
  /** 1 in a preview that wears the portal's draft. */
  draft: number | null;
}

/** The operator behind a portal session. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly mode: LoginAsMode;
  readonly grantId: string | null;
  /** Of a preview: what the operator's role of now may read anyway. `null`: whatever the customer sees. */
  readonly panels: readonly PanelId[] | null;
  /** Of a preview by who may read plugins: it shows them; `all`: with the portal's draft, those that are off too. */
  readonly previews: 'plugins' | 'all' | undefined;
  /** A preview that wears the portal's draft. */
  readonly draft: boolean;
  /** When the grant ends, or the console session. */
  readonly endsAt: string;
}

type Slots = 'vendorId' | 'staffVendorId' | 'operatorId' | 'session' | 'grantId';

const findStaff = compileOnce((db, slot: (name: Slots) => never) =>
  db
    .selectFrom('operator_session as s')
    .innerJoin('operator as o', (on) =>
      on.onRef('o.vendor_id', '=', 's.vendor_id').onRef('o.id', '=', 's.operator_id'),
    )
    .innerJoin('vendor as v', (on) => on.on('v.vendor_id', '=', slot('vendorId')))
    .leftJoin('support_grant as g', (on) =>
      on.onRef('g.vendor_id', '=', 'v.vendor_id').on('g.id', '=', slot('grantId')),
    )
    .select(['o.name', 'o.role', 's.ended_at', 's.ends_at', 's.last_used_at', 'v.login_as'])
    .select(['g.source', 'g.ended_at as grant_ended_at', 'g.ends_at as grant_ends_at'])
    .where('s.vendor_id', '=', slot('staffVendorId'))
    .where('s.token_hash', '=', slot('session'))
    .where('s.operator_id', '=', slot('operatorId')),
);

/**
 * The operator behind a session, asked anew on every request: the end of the grant, of the console session or of the
 * operator, another role or another policy ends it at the next click, on every process. Using the portal keeps the
 * console session from ending by idleness: it is the same person at work.
 * @throws `login-as.ended`
 */
export async function requireStaff(
  db: Db,
  row: StaffColumns & { readonly vendor_id: string },
  now: Date,
): Promise<Staff> {
  const { operator_vendor_id: staffVendorId, operator_id: operatorId, operator_session: session } = row;
  const [found] = await findStaff(db, {
    vendorId: row.vendor_id,
    staffVendorId,
    operatorId,
    session,
    grantId: row.grant_id ?? '',
  });
  const at = now.toISOString();
  const unusedFor = found ? now.getTime() - Date.parse(found.last_used_at) : 0;
  if (!found || found.ended_at || found.ends_at <= at || unusedFor >= idleMs)
    throw loginAsProblem('login-as.ended');
  let endsAt = found.ends_at;
  if (row.grant_id === null) {
    if (!allows(scopesOf(found.role), 'portals:read')) throw loginAsProblem('login-as.ended');
  } else {
    const { source, grant_ends_at: until } = found;
    const lives = source !== null && until !== null && found.grant_ended_at === null && until > at;
    if (!lives || !counts({ source }, found.login_as) || !allows(scopesOf(found.role), 'login-as:write'))
      throw loginAsProblem('login-as.ended');
    if (until < endsAt) endsAt = until;
  }
  if (unusedFor > 60_000)
    await note(db, (tx) =>
      tx
        .updateTable('operator_session')
        .set({ last_used_at: at })
        .where('vendor_id', '=', staffVendorId as string)
        .where('token_hash', '=', session as string)
        .execute(),
    );
  const draft = row.grant_id === null && row.draft === 1;
  const seesPlugins = row.grant_id === null && allows(scopesOf(found.role), 'plugins:read');
  return {
    id: operatorId as string,
    name: found.name,
    mode: row.mode ?? 'look',
    grantId: row.grant_id,
    draft,
    previews: seesPlugins ? (draft ? 'all' : 'plugins') : undefined,
    panels: row.grant_id === null ? previewPanels(scopesOf(found.role)) : null,
    endsAt,
  };
}

const findHelping = compileOnce((db, slot: (name: 'vendorId' | 'customerId' | 'now') => never) =>
  db
    .selectFrom('portal_session as s')
    .innerJoin('operator as o', (on) =>
      on.onRef('o.vendor_id', '=', 's.operator_vendor_id').onRef('o.id', '=', 's.operator_id'),
    )
    .innerJoin('support_grant as g', (on) =>
      on.onRef('g.vendor_id', '=', 's.vendor_id').onRef('g.id', '=', 's.grant_id'),
    )
    .select(['o.name', 's.mode', 's.grant_id', 'g.ends_at'])
    .where('s.vendor_id', '=', slot('vendorId'))
    .where('s.customer_id', '=', slot('customerId'))
    .where('s.grant_id', 'is not', null)
    .where('s.ended_at', 'is', null)
    .where('s.ends_at', '>', slot('now'))
    .where('g.ended_at', 'is', null)
    .where('g.ends_at', '>', slot('now'))
    .orderBy('s.created_at', 'desc')
    .limit(1),
);

/** Who of the vendor's staff is in this customer's portal now; `undefined`: nobody. */
export async function helperOf(
  db: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  now: Date,
) {
  return (await findHelping(db, { vendorId, customerId, now: now.toISOString() }))[0];
}
