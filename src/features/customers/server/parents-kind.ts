import * as v from 'valibot';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Planned, TransferContext, TransferKind } from '../../../kit/server/transfer/kind.ts';
import {
  failed,
  isPlanned,
  referencesTo,
  resolveReferences,
} from '../../../kit/server/transfer/row-references.ts';
import { CustomerReference, ParentAccess } from '../schema.ts';
import { lockFamilies, mostLevels } from './parents.ts';

const Wanted = v.strictObject({
  customerId: CustomerReference,
  parentId: v.nullable(CustomerReference),
  parentAccess: v.optional(ParentAccess),
});
type Wanted = v.InferOutput<typeof Wanted>;

interface Place {
  readonly parentId: string | null;
  readonly parentAccess: v.InferOutput<typeof ParentAccess>;
}
interface Work {
  readonly customerId: string;
  readonly after: Place;
}

const find = referencesTo('customer');
const references = (['customerId', 'parentId'] as const).map((field) => ({ field, thing: 'customer', find }));

/**
 * Who stands above whom. A table of its own behind that of the customers: in one table the one above may come last, and
 * then nothing could be said of the row.
 */
export const parentsKind: TransferKind<Wanted, Work> = {
  name: 'customer-parents',
  scopes: 'customers',
  about: 'A customer that stands below another one, a reseller or head office.',
  columns: [
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: 'ext:4711' },
      doc: 'The customer: your own id, or ours.',
    },
    {
      ...{ name: 'parentId', type: 'reference', empty: null, example: 'ext:4700' },
      doc: 'The one above it; an empty cell: none.',
    },
    {
      ...{ name: 'parentAccess', type: 'choice', choices: ParentAccess.options, example: 'view' },
      doc: 'How far people of the one above may open this account.',
    },
  ],
  schema: Wanted,
  after: ['customers'],
  key: ({ customerId }) => customerId,

  async plan(db, { vendorId, judging }, rows) {
    if (!judging) await lockFamilies(db, vendorId);
    const resolved = await resolveReferences(db, vendorId, references, rows);
    const families = await loadFamilies(db, vendorId, resolved.filter((row) => !isPlanned(row)) as Wanted[]);
    const met = new Set<string>();
    return resolved.map((row): Planned<Work> => {
      if (isPlanned(row)) return row;
      const { customerId, parentId, parentAccess } = row as Wanted;
      if (met.has(customerId)) return failed('customerId', 'duplicate', 'Another row is about the same one.');
      met.add(customerId);
      const before = families.get(customerId) ?? { parentId: null, parentAccess: 'none' };
      const after = { parentId, parentAccess: parentAccess ?? before.parentAccess };
      const wrong = parentId === null ? undefined : wrongIn(families, customerId, parentId);
      if (wrong) return wrong;
      families.set(customerId, after);
      const work = { customerId, after };
      if (after.parentId === before.parentId && after.parentAccess === before.parentAccess)
        return { outcome: 'unchanged', work };
      return { outcome: 'changed', work };
    });
  },

  async write(tx, { vendorId, at }: TransferContext, planned) {
    for (const one of planned) {
      if (one.outcome !== 'changed') continue;
      const { customerId, after } = one.work;
      await tx
        .updateTable('customer')
        .set({ parent_id: after.parentId, parent_access: after.parentAccess, updated_at: at.toISOString() })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', customerId)
        .execute();
    }
    return [];
  },

  async count(db, vendorId) {
    const row = await db
      .selectFrom('customer')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('vendor_id', '=', vendorId)
      .where('parent_id', 'is not', null)
      .executeTakeFirstOrThrow();
    return Number(row.n);
  },

  async page(db, vendorId, after, limit) {
    let query = db
      .selectFrom('customer')
      .select(['id', 'parent_id', 'parent_access'])
      .where('vendor_id', '=', vendorId)
      .where('parent_id', 'is not', null);
    if (after !== undefined) query = query.where('id', '>', after);
    const rows = await query.orderBy('id').limit(limit).execute();
    return rows.map((row) => ({
      id: row.id,
      item: { customerId: row.id, parentId: row.parent_id, parentAccess: row.parent_access },
    }));
  },
};

type Families = Map<string, Place>;

/** Where everybody stands whom these rows bear on: as far up and down as there are levels. */
async function loadFamilies(db: Db, vendorId: string, rows: readonly Wanted[]): Promise<Families> {
  const families: Families = new Map();
  const take = (found: readonly { id: string; parent_id: string | null; parent_access: string }[]) => {
    for (const { id, parent_id, parent_access } of found)
      families.set(id, { parentId: parent_id, parentAccess: parent_access as Place['parentAccess'] });
    return found;
  };
  let up = [
    ...new Set(
      rows.flatMap(({ customerId, parentId }) => (parentId ? [customerId, parentId] : [customerId])),
    ),
  ];
  let down = [...new Set(rows.map(({ customerId }) => customerId))];
  for (let level = 0; level < mostLevels && up.length + down.length > 0; level++) {
    const above = take(up.length > 0 ? await rowsBy(db, 'customer', vendorId, 'id', up) : []);
    up = [
      ...new Set(
        above.flatMap(({ parent_id }) => (parent_id && !families.has(parent_id) ? [parent_id] : [])),
      ),
    ];
    const below = down.length > 0 ? await rowsBy(db, 'customer', vendorId, 'parent_id', down) : [];
    take(below);
    down = below.map(({ id }) => id);
  }
  return families;
}

function wrongIn(families: Families, customerId: string, parentId: string): Planned<never> | undefined {
  const above: string[] = [];
  for (let next: string | null = parentId; next && above.length <= mostLevels; ) {
    above.push(next);
    next = families.get(next)?.parentId ?? null;
  }
  if (above.includes(customerId))
    return failed('parentId', 'cycle', 'It stands below this customer, or is this customer.');
  if (above.length + heightOf(families, customerId) > mostLevels)
    return failed('parentId', 'levels', `There are ${mostLevels} levels at most.`);
  return undefined;
}

/** Levels from this customer downwards, its own included. */
function heightOf(families: Families, customerId: string, level = 1): number {
  if (level > mostLevels) return level;
  let most = level;
  for (const [id, { parentId }] of families)
    if (parentId === customerId) most = Math.max(most, heightOf(families, id, level + 1));
  return most;
}
