import * as v from 'valibot';
import { changesOf, merged } from '../../../kit/server/collection.ts';
import { type Db, hasManyWriters } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { PublicFileKind } from '../../files/schema.ts';
import { listPublicFiles } from '../../files/server/store.ts';
import { readTheme } from '../../portals/server/themes.ts';
import { brandingProblem } from '../problems.ts';
import { consoleTheme, unreadable } from '../rules.ts';
import { Branding, type BrandingChange, noBranding } from '../schema.ts';

interface BrandingTable {
  vendor_id: string;
  settings: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    branding: BrandingTable;
  }
}

/** `undefined`: the vendor has set none. */
export async function findBranding(db: Db, vendorId: string): Promise<Branding | undefined> {
  const row = await settingsOf(db, vendorId).executeTakeFirst();
  return row && parsed(row.settings);
}

const settingsOf = (db: Db, vendorId: string) =>
  db.selectFrom('branding').select('settings').where('vendor_id', '=', vendorId);

const parsed = (settings: string): Branding =>
  v.parse(Branding, { ...noBranding, ...(JSON.parse(settings) as object) });

/**
 * @returns what stands there now, and the names of what changed
 * @param seen what stands there as far as the sender knows
 * @throws `branding.changed` where other looks than `seen` stand there; `request.invalid` for files that are not there
 *   and for colours nobody could read
 */
export async function changeBranding(
  tx: Db,
  vendorId: string,
  change: BrandingChange,
  at: Date,
  seen?: Branding,
): Promise<{ branding: Branding; fields: readonly string[] }> {
  // Of two who change them at once, the second one waits here and finds what the first one wrote.
  const stored = settingsOf(tx, vendorId);
  const row = await (hasManyWriters(tx) ? stored.forUpdate() : stored).executeTakeFirst();
  const before = row ? parsed(row.settings) : noBranding;
  if (seen) refuseUnseen(changesOf(before, seen));
  const branding: Branding = merged(before, change);
  const fields = changesOf(before, branding);
  if (fields.length === 0) return { branding, fields };
  await requireFiles(tx, vendorId, branding);
  requireReadable(branding);
  const now = at.toISOString();
  const set = { settings: JSON.stringify(branding), updated_at: now };
  if (row) {
    await tx.updateTable('branding').set(set).where('vendor_id', '=', vendorId).execute();
    return { branding, fields };
  }
  const done = await tx
    .insertInto('branding')
    .values({ vendor_id: vendorId, created_at: now, ...set })
    .onConflict((conflict) => conflict.column('vendor_id').doNothing())
    .executeTakeFirst();
  // Of two who are the first at once there was no row for the second one to wait at: now there is.
  if (done.numInsertedOrUpdatedRows !== 1n) return changeBranding(tx, vendorId, change, at, seen);
  return { branding, fields };
}

/** @throws `branding.changed` naming what is no longer as it was seen */
function refuseUnseen(changed: readonly string[]): void {
  if (changed.length === 0) return;
  const message = 'This was changed meanwhile.';
  const fields = changed.map((name) => ({ path: `seen.${name}`, code: 'changed', message }));
  throw brandingProblem('branding.changed', { fields });
}

/** False where there was none. */
export async function resetBranding(tx: Db, vendorId: string): Promise<boolean> {
  const done = await tx.deleteFrom('branding').where('vendor_id', '=', vendorId).executeTakeFirst();
  return done.numDeletedRows === 1n;
}

async function requireFiles(tx: Db, vendorId: string, { logo, picture }: Branding): Promise<void> {
  const named: readonly (readonly [string, PublicFileKind, string | null])[] = [
    ['logo.light', 'logo', logo.light],
    ['logo.dark', 'logo', logo.dark],
    ['picture', 'image', picture],
  ];
  if (named.every(([, , id]) => id === null)) return;
  const files = new Map((await listPublicFiles(tx, vendorId)).map(({ id, kind }) => [id, kind]));
  const fields = named
    .filter(([, kind, id]) => id !== null && files.get(id) !== kind)
    .map(([path, kind]) => ({ path, code: 'unknown', message: `There is no ${kind} with this id.` }));
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

function requireReadable(branding: Branding): void {
  const poor = unreadable(branding, readTheme(consoleTheme(branding).name));
  const fields = poor.map(({ scheme, front, ground, ratio, fix }) => {
    const set = (branding[scheme] as Readonly<Record<string, string | undefined>>)[front] ? front : ground;
    const message = `${front} on ${ground} reaches ${Math.floor(ratio * 10) / 10}:1; words need 4.5:1.`;
    const nearest = fix?.field === set ? ` ${fix.colour} does.` : '';
    return { path: `${scheme}.${set}`, code: 'contrast', message: `${message}${nearest}` };
  });
  const once = [...new Map(fields.map((field) => [field.path, field])).values()];
  if (once.length > 0) throw requestProblem('request.invalid', { fields: once });
}
