import type { Context } from 'hono';
import { isProblem } from '../../../kit/common/problem.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { PortalVars, RequestVars, VendorVars } from '../../access/server/env.ts';
import { insertRefusal, type RefusedRequestTable } from './store.ts';

type Asked = Context<{ Variables: RequestVars & Partial<VendorVars & PortalVars> }>;

const everyMs = 60_000;
/** A program that is refused over and over fills no table: of one vendor a process writes so many a minute. */
const most = 60;
const remembered = 1000;

/**
 * Writes down a request that was refused or failed, where its vendor is known, so that the id in the answer finds it
 * in the console. Runs when the request's own transaction is over. Never throws: the refusal is what whoever asked gets.
 */
export function refusalNotes(db: Db): (c: Context, path: string) => Promise<void> {
  const counts = new Map<string, { readonly since: number; count: number }>();
  const mayWrite = (vendorId: string, now: number): boolean => {
    let counted = counts.get(vendorId);
    if (!counted || now - counted.since >= everyMs || now < counted.since) {
      if (counts.size >= remembered) counts.clear();
      counted = { since: now, count: 0 };
      counts.set(vendorId, counted);
    }
    return ++counted.count <= most;
  };
  return async (context, path) => {
    const c = context as Asked;
    const refused = whatOf(c);
    const whose = whoseOf(c);
    if (!refused || !whose) return;
    const now = c.get('worldClock').now();
    if (!mayWrite(whose.vendor_id, now.getTime())) return;
    const row = { ...whose, ...refused, path: path.slice(0, 500), method: c.req.method };
    const noted = { ...row, id: c.get('requestId'), created_at: now.toISOString() };
    await inTransaction(db, (tx) => insertRefusal(tx, noted)).catch(() => {});
  };
}

function whatOf(c: Asked): Pick<RefusedRequestTable, 'status' | 'code' | 'detail' | 'fields'> | undefined {
  const { status } = c.res;
  if (c.error && !isProblem(c.error)) {
    const code = status < 500 ? 'request.malformed' : 'request.unexpected';
    return { status, code, detail: null, fields: '[]' };
  }
  if (!c.error)
    return status === 404 ? { status, code: 'request.not-found', detail: null, fields: '[]' } : undefined;
  const { code, detail = null, fields = [] } = c.error;
  const named = fields.slice(0, 20).map((field) => ({ path: field.path.slice(0, 100), code: field.code }));
  return { status, code, detail: detail?.slice(0, 500) ?? null, fields: JSON.stringify(named) };
}

type Whose = Pick<RefusedRequestTable, 'vendor_id' | 'customer_id' | 'portal_id' | 'actor_kind' | 'actor_id'>;

function whoseOf(c: Asked): Whose | undefined {
  const actor = c.get('actor');
  const by = { actor_kind: actor?.kind ?? 'system', actor_id: actor?.id ?? null } as const;
  const owner = c.get('owner');
  if (owner) {
    const portalId = c.get('session')?.portalId ?? null;
    return { ...by, vendor_id: owner.vendorId, customer_id: owner.customerId, portal_id: portalId };
  }
  const vendorId = c.get('vendorId');
  if (vendorId) return { ...by, vendor_id: vendorId, customer_id: null, portal_id: null };
  const meant = c.get('meant');
  return (
    meant && { ...by, vendor_id: meant.vendorId, customer_id: meant.customerId, portal_id: meant.portalId }
  );
}
