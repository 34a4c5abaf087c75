import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Db } from '../../kit/server/db/db.ts';
import { inTransaction } from '../../kit/server/db/db.ts';
import type { Migration } from '../../kit/server/db/migrate.ts';

/** The first part of its address: what a portal fetches, and what a page around it does. */
export type KeptPlace = 'assets' | 'v1';

interface KeptFileTable {
  /** Always '': these are files of the service itself. */
  vendor_id: string;
  place: KeptPlace;
  name: string;
  /** Brotli. */
  content: Uint8Array;
  /** Since when no release that was started here has it any more. */
  gone_at: string | null;
}

declare module '../../kit/server/db/db.ts' {
  interface Tables {
    kept_file: KeptFileTable;
  }
}

export const keptFilesMigrations: readonly Migration[] = [
  {
    name: 'kept-files-0001-files',
    up: [
      `create table kept_file (
        vendor_id text not null, place text not null, name text not null, content blob not null, gone_at text,
        primary key (vendor_id, place, name))`,
    ],
  },
];

const keptMs = 90 * 24 * 3_600_000;
/** Quickly: a start has better things to do, and what is kept is rarely asked for. */
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Only names that say what is in the file: any other may hold something else in the next release. */
const isHashed = (name: string): boolean => /^[\w-]+-[\w-]{6,}\.js$/.test(name);

/**
 * Keeps the scripts of this release for pages that stay open beyond it: a panel that is opened after an upgrade, or by
 * the other of two processes, is there under its old name for ninety days. 250 kB for each release.
 */
export async function keepFiles(
  db: Db,
  folders: Readonly<Record<KeptPlace, string>>,
  at: Date,
): Promise<void> {
  for (const place of ['assets', 'v1'] as const) {
    const names = readdirSync(folders[place]).filter(isHashed);
    const kept = await db
      .selectFrom('kept_file')
      .select('name')
      .where('vendor_id', '=', '')
      .where('place', '=', place)
      .execute();
    const known = new Set(kept.map(({ name }) => name));
    const rows = await Promise.all(
      names
        .filter((name) => !known.has(name))
        .map(async (name) => {
          const content = await compress(await readFile(join(folders[place], name)), options);
          return { vendor_id: '', place, name, content, gone_at: null };
        }),
    );
    await inTransaction(db, async (tx) => {
      for (const row of rows)
        await tx
          .insertInto('kept_file')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      const here = tx.updateTable('kept_file').where('vendor_id', '=', '').where('place', '=', place);
      await here.set({ gone_at: null }).where('name', 'in', names).where('gone_at', 'is not', null).execute();
      await here
        .set({ gone_at: at.toISOString() })
        .where('name', 'not in', names)
        .where('gone_at', 'is', null)
        .execute();
      await tx
        .deleteFrom('kept_file')
        .where('vendor_id', '=', '')
        .where('gone_at', '<', new Date(at.getTime() - keptMs).toISOString())
        .execute();
    });
  }
}

/** A script of another release, in Brotli where `packed`. */
export async function readKeptFile(
  db: Db,
  place: KeptPlace,
  name: string,
  packed: boolean,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('kept_file')
    .select('content')
    .where('vendor_id', '=', '')
    .where('place', '=', place)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!row) return undefined;
  return packed ? row.content : decompress(row.content);
}
