import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { framingHosts, originAllowed } from '../rules.ts';
import type { FramingHost } from '../schema.ts';
import { type FoundPortal, requirePortal } from './store.ts';

interface HostTable {
  vendor_id: string;
  portal_id: string;
  host: string;
  seen_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    refused_host: HostTable;
    /** Pages that may show it, and did. */
    seen_host: HostTable;
  }
}

/** The newest of each portal; what a stranger writes into a header must not fill a database. */
const keptHosts = 20;
/** One host is written down once in this time, and a process writes down this many in it. */
const quietMs = 60_000;
const writesInTime = 30;

type HostList = 'refused_host' | 'seen_host';

/**
 * Notes the pages that show a portal, and those that were refused, so that its vendor sees that it stands where it
 * should, or why it stays empty. Told by the browser's `Referer` when it loads the frame; pages that send none are not
 * known.
 */
export function hostNotes() {
  let since = 0;
  let seen = new Set<string>();
  // One after another: what each keeps depends on what the one before has left.
  let last: Promise<unknown> = Promise.resolve();
  return async (
    db: Db,
    { portal, vendorId, testSide }: FoundPortal,
    page: string | undefined,
    now: Date,
  ): Promise<void> => {
    const host = page && page.length <= 2000 && URL.canParse(page) ? new URL(page).origin : '';
    if (!/^https?:\/\//.test(host) || host.length > 260) return;
    const list = originAllowed(host, framingHosts(portal.allowedHosts, testSide))
      ? 'seen_host'
      : 'refused_host';
    if (now.getTime() - since > quietMs || now.getTime() < since) {
      since = now.getTime();
      seen = new Set();
    }
    const key = `${list} ${portal.id} ${host}`;
    if (seen.has(key) || seen.size >= writesInTime) return;
    seen.add(key);
    const writing = last.then(() =>
      inTransaction(db, (tx) => note(tx, list, { vendorId, portalId: portal.id, host }, now)),
    );
    last = writing.catch(() => {});
    await writing;
  };
}

interface Noted {
  readonly vendorId: string;
  readonly portalId: string;
  readonly host: string;
}

async function note(tx: Db, list: HostList, { vendorId, portalId, host }: Noted, now: Date): Promise<void> {
  const seen_at = now.toISOString();
  await tx
    .insertInto(list)
    .values({ vendor_id: vendorId, portal_id: portalId, host, seen_at })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'portal_id', 'host']).doUpdateSet({ seen_at }))
    .execute();
  const kept = await rowsOf(tx, list, vendorId, portalId);
  const old = kept.slice(keptHosts).map((row) => row.host);
  if (old.length === 0) return;
  await tx
    .deleteFrom(list)
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('host', 'in', old)
    .execute();
}

const rowsOf = (db: Db, list: HostList, vendorId: string, portalId: string) =>
  db
    .selectFrom(list)
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .orderBy('seen_at', 'desc')
    .orderBy('host')
    .execute();

/** Pages on which the portal was seen, newest first, also those that are no longer allowed. @throws `portal.not-found` */
export async function listSeenHosts(db: Db, vendorId: string, reference: string): Promise<FramingHost[]> {
  const portal = await requirePortal(db, vendorId, reference);
  const rows = await rowsOf(db, 'seen_host', vendorId, portal.id);
  return rows.slice(0, keptHosts).map(({ host, seen_at }) => ({ host, lastSeenAt: seen_at }));
}

/** Newest first, without those that have been allowed since. @throws `portal.not-found` */
export async function listRefusedHosts(
  db: Db,
  vendorId: string,
  reference: string,
  testSide: boolean,
): Promise<FramingHost[]> {
  const portal = await requirePortal(db, vendorId, reference);
  const allowed = framingHosts(portal.allowedHosts, testSide);
  const rows = await rowsOf(db, 'refused_host', vendorId, portal.id);
  return rows
    .slice(0, keptHosts)
    .filter(({ host }) => !originAllowed(host, allowed))
    .map(({ host, seen_at }) => ({ host, lastSeenAt: seen_at }));
}
