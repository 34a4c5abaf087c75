import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Planned, TransferContext, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { customersOf, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import { newKey } from '../keys.ts';
import { leaseEnd, unlimited } from '../rules.ts';
import { BlockReason, Instant, type Licence, LicenceId, MovedMachine, NewLicence } from '../schema.ts';
import { openKey, storedKey } from './key-store.ts';
import { startLicence } from './licences-store.ts';
import { productsBy } from './products-store.ts';
import { type StoredKey, storedKeyOf, toLicence, toLicenceRow, toMachine } from './table.ts';

/** With what is stored of its key, or with the key that is to be stored. */
type Kept = Licence & {
  readonly stored?: StoredKey;
  readonly key?: string;
  readonly ours?: boolean;
  readonly followsContract?: boolean;
};

const Row = v.strictObject({
  ...NewLicence.entries,
  followsContract: v.optional(v.boolean()),
  /** A file says the moment. */
  expiresAt: v.optional(v.nullable(Instant)),
  /** For files of systems in which 0 machines means no limit. */
  zeroIsUnlimited: v.optional(v.boolean()),
  machines: v.optional(v.pipe(v.array(MovedMachine), v.maxLength(10_000))),
});
type RowInput = v.InferOutput<typeof Row>;

const limitOf = ({ machineLimit, zeroIsUnlimited }: Partial<RowInput>): number | undefined =>
  machineLimit === 0 && zeroIsUnlimited ? unlimited : machineLimit;

const rows = tableKind({
  name: 'licences',
  about: 'A right to use a product, with its key as customers have it and the machines that use it.',
  columns: [
    ...idColumns('licence', 'lic'),
    {
      ...{ name: 'productId', type: 'reference', required: true, example: 'studio' },
      doc: 'The product: your own id, or ours. A licence stays one of its product.',
    },
    {
      ...{ name: 'customerId', type: 'reference', empty: null, example: '4711' },
      doc: 'The customer: your own id, or ours. Empty: nobody’s yet; whoever has the key may claim it.',
    },
    {
      ...{ name: 'contractId', type: 'reference', empty: null, example: 'V-2024-118' },
      doc: 'The contract it belongs to, of the same customer: your own id, or ours.',
    },
    {
      ...{ name: 'followsContract', type: 'boolean', example: 'false' },
      doc: 'Whether it goes on and ends with its contract.',
    },
    {
      ...{ name: 'key', type: 'text', writeOnly: true, example: 'DWS8-7KQ2M-9XR4T-B3WFD-H8NVC-1A2B3' },
      doc: 'The key that customers have, kept byte for byte; a new licence without one gets one. Never changed, never exported.',
    },
    {
      name: 'kind',
      type: 'choice',
      choices: ['trial', 'subscription', 'perpetual'],
      doc: 'What was sold.',
      example: 'subscription',
    },
    {
      ...{ name: 'mode', type: 'choice', choices: ['node-locked', 'floating'], example: 'node-locked' },
      doc: 'Whether a machine counts until it is de-activated, or only while it is in use.',
    },
    { name: 'machineLimit', type: 'number', doc: 'Machines at once; -1: no limit, 0: none.', example: '3' },
    {
      ...{ name: 'zeroIsUnlimited', type: 'boolean', writeOnly: true, example: 'false' },
      doc: 'For files of systems in which a limit of 0 machines means no limit.',
    },
    {
      name: 'expiresAt',
      type: 'instant',
      empty: null,
      doc: 'When it stops; empty: never.',
      example: '2027-03-31T22:00:00Z',
    },
    { name: 'renews', type: 'boolean', doc: 'Whether it goes on by itself then.', example: 'true' },
    {
      ...{ name: 'blocked', type: 'choice', empty: null, choices: [...BlockReason.options] },
      ...{ doc: 'Why it was stopped; empty: it works.', example: 'payment' },
    },
    {
      name: 'entitlements',
      type: 'json',
      doc: 'Names of what it lets people use.',
      example: '["render","export"]',
    },
    { name: 'note', type: 'text', empty: null, doc: 'For your staff alone.', example: 'Bought at the fair' },
    {
      ...{ name: 'machines', type: 'json', example: '[{"fingerprint":"a1b2c3d4","name":"DESK-1"}]' },
      doc: 'The machines that use it. Those it does not have yet are added, whatever its limit; none is taken away.',
    },
  ],
  schema: movable(Row, LicenceId),
  after: ['products', 'customers', 'contracts'],
  table: 'licence',
  prefix: 'lic',
  references: [
    { field: 'productId', thing: 'product', find: referencesTo('product'), fixed: true },
    { field: 'customerId', thing: 'customer', find: referencesTo('customer'), optional: true },
    {
      ...{ field: 'contractId', thing: 'contract', find: referencesTo('contract'), optional: true },
      belongsTo: { field: 'customerId', ownersOf: customersOf('contract') },
    },
  ],
  fromRow: (row): Kept => ({
    ...{ ...toLicence(row), stored: storedKeyOf(row) },
    followsContract: row.follows_contract === 1,
  }),
  toRow: (
    vendorId,
    { stored, key = '', ours = false, followsContract = false, ...licence }: Kept,
    { secrets },
  ) =>
    toLicenceRow(vendorId, licence, {
      ...(stored ?? storedKey(secrets, licence.id, key, ours)),
      follows_contract: followsContract ? 1 : 0,
    }),
  create: ({ zeroIsUnlimited: _, machines: __, ...wanted }, made): Kept => ({
    ...startLicence({ ...wanted, machineLimit: limitOf({ ...wanted, zeroIsUnlimited: _ }) }, made, ''),
    ...(wanted.key !== undefined && { key: wanted.key }),
    followsContract: wanted.followsContract ?? false,
  }),
  change: (before, wanted) => {
    const {
      id: _,
      externalId: __,
      createdAt: ___,
      key: ____,
      machines: _____,
      zeroIsUnlimited: ______,
      ...change
    } = wanted;
    return {
      ...before,
      ...Object.fromEntries(
        Object.entries({ ...change, machineLimit: limitOf(wanted) }).filter(
          ([, value]) => value !== undefined,
        ),
      ),
    };
  },
  item: ({ stored: _, key: __, ours: ___, ...licence }) => licence,
});
type Wanted = typeof rows extends TransferKind<infer Input, unknown> ? Input : never;
type LicenceWork = Work<Kept, Wanted>;

/** Licences as they are moved in and out, with their machines; keys come in and never go out. */
export const licencesKind: TransferKind<Wanted, LicenceWork> = {
  ...rows,

  async plan(db, context, wanted) {
    const planned = await rows.plan(db, context, wanted);
    return withMachineNews(
      db,
      context,
      await withFreeKeys(db, context, await withKeys(db, context, planned)),
    );
  },

  async write(tx, context, planned) {
    const files = await rows.write(tx, context, planned);
    for (const one of planned) if (one.outcome !== 'failed') await addMachines(tx, context, one.work);
    return files;
  },

  async page(db, vendorId, after, limit, customerId) {
    const items = await rows.page(db, vendorId, after, limit, customerId);
    const machines = await machinesOf(
      db,
      vendorId,
      items.map(({ id }) => id),
    );
    return items.map((one) => ({
      ...one,
      item: {
        ...one.item,
        machines: (machines.get(one.id) ?? []).map((row) => {
          const { fingerprint, name, os, version, activatedAt, lastSeenAt } = toMachine(row);
          return { fingerprint, name, os, version, activatedAt, lastSeenAt };
        }),
      },
    }));
  },
};

const refused = (path: string, code: string, message: string): Planned<LicenceWork> => ({
  outcome: 'failed',
  fields: [{ path, code, message }],
});

async function machinesOf(db: Db, vendorId: string, licenceIds: readonly string[]) {
  if (licenceIds.length === 0) return new Map<string, never[]>();
  const found = await db
    .selectFrom('machine')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('licence_id', 'in', licenceIds)
    .orderBy('id')
    .execute();
  return Map.groupBy(found, (row) => row.licence_id);
}

/** New licences that bring no key get one of their product's form. */
async function withKeys(
  db: Db,
  { vendorId }: TransferContext,
  planned: readonly Planned<LicenceWork>[],
): Promise<Planned<LicenceWork>[]> {
  const products = await productsBy(
    db,
    vendorId,
    planned.flatMap((one) => (one.outcome === 'created' ? [one.work.after.productId] : [])),
  );
  return planned.map((one) => {
    if (one.outcome !== 'created' || one.work.after.key !== undefined) return one;
    const product = products.get(one.work.after.productId);
    if (!product) return one;
    return { ...one, work: { ...one.work, after: { ...one.work.after, key: newKey(product), ours: true } } };
  });
}

/** A key is one licence's, and stays the one it was made with. */
async function withFreeKeys(
  db: Db,
  { vendorId, secrets }: TransferContext,
  planned: readonly Planned<LicenceWork>[],
): Promise<Planned<LicenceWork>[]> {
  const given = planned.map((one) => (one.outcome === 'failed' ? undefined : one.work.wanted.key));
  if (given.every((key) => key === undefined)) return [...planned];
  const lookups = given.map((key) =>
    key === undefined ? undefined : storedKey(secrets, '', key, false).key_lookup,
  );
  const taken = await db
    .selectFrom('licence')
    .select(['id', 'key_lookup'])
    .where('vendor_id', '=', vendorId)
    .where(
      'key_lookup',
      'in',
      lookups.filter((lookup) => lookup !== undefined),
    )
    .execute();
  const holder = new Map(taken.map((row) => [row.key_lookup, row.id]));
  return planned.map((one, index) => {
    const [key, lookup] = [given[index], lookups[index]];
    if (one.outcome === 'failed' || key === undefined || lookup === undefined) return one;
    const { before, after } = one.work;
    if (before?.stored && openKey(secrets, { id: before.id, sealed_key: before.stored.sealed_key }) !== key)
      return refused('key', 'fixed', 'A licence keeps the key it has.');
    if ((holder.get(lookup) ?? after.id) !== after.id)
      return refused('key', 'taken', 'Another licence has this key.');
    holder.set(lookup, after.id);
    return one;
  });
}

/** A row that only brings machines changes its licence too. */
async function withMachineNews(
  db: Db,
  { vendorId, at }: TransferContext,
  planned: readonly Planned<LicenceWork>[],
): Promise<Planned<LicenceWork>[]> {
  const asked = planned.flatMap((one) =>
    one.outcome === 'unchanged' && one.work.wanted.machines ? [one.work.after.id] : [],
  );
  const there = await machinesOf(db, vendorId, asked);
  return planned.map((one) => {
    if (one.outcome !== 'unchanged' || !one.work.wanted.machines) return one;
    const known = new Set((there.get(one.work.after.id) ?? []).map((row) => row.fingerprint));
    if (one.work.wanted.machines.every(({ fingerprint }) => known.has(fingerprint))) return one;
    const after = { ...one.work.after, updatedAt: at.toISOString() };
    return { outcome: 'changed', work: { ...one.work, after } };
  });
}

async function addMachines(
  tx: Db,
  { vendorId, at }: TransferContext,
  { wanted, after }: LicenceWork,
): Promise<void> {
  if (!wanted.machines?.length) return;
  const known = new Set(
    ((await machinesOf(tx, vendorId, [after.id])).get(after.id) ?? []).map((row) => row.fingerprint),
  );
  const product = (await productsBy(tx, vendorId, [after.productId])).get(after.productId);
  const fresh = new Map(wanted.machines.map((machine) => [machine.fingerprint, machine]));
  const now = at.toISOString();
  await insertRows(
    tx,
    'machine',
    [...fresh.values()]
      .filter(({ fingerprint }) => !known.has(fingerprint))
      .map((machine) => ({
        ...{ vendor_id: vendorId, id: newId('mac', at.getTime()), licence_id: after.id },
        ...{ fingerprint: machine.fingerprint, name: machine.name ?? null, os: machine.os ?? null },
        ...{ version: machine.version ?? null, country: null, activated_at: machine.activatedAt ?? now },
        last_seen_at: machine.lastSeenAt ?? machine.activatedAt ?? now,
        lease_ends_at: after.mode === 'floating' && product ? leaseEnd(product, at) : null,
      })),
  );
}
