import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import { fieldsOf } from '../../../kit/server/http/accept.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Actor } from '../../activity/server/record.ts';
import {
  changesOf,
  type DraftedSettings,
  draftedOf,
  type PortalDraft,
  PortalDraftChange,
  type PublishPortal,
} from '../drafted.ts';
import { portalProblem } from '../problems.ts';
import type { Portal } from '../schema.ts';
import { requireLook } from './look.ts';
import { applied, lockPortals, type PortalWrite, requirePortal, updatePortal } from './store.ts';
import { byNames, byOf, differencesTo, readVersion, seenOf } from './versions-store.ts';

interface PortalDraftTable {
  vendor_id: string;
  portal_id: string;
  /** Those drafted settings that are not to be as they are live, as JSON text. */
  settings: string;
  updated_at: string;
  actor_kind: Actor['kind'];
  actor_id: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal_draft: PortalDraftTable;
  }
}

type Drafted = Partial<DraftedSettings>;
export type DraftWrite = PortalWrite & { readonly actor: Actor };

const findDraft = (db: Db, vendorId: string, portalId: string) =>
  db
    .selectFrom('portal_draft')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();

/** What a draft says of a portal; empty: there is none. */
export async function draftSettings(db: Db, vendorId: string, portalId: string): Promise<Drafted> {
  const row = await findDraft(db, vendorId, portalId);
  return row ? (JSON.parse(row.settings) as Drafted) : {};
}

/** The portal as its draft has it; without one, as it is. */
export const withDraft = async (db: Db, vendorId: string, portal: Portal): Promise<Portal> => ({
  ...portal,
  ...(await draftSettings(db, vendorId, portal.id)),
});

/** @throws `portal.not-found` */
export async function readDraft(db: Db, vendorId: string, reference: string): Promise<PortalDraft> {
  const live = await requirePortal(db, vendorId, reference);
  const row = await findDraft(db, vendorId, live.id);
  const settings = row ? (JSON.parse(row.settings) as Drafted) : {};
  return {
    portal: { ...live, ...settings },
    differences: differencesTo(live, settings),
    seen: seenOf(live, settings),
    updatedAt: row?.updated_at ?? null,
    updatedBy: row ? byOf(row, await byNames(db, vendorId, [row])) : null,
  };
}

/**
 * Changes the draft, which begins with the first change and is no more when nothing differs from what is live.
 * @throws `portal.not-found`, `request.invalid`
 */
export async function changeDraft(
  tx: Db,
  vendorId: string,
  reference: string,
  change: PortalDraftChange,
  { at, actor }: DraftWrite,
): Promise<{ portal: Portal; fields: string[] }> {
  await lockPortals(tx, vendorId);
  const live = await requirePortal(tx, vendorId, reference);
  const before = await withDraft(tx, vendorId, live);
  await requireLook(tx, vendorId, change);
  const after = applied(before, change, at);
  const settings = changesOf(live, draftedOf(after));
  await dropDraft(tx, vendorId, live.id);
  if (Object.keys(settings).length > 0)
    await tx
      .insertInto('portal_draft')
      .values({
        ...{ vendor_id: vendorId, portal_id: live.id, settings: JSON.stringify(settings) },
        ...{ updated_at: at.toISOString(), actor_kind: actor.kind, actor_id: actor.id },
      })
      .execute();
  return { portal: live, fields: Object.keys(changesOf(before, draftedOf(after))) };
}

/** @throws `portal.not-found` */
export async function discardDraft(
  tx: Db,
  vendorId: string,
  reference: string,
): Promise<{ portal: Portal; fields: string[] }> {
  await lockPortals(tx, vendorId);
  const portal = await requirePortal(tx, vendorId, reference);
  const settings = await draftSettings(tx, vendorId, portal.id);
  await dropDraft(tx, vendorId, portal.id);
  return { portal, fields: Object.keys(settings) };
}

/**
 * Makes the draft live: exactly what whoever publishes has seen.
 * @throws `portal.not-found`, `portal.draft-changed`, `request.invalid` where a file that it names is gone
 */
export async function publishDraft(
  tx: Db,
  vendorId: string,
  reference: string,
  { seen, note }: PublishPortal,
  write: DraftWrite,
): Promise<{ portal: Portal; fields: readonly string[] }> {
  await lockPortals(tx, vendorId);
  const live = await requirePortal(tx, vendorId, reference);
  const settings = await draftSettings(tx, vendorId, live.id);
  if (seenOf(live, settings) !== seen) throw portalProblem('portal.draft-changed');
  await dropDraft(tx, vendorId, live.id);
  return goLive(tx, vendorId, live, settings, { ...write, note });
}

/**
 * Makes a state of before live again. An open draft stays what it is to be.
 * @throws `portal.not-found`, `portal.version-not-found`, `portal.draft-changed`, `request.invalid` where it can't be any more
 */
export async function publishVersion(
  tx: Db,
  vendorId: string,
  reference: string,
  number: number,
  { seen, note }: PublishPortal,
  write: DraftWrite,
): Promise<{ portal: Portal; fields: readonly string[] }> {
  await lockPortals(tx, vendorId);
  const live = await requirePortal(tx, vendorId, reference);
  const { version, settings } = await readVersion(tx, vendorId, live, number);
  if (version.seen !== seen) throw portalProblem('portal.draft-changed');
  return goLive(tx, vendorId, live, settings, { ...write, note });
}

async function goLive(tx: Db, vendorId: string, live: Portal, settings: Drafted, write: PortalWrite) {
  // Written down when other settings may have been allowed, or in an older version of the product.
  const change = v.safeParse(PortalDraftChange, settings);
  if (!change.success) throw requestProblem('request.invalid', { fields: fieldsOf(change.issues) });
  const { thing, fields } = await updatePortal(tx, vendorId, live.id, change.output, write);
  return { portal: thing, fields };
}

const dropDraft = (tx: Db, vendorId: string, portalId: string) =>
  tx.deleteFrom('portal_draft').where('vendor_id', '=', vendorId).where('portal_id', '=', portalId).execute();
