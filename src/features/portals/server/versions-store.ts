import { differencesOf, isSame } from '../../../kit/common/differences.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest } from '../../../kit/server/secrets.ts';
import type { Actor } from '../../activity/server/record.ts';
import { namesOf } from '../../activity/server/store.ts';
import {
  type DraftedSettings,
  draftedFields,
  draftedOf,
  type OnePortalVersion,
  type PortalVersion,
} from '../drafted.ts';
import { portalProblem } from '../problems.ts';
import type { Portal } from '../schema.ts';

interface PortalVersionTable {
  vendor_id: string;
  portal_id: string;
  number: number;
  /** All drafted settings as they were live, as JSON text. */
  settings: string;
  /** Names of those that it changed, as JSON text. */
  fields: string;
  note: string | null;
  made_at: string;
  actor_kind: Actor['kind'] | null;
  actor_id: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal_version: PortalVersionTable;
  }
}

/** States that are kept of each portal; older ones go. */
const mostVersions = 200;

/** Who made a change go live, and what for. */
export interface VersionNote {
  readonly actor?: Actor | undefined;
  readonly note?: string | undefined;
}

/**
 * Writes down what is live from now on, whichever way it came: a draft that was published, a change by API, a
 * configuration file. The first time, what was there before is kept as well.
 */
export async function noteVersion(
  tx: Db,
  vendorId: string,
  [before, after]: readonly [before: Portal, after: Portal],
  { actor, note }: VersionNote,
  at: Date,
): Promise<void> {
  const fields = draftedFields.filter((field) => !isSame(before[field], after[field]));
  if (fields.length === 0) return;
  const last = await lastNumber(tx, vendorId, after.id);
  const row = { vendor_id: vendorId, portal_id: after.id };
  const rows: PortalVersionTable[] = [];
  if (last === 0)
    rows.push({
      ...{ ...row, number: 1, settings: JSON.stringify(draftedOf(before)), fields: '[]', note: null },
      ...{ made_at: before.updatedAt, actor_kind: null, actor_id: null },
    });
  const number = last === 0 ? 2 : last + 1;
  rows.push({
    ...{ ...row, number, settings: JSON.stringify(draftedOf(after)), fields: JSON.stringify(fields) },
    ...{ note: note || null, made_at: at.toISOString() },
    ...{ actor_kind: actor?.kind ?? null, actor_id: actor?.id ?? null },
  });
  await tx.insertInto('portal_version').values(rows).execute();
  if (number > mostVersions)
    await tx
      .deleteFrom('portal_version')
      .where('vendor_id', '=', vendorId)
      .where('portal_id', '=', after.id)
      .where('number', '<=', number - mostVersions)
      .execute();
}

async function lastNumber(db: Db, vendorId: string, portalId: string): Promise<number> {
  const row = await db
    .selectFrom('portal_version')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .select((eb) => eb.fn.max('number').as('last'))
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

/** Newest first. */
export async function listVersions(db: Db, vendorId: string, portal: Portal): Promise<PortalVersion[]> {
  const rows = await db
    .selectFrom('portal_version')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portal.id)
    .selectAll()
    .orderBy('number', 'desc')
    .execute();
  const names = await byNames(db, vendorId, rows);
  return rows.map((row) => toVersion(row, portal, names));
}

/** @throws `portal.version-not-found` */
export async function readVersion(
  db: Db,
  vendorId: string,
  portal: Portal,
  number: number,
): Promise<{ version: OnePortalVersion; settings: Partial<DraftedSettings> }> {
  const row = await db
    .selectFrom('portal_version')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portal.id)
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  if (!row) throw portalProblem('portal.version-not-found');
  const settings = settingsOf(row);
  const version = {
    ...toVersion(row, portal, await byNames(db, vendorId, [row])),
    differences: differencesTo(portal, settings),
    seen: seenOf(portal, settings),
  };
  return { version, settings };
}

/** What would be another, were these settings live. Settings that there were not yet stay as they are. */
export const differencesTo = (portal: Portal, settings: Partial<DraftedSettings>) =>
  differencesOf(draftedOf(portal), { ...draftedOf(portal), ...settings });

/** Names a difference: another as soon as either side of it is. */
export const seenOf = (portal: Portal, settings: Partial<DraftedSettings>): string =>
  digest(JSON.stringify([draftedOf(portal), settings]));

const settingsOf = ({ settings }: PortalVersionTable) => {
  const all = JSON.parse(settings) as Partial<DraftedSettings>;
  return Object.fromEntries(
    draftedFields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])),
  ) as Partial<DraftedSettings>;
};

type Names = ReadonlyMap<string, string>;
type ByColumns = Pick<PortalVersionTable, 'actor_kind' | 'actor_id'>;

export const byNames = (db: Db, vendorId: string, rows: readonly ByColumns[]): Promise<Names> =>
  namesOf(
    db,
    vendorId,
    rows.map(({ actor_kind, actor_id }) => ({
      ...{ actor_kind: actor_kind ?? 'system', actor_id, for_kind: null, for_id: null },
    })),
  );

export const byOf = ({ actor_kind: kind, actor_id: id }: ByColumns, names: Names): PortalVersion['by'] =>
  kind && { kind, id, name: (id && names.get(id)) ?? null };

const toVersion = (row: PortalVersionTable, portal: Portal, names: Names): PortalVersion => ({
  number: row.number,
  at: row.made_at,
  by: byOf(row, names),
  note: row.note,
  fields: JSON.parse(row.fields) as string[],
  live: differencesTo(portal, settingsOf(row)).length === 0,
});
