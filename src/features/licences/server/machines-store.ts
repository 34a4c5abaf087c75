import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { licenceProblem } from '../problems.ts';
import { type Freeing, freeingOf, freeingSince, hasRoom, leaseEnd, stateOf, unlimited } from '../rules.ts';
import type { Licence, LicenceMode, Machine, NewMachine, Product } from '../schema.ts';
import { requireProduct } from './products-store.ts';
import { toLicence, toMachine, toMachineRow } from './table.ts';

/** A licence by our id: whoever calls has found it for this vendor, or this customer, before. */
export interface LicenceKeyed {
  readonly vendorId: string;
  readonly licenceId: string;
}

const ofLicence = (db: Db, { vendorId, licenceId }: LicenceKeyed) =>
  db.selectFrom('machine').selectAll().where('vendor_id', '=', vendorId).where('licence_id', '=', licenceId);

/** Those that count now, the last seen first. */
export async function listMachines(db: Db, keyed: LicenceKeyed, now: Date): Promise<Machine[]> {
  const rows = await ofLicence(db, keyed)
    .where((eb) => eb.or([eb('lease_ends_at', 'is', null), eb('lease_ends_at', '>', now.toISOString())]))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toMachine);
}

/** A statement takes only so many values. */
const idsAtOnce = 500;

/** How many machines of each licence count now. */
export async function countMachines(
  db: Db,
  vendorId: string,
  licenceIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let at = 0; at < licenceIds.length; at += idsAtOnce) {
    const rows = await db
      .selectFrom('machine')
      .select((eb) => ['licence_id', eb.fn.countAll<number>().as('used')])
      .where('vendor_id', '=', vendorId)
      .where('licence_id', 'in', licenceIds.slice(at, at + idsAtOnce))
      .where((eb) => eb.or([eb('lease_ends_at', 'is', null), eb('lease_ends_at', '>', now.toISOString())]))
      .groupBy('licence_id')
      .execute();
    for (const row of rows) counts.set(row.licence_id, Number(row.used));
  }
  return counts;
}

/** @throws `machine.not-found` */
export async function requireMachine(
  db: Db,
  keyed: LicenceKeyed,
  by: { readonly id: string } | { readonly fingerprint: string },
): Promise<Machine> {
  const query = ofLicence(db, keyed);
  const row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('fingerprint', '=', by.fingerprint)
  ).executeTakeFirst();
  if (!row) throw licenceProblem('machine.not-found');
  return toMachine(row);
}

/** What is looked at once nobody else can change it: everything about one licence waits for its row. */
async function locked(
  tx: Db,
  { vendorId, licenceId }: LicenceKeyed,
): Promise<{ readonly licence: Licence; readonly product: Product }> {
  await lockRow(tx, 'licence', vendorId, licenceId);
  const row = await tx
    .selectFrom('licence')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', licenceId)
    .executeTakeFirst();
  if (!row) throw licenceProblem('licence.not-found');
  return { licence: toLicence(row), product: await requireProduct(tx, vendorId, row.product_id) };
}

export interface Activated {
  readonly machine: Machine;
  readonly created: boolean;
  readonly licence: Licence;
  readonly product: Product;
}

/**
 * Lets a machine use a licence. One that does already is noted as seen; for a new one there must be room: of any number
 * of calls at once, on whichever process, exactly as many find it as there are free places.
 * @throws `licence.blocked`, `licence.expired`, `licence.machine-limit`
 */
export async function activateMachine(
  tx: Db,
  keyed: LicenceKeyed,
  wanted: NewMachine & { readonly country?: string | null },
  at: Date,
): Promise<Activated> {
  const { licence, product } = await locked(tx, keyed);
  const state = stateOf(licence, at);
  if (state !== 'valid') throw licenceProblem(`licence.${state}`);
  const now = at.toISOString();
  const leaseEndsAt = licence.mode === 'floating' ? leaseEnd(product, at) : null;
  await dropLapsed(tx, keyed, at);
  const before = await ofLicence(tx, keyed).where('fingerprint', '=', wanted.fingerprint).executeTakeFirst();
  const used = (await countMachines(tx, keyed.vendorId, [keyed.licenceId], at)).get(keyed.licenceId) ?? 0;
  if (before) {
    const machine: Machine = {
      ...toMachine(before),
      // What its user called it stays.
      ...{ name: before.name ?? wanted.name ?? null, os: wanted.os ?? before.os },
      ...{ version: wanted.version ?? before.version, country: wanted.country ?? before.country },
      ...{ lastSeenAt: now, leaseEndsAt },
    };
    await writeMachine(tx, keyed.vendorId, machine);
    return { machine, created: false, licence: { ...licence, machines: used }, product };
  }
  if (!hasRoom(licence.machineLimit, used)) throw licenceProblem('licence.machine-limit');
  const machine: Machine = {
    id: newId('mac', at.getTime()),
    ...{ licenceId: keyed.licenceId, fingerprint: wanted.fingerprint },
    ...{ name: wanted.name ?? null, os: wanted.os ?? null, version: wanted.version ?? null },
    ...{ country: wanted.country ?? null, activatedAt: now, lastSeenAt: now, leaseEndsAt },
  };
  await tx.insertInto('machine').values(toMachineRow(keyed.vendorId, machine)).execute();
  return { machine, created: true, licence: { ...licence, machines: used + 1 }, product };
}

const writeMachine = (tx: Db, vendorId: string, machine: Machine) =>
  tx
    .updateTable('machine')
    .set(toMachineRow(vendorId, machine))
    .where('vendor_id', '=', vendorId)
    .where('id', '=', machine.id)
    .execute();

const dropLapsed = (tx: Db, { vendorId, licenceId }: LicenceKeyed, at: Date) =>
  tx
    .deleteFrom('machine')
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .where('lease_ends_at', '<=', at.toISOString())
    .execute();

/** A machine that asks is not written down more often than this, where nothing hangs on it. */
const seenEveryMs = 10 * 60_000;

interface Seen {
  readonly mode: LicenceMode;
  readonly product: Product;
  readonly fingerprint: string;
  /** `null`: nobody says it. */
  readonly country: string | null;
}

/**
 * Notes that a machine is in use; of a floating licence its place is kept for another while. `undefined` where it has none:
 * it was silent for too long, or freed. Takes no lock: a place that has run out is nobody's, whoever looks first.
 */
export async function touchMachine(
  tx: Db,
  { vendorId, licenceId }: LicenceKeyed,
  { mode, product, fingerprint, country }: Seen,
  at: Date,
): Promise<Machine | undefined> {
  const now = at.toISOString();
  const done = await tx
    .updateTable('machine')
    .set({
      last_seen_at: now,
      ...(country && { country }),
      ...(mode === 'floating' && { lease_ends_at: leaseEnd(product, at) }),
    })
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .where('fingerprint', '=', fingerprint)
    .where((eb) => eb.or([eb('lease_ends_at', 'is', null), eb('lease_ends_at', '>', now)]))
    .returningAll()
    .executeTakeFirst();
  return done && toMachine(done);
}

/** The same without writing, where the machine was noted a moment ago and holds no lease. */
export async function seenMachine(
  db: Db,
  keyed: LicenceKeyed,
  fingerprint: string,
  at: Date,
): Promise<{ readonly machine: Machine; readonly isFresh: boolean } | undefined> {
  const row = await ofLicence(db, keyed).where('fingerprint', '=', fingerprint).executeTakeFirst();
  if (!row) return undefined;
  const machine = toMachine(row);
  const isFresh = machine.leaseEndsAt === null && at.getTime() - Date.parse(machine.lastSeenAt) < seenEveryMs;
  return { machine, isFresh };
}

/** What is left of a licence's machines to free. */
export async function freeingFor(
  db: Db,
  keyed: LicenceKeyed,
  { deactivations }: Pick<Product, 'deactivations'>,
  now: Date,
): Promise<Freeing> {
  const rows = await db
    .selectFrom('freed_machine')
    .select('freed_at')
    .where('vendor_id', '=', keyed.vendorId)
    .where('licence_id', '=', keyed.licenceId)
    .where('counted', '=', 1)
    .where('freed_at', '>', freeingSince(deactivations, now))
    .execute();
  return freeingOf(
    deactivations,
    rows.map((row) => row.freed_at),
    now,
  );
}

export interface Freed {
  readonly machines: readonly Machine[];
  readonly licence: Licence;
  readonly product: Product;
}

/**
 * Ends the activations of machines: all of them or none. What customers and their software free is counted; the vendor's
 * staff frees what it likes. Places of a floating licence come and go by themselves.
 * @throws `machine.not-found`, `licence.cool-down`
 */
export async function freeMachines(
  tx: Db,
  keyed: LicenceKeyed,
  which: { readonly ids: readonly string[] } | { readonly fingerprint: string },
  { counted }: { readonly counted: boolean },
  at: Date,
): Promise<Freed> {
  const { licence, product } = await locked(tx, keyed);
  await dropLapsed(tx, keyed, at);
  const query = ofLicence(tx, keyed);
  const rows = await ('ids' in which
    ? query.where('id', 'in', which.ids)
    : query.where('fingerprint', '=', which.fingerprint)
  ).execute();
  const wanted = 'ids' in which ? new Set(which.ids).size : 1;
  if (rows.length < wanted) throw licenceProblem('machine.not-found');
  const machines = rows.map(toMachine);
  const fixed = machines.filter(({ leaseEndsAt }) => leaseEndsAt === null);
  if (counted && fixed.length > 0) {
    const { left, nextAt } = await freeingFor(tx, keyed, product, at);
    if (left !== unlimited && left < fixed.length) throw coolDown(left, nextAt, at);
  }
  await tx
    .deleteFrom('machine')
    .where('vendor_id', '=', keyed.vendorId)
    .where(
      'id',
      'in',
      machines.map(({ id }) => id),
    )
    .execute();
  await noteFreed(tx, keyed, fixed, counted, at);
  return { machines, licence, product };
}

function coolDown(left: number, nextAt: string | null, at: Date) {
  const seconds = nextAt === null ? 0 : Math.ceil((Date.parse(nextAt) - at.getTime()) / 1000);
  return licenceProblem('licence.cool-down', {
    detail: `${left} more may be freed now${nextAt === null ? '' : `, and again one from ${nextAt} on`}.`,
    headers: { 'retry-after': String(seconds) },
  });
}

async function noteFreed(
  tx: Db,
  { vendorId, licenceId }: LicenceKeyed,
  machines: readonly Machine[],
  counted: boolean,
  at: Date,
): Promise<void> {
  if (machines.length === 0) return;
  await tx
    .insertInto('freed_machine')
    .values(
      machines.map(({ fingerprint, name }) => ({
        ...{ vendor_id: vendorId, id: newId('frd', at.getTime()), licence_id: licenceId, fingerprint, name },
        ...{ counted: counted ? 1 : 0, freed_at: at.toISOString() },
      })),
    )
    .execute();
}

/** Frees all machines of a licence whose key is no longer its key. */
export async function dropMachines(
  tx: Db,
  keyed: LicenceKeyed,
  { counted }: { readonly counted: boolean },
  at: Date,
): Promise<void> {
  const { vendorId, licenceId } = keyed;
  const machines = (await ofLicence(tx, keyed).execute()).map(toMachine);
  await tx
    .deleteFrom('machine')
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .execute();
  await noteFreed(
    tx,
    keyed,
    machines.filter(({ leaseEndsAt }) => leaseEndsAt === null),
    counted,
    at,
  );
}

/** A licence that becomes floating gives its machines a lease; one that becomes node-locked keeps those in use for good. */
export async function turnMachines(
  tx: Db,
  vendorId: string,
  { id, mode }: Pick<Licence, 'id' | 'mode'>,
  product: Product,
  at: Date,
): Promise<void> {
  await dropLapsed(tx, { vendorId, licenceId: id }, at);
  await tx
    .updateTable('machine')
    .set({ lease_ends_at: mode === 'floating' ? leaseEnd(product, at) : null })
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', id)
    .execute();
}

/** @throws `machine.not-found` */
export async function renameMachine(
  tx: Db,
  keyed: LicenceKeyed,
  id: string,
  name: string | null,
): Promise<Machine> {
  const machine = { ...(await requireMachine(tx, keyed, { id })), name };
  await writeMachine(tx, keyed.vendorId, machine);
  return machine;
}

/** Freed machines are forgotten once no product can count them any more. */
export async function sweepFreedMachines(tx: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 367 * 86_400_000).toISOString();
  await tx.deleteFrom('freed_machine').where('freed_at', '<', before).execute();
}
