import { newCode } from '../../../kit/common/code.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Planned, TransferContext, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import { type Installation, InstallationId, NewInstallation } from '../schema.ts';
import { lookupOf, startInstallation, storedToken } from './installations-store.ts';
import { type StoredInstallation, toInstallation, toInstallationRow } from './table.ts';

/** With what is stored of its token, or with the token that is to be stored. */
type Kept = Installation & { readonly stored?: StoredInstallation; readonly token?: string };

const rows = tableKind({
  name: 'installations',
  about: 'A piece of equipment at a location. Its token comes along, so that printed labels go on working.',
  columns: [
    ...idColumns('installation', 'ins'),
    {
      ...{ name: 'locationId', type: 'reference', required: true, example: 'L-204' },
      doc: 'The location: your own id, or ours. A file leaves an installation at its location.',
    },
    { name: 'name', type: 'text', required: true, doc: 'What it is called.', example: 'Koelcel 3' },
    { name: 'kind', type: 'text', empty: null, doc: 'The sort of equipment.', example: 'Koelcel' },
    { name: 'serialNumber', type: 'text', empty: null, doc: 'Serial number.', example: 'KC-40-18834' },
    { name: 'installedOn', type: 'day', empty: null, doc: 'Since when it stands.', example: '2021-05-04' },
    {
      ...{ name: 'token', type: 'text', writeOnly: true, example: 'KW-20931-a' },
      doc: 'The token printed on it; a new installation without one gets one. Never changed, never exported.',
    },
  ],
  schema: movable(NewInstallation, InstallationId),
  after: ['locations'],
  table: 'installation',
  prefix: 'ins',
  references: [{ field: 'locationId', thing: 'location', find: referencesTo('location'), fixed: true }],
  fromRow: (row): Kept => {
    const { sealed_token, token_lookup, token_hint, placed_at } = row;
    return { ...toInstallation(row), stored: { sealed_token, token_lookup, token_hint, placed_at } };
  },
  toRow: (vendorId, { stored, token = newCode(), ...installation }: Kept, { secrets }) =>
    toInstallationRow(vendorId, installation, stored ?? storedToken(secrets, installation.id, token)),
  create: (wanted, made): Kept => ({
    ...startInstallation(wanted, made),
    ...(wanted.token !== undefined && { token: wanted.token }),
  }),
  change: (before, { id: _, externalId: __, createdAt: ___, token: ____, ...change }) => ({
    ...before,
    ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
  }),
  item: ({ stored: _, token: __, ...installation }) => installation,
});
type Row = typeof rows extends TransferKind<infer Wanted, unknown> ? Wanted : never;
type InstallationWork = Work<Kept, Row>;

/** Installations as they are moved in and out. */
export const installationsKind: TransferKind<Row, InstallationWork> = {
  ...rows,
  async plan(db, context, wanted) {
    const planned = await rows.plan(db, context, wanted);
    return withCustomers(db, context, await withFreeTokens(db, context, planned));
  },
};

const refused = (code: string, message: string): Planned<InstallationWork> => ({
  outcome: 'failed',
  fields: [{ path: 'token', code, message }],
});

/** A token opens one installation, and stays the one it was made with. */
async function withFreeTokens(
  db: Db,
  { vendorId, secrets }: TransferContext,
  planned: readonly Planned<InstallationWork>[],
): Promise<Planned<InstallationWork>[]> {
  const lookups = planned.map((one) => {
    const token = one.outcome === 'failed' ? undefined : one.work.wanted.token;
    return token === undefined ? undefined : lookupOf(secrets, token);
  });
  const asked = [...new Set(lookups.filter((lookup) => lookup !== undefined))];
  if (asked.length === 0) return [...planned];
  const taken = await db
    .selectFrom('installation')
    .select(['id', 'token_lookup'])
    .where('vendor_id', '=', vendorId)
    .where('token_lookup', 'in', asked)
    .execute();
  const holder = new Map(taken.map((row) => [row.token_lookup, row.id]));
  return planned.map((one, index) => {
    const lookup = lookups[index];
    if (one.outcome === 'failed' || lookup === undefined) return one;
    const { before, after } = one.work;
    if (before?.stored && before.stored.token_lookup !== lookup) {
      return refused('fixed', 'A token is made once and stays.');
    }
    if ((holder.get(lookup) ?? after.id) !== after.id) {
      return refused('taken', 'Another installation has this token.');
    }
    holder.set(lookup, after.id);
    return one;
  });
}

/** An installation is its location's customer's. */
async function withCustomers(
  db: Db,
  { vendorId }: TransferContext,
  planned: readonly Planned<InstallationWork>[],
): Promise<Planned<InstallationWork>[]> {
  const made = planned.flatMap((one) => (one.outcome === 'created' ? [one.work.after.locationId] : []));
  if (made.length === 0) return [...planned];
  const locations = await db
    .selectFrom('location')
    .select(['id', 'customer_id'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(made)])
    .execute();
  const customerOf = new Map(locations.map((row) => [row.id, row.customer_id]));
  return planned.map((one) => {
    if (one.outcome !== 'created') return one;
    const customerId = customerOf.get(one.work.after.locationId) as string;
    return { ...one, work: { ...one.work, after: { ...one.work.after, customerId } } };
  });
}
