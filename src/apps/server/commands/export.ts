import { createWriteStream, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { record } from '../../../features/activity/server/record.ts';
import {
  type ArchiveWish,
  filesOfArchive,
  headOf,
  zipOf,
} from '../../../features/transfer/server/archive.ts';
import { exportConfiguration } from '../../../features/transfer/server/configuration.ts';
import { requireKind } from '../../../features/transfer/server/kinds.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { PlainError } from '../../../kit/server/plain-error.ts';
import { inOrder } from '../../../kit/server/transfer/kind.ts';
import { configurationParts, transferKinds } from '../transfer-kinds.ts';
import { commandActor, defineCommand } from './define.ts';
import { vendorOf, vendorOptions } from './vendor-option.ts';

export const exportCommand = defineCommand({
  usage: 'export --vendor acme [--test] --to folder-or-file.zip [--format json]',
  about: 'write everything of a vendor, as it is now, into a folder or a ZIP',
  details: `  --kinds       some of them: customers,contracts
  --format      csv (default) or json
  --no-files    without the documents that belong to the rows
  Tables, files, configuration.json and manifest.json with counts and checksums, all as of one moment. No secrets.
  portico import <folder-or-file.zip> --vendor other   takes it in again. A server may run meanwhile.`,
  options: {
    ...vendorOptions,
    to: { type: 'string' },
    kinds: { type: 'string' },
    format: { type: 'string' },
    'no-files': { type: 'boolean' },
  },
  async run({ database, secrets, clock, note }, options) {
    const vendor = await vendorOf(database.db, options);
    const { to } = options;
    if (!to) throw new PlainError('--to names the folder or the ZIP file to write.');
    const format = options.format ?? 'csv';
    if (format !== 'csv' && format !== 'json') throw new PlainError('--format takes csv or json.');
    const named = options.kinds?.split(',').map((name) => requireKind(transferKinds, name.trim()));
    const kinds = inOrder(named ?? transferKinds);
    const asZip = to.toLowerCase().endsWith('.zip');
    if (asZip ? existsSync(to) : existsSync(to) && readdirSync(to).length > 0)
      throw new PlainError(`There is something at ${to} already.`);
    let count = 0;
    await database.snapshot(async (db) => {
      const wish: ArchiveWish = {
        ...{ vendorId: vendor.id, kinds, formats: [format], files: !options['no-files'] },
        ...headOf(vendor, await exportConfiguration(db, vendor, configurationParts(secrets))),
        madeAt: clock.now(),
        progress(done) {
          count = done;
          if (done % 10_000 === 0 && done > 0) note(`${done} written`);
        },
      };
      if (asZip) await writeZip(to, zipOf(db, wish));
      else
        for await (const { path, chunks } of filesOfArchive(db, wish))
          await writeFile(join(to, path), chunks());
    });
    const at = clock.now();
    // Who takes a vendor's data out leaves a row.
    await inTransaction(database.db, (tx) =>
      record(tx, {
        vendorId: vendor.id,
        actor: commandActor,
        action: 'export.fetched',
        subjectId: vendor.id,
        at,
      }),
    );
    return `${count} things of ${kinds.length} kinds are in ${to}.`;
  },
});

async function writeFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(chunks), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
}

/** Under another name until it is whole, so that half an archive is never taken for one. */
async function writeZip(path: string, zip: Readable): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const building = `${path}.part`;
  try {
    await pipeline(zip, createWriteStream(building, { mode: 0o600 }));
    renameSync(building, path);
  } catch (error) {
    rmSync(building, { force: true });
    throw error;
  }
}
