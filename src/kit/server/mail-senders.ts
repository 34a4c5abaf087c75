import { compileOnce } from './db/compile-once.ts';
import type { Db } from './db/db.ts';
import { type MailServer, openSmtp, type SmtpSettings } from './mail-server.ts';
import type { SealedColumn } from './reseal.ts';
import type { Secrets } from './secrets.ts';

/** A mail server of somebody's own, for all mail that bears one brand. */
export interface MailSenderTable {
  vendor_id: string;
  portal_id: string;
  host: string;
  port: number;
  security: SmtpSettings['security'];
  username: string | null;
  sealed_password: string | null;
  from_name: string | null;
  from_address: string;
  created_at: string;
  updated_at: string;
}

/** A server that was not to be reached when last tried; `''` and `''`: the service's own. No row: all is well. */
interface MailOutageTable {
  vendor_id: string;
  portal_id: string;
  since: string;
  reason: string;
}

declare module './db/db.ts' {
  interface Tables {
    mail_sender: MailSenderTable;
    mail_outage: MailOutageTable;
  }
}

export const senderContext = (vendorId: string, portalId: string): string =>
  `mail-sender:${vendorId}:${portalId}`;

export const sealedSenders: SealedColumn = {
  table: 'mail_sender',
  key: ['portal_id'],
  column: 'sealed_password',
  context: ({ vendor_id, portal_id }) => senderContext(vendor_id as string, portal_id as string),
};

/** Which server a mail leaves by. */
export interface Route {
  readonly vendorId: string;
  readonly portalId: string;
}
export const serviceRoute: Route = { vendorId: '', portalId: '' };

export const openSender = (
  secrets: Secrets,
  row: MailSenderTable,
  { privateHosts }: { readonly privateHosts: boolean },
): MailServer =>
  openSmtp({
    ...{ host: row.host, port: row.port, security: row.security, from: row.from_address },
    ...(row.from_name && { fromName: row.from_name }),
    ...(row.username && {
      user: row.username,
      password: row.sealed_password
        ? secrets.open(row.sealed_password, senderContext(row.vendor_id, row.portal_id))
        : '',
    }),
    publicOnly: !privateHosts,
  });

export const findSender = (
  db: Db,
  vendorId: string,
  portalId: string,
): Promise<MailSenderTable | undefined> =>
  db
    .selectFrom('mail_sender')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();

/** Noted once; from then on mail that goes this way is late. */
export async function noteOutage(tx: Db, { vendorId, portalId }: Route, reason: string, now: Date) {
  await tx
    .insertInto('mail_outage')
    .values({ vendor_id: vendorId, portal_id: portalId, since: now.toISOString(), reason })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'portal_id']).doUpdateSet({ reason }))
    .execute();
}

export async function endOutage(tx: Db, { vendorId, portalId }: Route): Promise<void> {
  await tx
    .deleteFrom('mail_outage')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .execute();
}

/** Servers that were away when last tried; a few at a time. */
export async function outages(db: Db): Promise<Route[]> {
  const rows = await db
    .selectFrom('mail_outage')
    .select(['vendor_id', 'portal_id'])
    .orderBy('since')
    .limit(5)
    .execute();
  return rows.map(({ vendor_id, portal_id }) => ({ vendorId: vendor_id, portalId: portal_id }));
}

const findState = compileOnce((db, slot: (name: 'vendorId' | 'portalId') => never) =>
  db
    .selectFrom('mail_sender as s')
    .select(['s.vendor_id', 's.portal_id'])
    .select(({ val }) => val('sender').as('what'))
    .where('s.vendor_id', '=', slot('vendorId'))
    .where('s.portal_id', '=', slot('portalId'))
    .unionAll(
      db
        .selectFrom('mail_outage as o')
        .select(['o.vendor_id', 'o.portal_id'])
        .select(({ val }) => val('outage').as('what'))
        .where('o.vendor_id', 'in', ['', slot('vendorId')])
        .where('o.portal_id', 'in', ['', slot('portalId')]),
    ),
);

/** Whether mail of a portal leaves now: it has a sender of its own, or the service's, and that one answers. */
export async function mailLeaves(db: Db, route: Route, serviceSends: boolean): Promise<boolean> {
  const found = await findState(db, { ...route });
  const own = found.some(({ what }) => what === 'sender');
  const away = (id: string) => found.some(({ what, portal_id }) => what === 'outage' && portal_id === id);
  return own ? !away(route.portalId) : serviceSends && !away('');
}
