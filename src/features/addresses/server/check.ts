import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import type { OutsideRules } from '../../../kit/server/outbound.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { AddressFinding, AddressState } from '../schema.ts';
import { certificateFor } from './certificate.ts';
import { hear } from './names.ts';
import { judge, nextLook } from './rules.ts';
import { type AddressTable, proofName, requireAddress, settleHost, targetOf } from './store.ts';

export interface Checking {
  readonly db: Db;
  readonly publicUrl: string;
  readonly outside: OutsideRules;
  readonly actor: Actor;
  /** What this process knows of addresses is old now. */
  readonly forget?: () => void;
  /** The vendor's time, and the world's. */
  readonly at: Date;
  readonly world: Date;
}

interface Place {
  readonly vendorId: string;
  readonly portalId: string;
}

interface Looked {
  readonly state: AddressState;
  readonly findings: readonly AddressFinding[];
  readonly certificateUntil?: string | null;
}

const isDoubt = ({ code }: AddressFinding): boolean => code === 'unanswered';

/** What the records make of a name; the certificate is another question. */
function afterRecords(row: AddressTable, findings: readonly AddressFinding[], https: boolean): Looked {
  // Nothing was heard: nothing is known that was not known before.
  if (findings.some(isDoubt)) return { state: row.state, findings };
  if (findings.length === 0) {
    if (row.state === 'issued' || !https) return { state: 'issued', findings };
    return { state: 'issuing', findings };
  }
  if (row.state === 'pending' || row.state === 'broken') return { state: row.state, findings };
  // What was right is broken when it is found wrong twice.
  const before = JSON.parse(row.findings) as AddressFinding[];
  const twice = before.some(({ code }) => code !== 'unanswered' && code !== 'certificate');
  return { state: twice ? 'broken' : row.state, findings };
}

/** Looks at records and certificate, and writes down what was found. @throws `address.not-found` */
export async function checkAddress(checking: Checking, place: Place, id: string): Promise<AddressTable> {
  const { db, publicUrl, outside } = checking;
  const row = await requireAddress(db, place, id);
  const heard = await hear(row.host, proofName(row.host), outside.nameServers);
  const findings = judge(heard, { target: targetOf(publicUrl), proof: row.proof });
  const https = publicUrl.startsWith('https:');
  const looked = afterRecords(row, findings, https);
  // Written first: the proxy asks whether it may get a certificate as soon as somebody connects.
  const written = await write(checking, row, looked);
  checking.forget?.();
  const right = looked.findings.length === 0;
  if (!https || !right) return written;
  const certificate = await certificateFor(row.host, publicUrl);
  if (certificate.fault === undefined)
    return write(checking, written, { state: 'issued', findings: [], certificateUntil: certificate.until });
  const { fault } = certificate;
  // An address of our own that can't be reached from here says nothing about what others are shown.
  const keeps = fault === 'connection' && written.state === 'issued';
  return write(checking, written, {
    state: keeps ? 'issued' : 'issuing',
    findings: [{ code: 'certificate', reason: fault }],
  });
}

async function write(
  { db, actor, at, world }: Checking,
  row: AddressTable,
  { state, findings, certificateUntil = row.certificate_until }: Looked,
): Promise<AddressTable> {
  const ageMs = world.getTime() - Date.parse(row.created_at);
  const inMs = nextLook(state, { ageMs, doubtful: findings.length > 0 });
  const after: AddressTable = {
    ...row,
    state,
    findings: JSON.stringify(findings),
    certificate_until: certificateUntil,
    broken_at: state === 'broken' ? (row.broken_at ?? world.toISOString()) : null,
    checked_at: world.toISOString(),
    check_due_at: inMs === null ? null : new Date(world.getTime() + inMs).toISOString(),
    updated_at: at.toISOString(),
  };
  const { vendor_id: vendorId, portal_id: portalId } = row;
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('portal_address')
      .set(after)
      .where('vendor_id', '=', vendorId)
      .where('id', '=', row.id)
      .execute();
    if (state === row.state) return;
    await settleHost(tx, { vendorId, portalId }, at);
    if (state !== 'issued' && state !== 'broken') return;
    await announce(tx, {
      ...{ vendorId, actor, at, subjectId: portalId, detail: row.host },
      action: state === 'issued' ? 'portal.address-opened' : 'portal.address-broken',
      data: { portalId },
    });
  });
  return after;
}

export interface AddressesJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly outside?: OutsideRules;
  readonly signal: AbortSignal;
}

/** Names whose time has come, oldest first; the rest waits a minute. */
const mostInRun = 20;

/** By itself: what waits is looked at often, what opens every six hours. */
export async function checkAddresses(job: AddressesJob): Promise<void> {
  const { db } = job.database;
  const world = job.clock.now();
  const due = await db
    .selectFrom('portal_address as a')
    .innerJoin('vendor as v', 'v.vendor_id', 'a.vendor_id')
    .select(['a.vendor_id', 'a.portal_id', 'a.id', 'a.host', 'v.clock_offset_seconds'])
    .where('a.check_due_at', '<=', world.toISOString())
    .orderBy('a.check_due_at')
    .limit(mostInRun)
    .execute();
  for (const row of due) {
    if (job.signal.aborted) return;
    const at = movedClock(job.clock, row.clock_offset_seconds * 1000).now();
    const checking: Checking = {
      ...{ db, publicUrl: job.publicUrl, outside: job.outside ?? {}, at, world },
      actor: { kind: 'system', id: null },
    };
    await checkAddress(checking, { vendorId: row.vendor_id, portalId: row.portal_id }, row.id).catch(
      (error: unknown) => job.log.warn({ error, host: row.host }, 'an address was not looked at'),
    );
  }
}
