import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { deleteRow, findRow, updateRow, whileReferred, writeChange } from '../../../kit/server/rows.ts';
import { searchText } from '../../../kit/server/search.ts';
import { warmWords } from '../../words/server/store.ts';
import { portalProblem } from '../problems.ts';
import { parseAllowedHost } from '../rules.ts';
import { type NewPortal, type Portal, type PortalChange, portalDefaults, Slug } from '../schema.ts';
import { type CodeGuard, guardCode } from './code-guard.ts';
import { requireLook } from './look.ts';
import { toPortal, toRow } from './table.ts';
import { noteVersion, type VersionNote } from './versions-store.ts';

/** What a write of a portal is told besides its fields. */
export interface PortalWrite extends VersionNote {
  readonly at: Date;
  /** Whether the vendor record is a test side: only there pages on this machine may frame a portal. */
  readonly testSide: boolean;
  /** Absent: at the server itself, where whoever writes could write anything. */
  readonly guard?: CodeGuard | undefined;
}

export async function listPortals(db: Db, vendorId: string, paging: Paging): Promise<Portal[]> {
  const query = db.selectFrom('portal').selectAll().where('vendor_id', '=', vendorId);
  return (await paged(query, 'portal', paging).execute()).map(toPortal);
}

/** A portal that was read, with what it says in its vendor's own words at hand for who speaks for it. */
export async function speaking(db: Db, vendorId: string, portal: Portal): Promise<Portal> {
  if (portal.words) await warmWords(db, vendorId, portal.words);
  return portal;
}

/** By our id or `ext:…`. */
export async function findPortal(db: Db, vendorId: string, reference: string): Promise<Portal | undefined> {
  const row = await findRow(db, 'portal', vendorId, reference);
  return row && speaking(db, vendorId, toPortal(row));
}

/** @throws `portal.not-found` */
export async function requirePortal(db: Db, vendorId: string, reference: string): Promise<Portal> {
  const portal = await findPortal(db, vendorId, reference);
  if (!portal) throw portalProblem('portal.not-found');
  return portal;
}

export interface FoundPortal {
  readonly portal: Portal;
  readonly vendorId: string;
  readonly vendorName: string;
  readonly testSide: boolean;
  /** How far the test side's clock was moved; 0 on a live one. */
  readonly clockOffsetMs: number;
}

const findBySlug = compileOnce((db, slot: (name: 'slug') => never) =>
  db
    .selectFrom('directory as d')
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'd.vendor_id').onRef('p.id', '=', 'd.target_id'),
    )
    .innerJoin('vendor as v', 'v.vendor_id', 'd.vendor_id')
    .selectAll('p')
    .select(['v.name as vendor_name', 'v.side', 'v.clock_offset_seconds'])
    .where('d.kind', '=', 'portal')
    .where('d.key', '=', slot('slug')),
);

/** The portal at `/p/<slug>`, whoever's it is: what is known before the vendor is. */
export async function findPortalBySlug(db: Db, slug: string): Promise<FoundPortal | undefined> {
  if (!v.is(Slug, slug)) return undefined;
  const [row] = await findBySlug(db, { slug });
  if (!row) return undefined;
  const portal = toPortal(row);
  if (portal.words) await warmWords(db, row.vendor_id, portal.words);
  return {
    portal,
    vendorId: row.vendor_id,
    vendorName: row.vendor_name,
    testSide: row.side === 'test',
    clockOffsetMs: row.clock_offset_seconds * 1000,
  };
}

/** The own words of a portal by its id, at hand for who speaks in them; `null`: ours are said. */
export async function wordsOfPortal(db: Db, vendorId: string, portalId: string): Promise<string | null> {
  const row = await db
    .selectFrom('portal')
    .select('words')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', portalId)
    .executeTakeFirst();
  const words = row?.words ?? null;
  await warmWords(db, vendorId, words);
  return words;
}

/** Where customers belong unless told otherwise. */
export async function findDefaultPortal(db: Db, vendorId: string): Promise<Portal | undefined> {
  const row = await db
    .selectFrom('portal')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('is_default', '=', 1)
    .executeTakeFirst();
  return row && speaking(db, vendorId, toPortal(row));
}

export type NewPortalFields = NewPortal & {
  readonly externalId?: string;
  /** Kept when a portal moves with its vendor, so that what names it goes on working. */
  readonly id?: string;
};

/**
 * The vendor's first portal is its default one.
 * @throws `portal.slug-taken`, `request.invalid` for an allowed host that can't be one
 */
export async function createPortal(
  tx: Db,
  vendorId: string,
  wanted: NewPortalFields,
  { at, testSide, guard }: PortalWrite,
): Promise<Portal> {
  await lockPortals(tx, vendorId);
  const id = wanted.id ?? newId('por', at.getTime());
  const isDefault = wanted.isDefault || !(await findDefaultPortal(tx, vendorId));
  const now = at.toISOString();
  const { externalId = null, ...fields } = wanted;
  const start: Portal = {
    ...portalDefaults,
    ...{
      id,
      externalId,
      slug: fields.slug,
      host: null,
      brandName: fields.brandName,
      isDefault,
      createdAt: now,
      updatedAt: now,
    },
  };
  const made = withHosts(merged(start, { ...fields, isDefault }), fields.allowedHosts, testSide);
  const portal = {
    ...made,
    mail: fields.mail ? made.mail : { noAccessMail: entersByCodeAlone(made.signIn) },
  };
  await requireTemplate(tx, vendorId, fields.signUp?.templateCustomerId);
  await requireLook(tx, vendorId, fields);
  if (isDefault) await clearDefault(tx, vendorId, now);
  await takeSlug(tx, vendorId, portal);
  await tx
    .insertInto('portal')
    .values(toRow(vendorId, portal, searchOf(portal)))
    .execute();
  if (guard) await guardCode(tx, vendorId, [start, portal], guard, at);
  return portal;
}

/** @throws `portal.not-found`, `portal.slug-taken`, `request.invalid`, `operator-session.prove` for code of one's own */
export async function updatePortal(
  tx: Db,
  vendorId: string,
  reference: string,
  change: PortalChange,
  { at, testSide, guard, ...by }: PortalWrite,
): Promise<Written<Portal>> {
  await lockPortals(tx, vendorId);
  const before = await requirePortal(tx, vendorId, reference);
  if (before.isDefault && change.isDefault === false) {
    const message = 'Make another portal the default one instead.';
    throw requestProblem('request.invalid', {
      fields: [{ path: 'isDefault', code: 'last_default', message }],
    });
  }
  await requireTemplate(tx, vendorId, change.signUp?.templateCustomerId);
  await requireLook(tx, vendorId, change);
  const portal = withHosts(applied(before, change, at), change.allowedHosts, testSide);
  return writeChange(before, portal, at, async (after) => {
    if (after.slug !== before.slug) {
      await takeSlug(tx, vendorId, after);
      await dropSlug(tx, before.slug);
    }
    if (after.isDefault && !before.isDefault) await clearDefault(tx, vendorId, after.updatedAt);
    await updateRow(tx, 'portal', toRow(vendorId, after, searchOf(after)));
    if (guard) await guardCode(tx, vendorId, [before, after], guard, at);
    await noteVersion(tx, vendorId, [before, after], by, at);
  });
}

/** The portal with a change: of settings in groups, only those that are named change. */
export function applied(before: Portal, change: PortalChange, at: Date): Portal {
  const wanted = {
    ...change,
    ...(change.signIn && { signIn: merged(before.signIn, change.signIn) }),
    ...(change.signUp && { signUp: merged(before.signUp, change.signUp) }),
    ...(change.order && { order: merged(before.order, change.order) }),
    ...(change.ending && { ending: merged(before.ending, change.ending) }),
    ...(change.usage && { usage: merged(before.usage, change.usage) }),
    ...(change.contracts && { contracts: contractsOf(before, change.contracts, at) }),
    ...(change.licences && { licences: merged(before.licences, change.licences) }),
    ...(change.domains && { domains: merged(before.domains, change.domains) }),
    ...(change.documents && { documents: merged(before.documents, change.documents) }),
  };
  return merged(before, wanted as Partial<Portal>);
}

/** Who begins to have contracts billed here means from today on, and not what was billed elsewhere before. */
const contractsOf = (
  { contracts, timeZone }: Portal,
  change: NonNullable<PortalChange['contracts']>,
  at: Date,
): Portal['contracts'] => {
  const begins = contracts.billing === 'elsewhere' && change.billing === 'portico';
  return merged(contracts, {
    ...(begins && change.billFrom === undefined && { billFrom: dayIn(timeZone, at) }),
    ...change,
  });
};

/** Makes the portal with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertPortal(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewPortal,
  write: PortalWrite,
): Promise<Written<Portal>> {
  await lockPortals(tx, vendorId);
  const reference = `ext:${externalId}`;
  if (await findPortal(tx, vendorId, reference)) return updatePortal(tx, vendorId, reference, wanted, write);
  const thing = await createPortal(tx, vendorId, { ...wanted, externalId }, write);
  return { thing, created: true, fields: [] };
}

/** @throws `portal.not-found`, `portal.in-use`, `portal.is-default` */
export async function deletePortal(tx: Db, vendorId: string, reference: string): Promise<Portal> {
  await lockPortals(tx, vendorId);
  const portal = await requirePortal(tx, vendorId, reference);
  const customer = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portal.id)
    .limit(1)
    .executeTakeFirst();
  if (customer) throw portalProblem('portal.in-use');
  if (portal.isDefault && (await hasOthers(tx, vendorId, portal.id)))
    throw portalProblem('portal.is-default');
  await dropSlug(tx, portal.slug);
  await tx
    .deleteFrom('directory')
    .where('kind', '=', 'host')
    .where('vendor_id', '=', vendorId)
    .where('target_id', '=', portal.id)
    .execute();
  for (const its of ['refused_host', 'seen_host', 'portal_draft', 'portal_version'] as const) {
    await tx.deleteFrom(its).where('vendor_id', '=', vendorId).where('portal_id', '=', portal.id).execute();
  }
  const removal = deleteRow(tx, 'portal', vendorId, portal.id);
  await whileReferred(removal, () => portalProblem('portal.in-use'));
  return portal;
}

/**
 * Writes of one vendor's portals follow each other: which one is the default, and whether one exists, is decided by
 * reading first. A change of the row that changes nothing is the lock both databases know.
 */
export async function lockPortals(tx: Db, vendorId: string): Promise<void> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute();
}

/** @throws `request.invalid` for a template that is none of the vendor's customers */
async function requireTemplate(tx: Db, vendorId: string, id: string | null | undefined): Promise<void> {
  if (!id) return;
  const found = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw unknownReference('signUp.templateCustomerId', 'customer');
}

async function takeSlug(tx: Db, vendorId: string, { slug, id }: Portal): Promise<void> {
  const taken = await tx
    .insertInto('directory')
    .values({ kind: 'portal', key: slug, vendor_id: vendorId, target_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (taken.numInsertedOrUpdatedRows !== 1n) throw portalProblem('portal.slug-taken');
}

async function dropSlug(tx: Db, slug: string): Promise<void> {
  await tx.deleteFrom('directory').where('kind', '=', 'portal').where('key', '=', slug).execute();
}

async function clearDefault(tx: Db, vendorId: string, now: string): Promise<void> {
  await tx
    .updateTable('portal')
    .set({ is_default: 0, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('is_default', '=', 1)
    .execute();
}

async function hasOthers(tx: Db, vendorId: string, id: string): Promise<boolean> {
  const other = await tx
    .selectFrom('portal')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Hosts in their canonical form, each once. Those that were stored before are not judged again. */
function withHosts(portal: Portal, hosts: readonly string[] | undefined, testSide: boolean): Portal {
  if (!hosts) return portal;
  const parsed = hosts.map((host) => parseAllowedHost(host, testSide));
  const fields = parsed.flatMap(({ refused }, index) =>
    refused === undefined ? [] : [{ path: `allowedHosts.${index}`, code: 'host', message: refused }],
  );
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
  return { ...portal, allowedHosts: [...new Set(parsed.map(({ host }) => host as string))] };
}

/** Whoever hands over codes tells people about them too: such a portal starts without mail about access. */
const entersByCodeAlone = ({ accessCode, password, mailedCode }: Portal['signIn']): boolean =>
  accessCode && !password && !mailedCode;

const searchOf = (portal: Portal): string => searchText(portal.slug, portal.brandName, portal.externalId);
