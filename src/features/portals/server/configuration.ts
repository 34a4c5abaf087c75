import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  type ConfigurationChange,
  type ConfigurationContext,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { portalProblem } from '../problems.ts';
import { parseAllowedHost } from '../rules.ts';
import { NewPortal, type Portal, PortalId } from '../schema.ts';
import type { CodeGuard } from './code-guard.ts';
import { createPortal, findPortal, updatePortal } from './store.ts';
import { toPortal } from './table.ts';

const Wanted = v.array(
  v.strictObject({ ...NewPortal.entries, id: v.optional(PortalId), externalId: v.nullish(v.string(), null) }),
);
type Wanted = v.InferOutput<typeof Wanted>[number];

async function allPortals(db: Db, vendorId: string): Promise<Portal[]> {
  const rows = await db
    .selectFrom('portal')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('slug')
    .execute();
  return rows.map(toPortal);
}

const names = Object.keys(NewPortal.entries);

/** The portals: everything a vendor sets up for its customers to see. */
export const portalsPart = (guard?: CodeGuard): ConfigurationPart => ({
  name: 'portals',

  async export(db, vendorId) {
    // The template is one of this side's customers, and means nobody anywhere else.
    return (await allPortals(db, vendorId)).map(
      ({ createdAt: _, updatedAt: __, host: ___, signUp, ...portal }) => ({
        ...portal,
        signUp: { ...signUp, templateCustomerId: undefined },
      }),
    );
  },

  async apply(tx, context, file) {
    const parsed = readPart(Wanted, file, 'portals');
    const before = await allPortals(tx, context.vendorId);
    const changes: ConfigurationChange[] = [];
    const met = new Set<string>();
    // The default one first: another can only stop being it once there is a new one.
    const wanted = [...parsed].sort((a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false));
    for (const one of wanted) {
      const { portal, notes } = fitted(one, context);
      const same = before.find(
        ({ id, externalId, slug }) =>
          id === portal.id ||
          (externalId !== null && externalId === portal.externalId) ||
          slug === portal.slug,
      );
      if (same) met.add(same.id);
      changes.push(...notes, ...(await take(tx, context, portal, same, guard)));
    }
    for (const { id, slug } of before) {
      if (!met.has(id)) changes.push({ part: 'portals', name: slug, outcome: 'only-here', fields: [] });
    }
    return changes;
  },
});

async function take(
  tx: Db,
  { vendorId, at, testSide }: ConfigurationContext,
  { id, externalId, isDefault, ...fields }: Wanted,
  before: Portal | undefined,
  guard: CodeGuard | undefined,
): Promise<ConfigurationChange[]> {
  if (!before) {
    const making = createPortal(
      tx,
      vendorId,
      { ...fields, ...(id && { id }), ...(externalId && { externalId }), isDefault: isDefault ?? false },
      { at, testSide, guard },
    );
    const made = await making.catch((error: unknown) => {
      if (!isProblem(error) || error.code !== 'portal.slug-taken') throw error;
      const detail = `The name “${fields.slug}” is taken by another vendor or side: give it another one here, --slug ${fields.slug}=…`;
      throw portalProblem('portal.slug-taken', { detail });
    });
    return [{ part: 'portals', name: made.slug, outcome: 'created', fields: [] }];
  }
  await updatePortal(
    tx,
    vendorId,
    before.id,
    { ...fields, ...(isDefault && { isDefault }) },
    { at, testSide, guard, actor: guard?.actor },
  );
  const after = await findPortal(tx, vendorId, before.id);
  const changed = fieldChanges(before, after ?? before, names);
  return changed.length > 0
    ? [{ part: 'portals', name: before.slug, outcome: 'changed', fields: changed }]
    : [];
}

/**
 * The portal as this side can have it. Names of portals are one set for both sides of a vendor: what is `acme` live is
 * `acme-test` at the test side. Pages on somebody's own machine are for the test side alone.
 */
function fitted(
  portal: Wanted,
  context: ConfigurationContext,
): { portal: Wanted; notes: ConfigurationChange[] } {
  const { testSide } = context;
  const slug = slugHere(portal.slug, context);
  const hosts = portal.allowedHosts;
  if (testSide || !hosts) return { portal: { ...portal, slug }, notes: [] };
  const isTaken = (host: string, side: boolean) => parseAllowedHost(host, side).refused === undefined;
  const out = hosts.filter((host) => !isTaken(host, false) && isTaken(host, true));
  const kept = hosts.filter((host) => !out.includes(host));
  const note = `Only a test side takes ${out.join(', ')}.`;
  const notes: ConfigurationChange[] =
    out.length > 0 ? [{ part: 'portals', name: slug, outcome: 'left-out', fields: [], note }] : [];
  return { portal: { ...portal, slug, allowedHosts: kept }, notes };
}

/** The portals of a vendor by their names: ids are another side's. */
export async function portalIds(db: Db, vendorId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('portal')
    .select(['id', 'slug'])
    .where('vendor_id', '=', vendorId)
    .orderBy('slug')
    .execute();
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

/** What a portal of the file is called here. */
export function slugHere(slug: string, { testSide, fromTestSide, slugs }: ConfigurationContext): string {
  const named = slugs[slug];
  if (named !== undefined) return named;
  if (testSide === fromTestSide) return slug;
  return testSide ? toTest(slug) : toLive(slug);
}

const toTest = (slug: string): string => (slug.endsWith('-test') ? slug : `${slug.slice(0, 35)}-test`);
const toLive = (slug: string): string => slug.replace(/-test$/, '');
