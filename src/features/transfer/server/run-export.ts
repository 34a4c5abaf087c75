import { createHash } from 'node:crypto';
import { inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { ConfigurationPart } from '../../../kit/server/transfer/configuration.ts';
import { type AnyKind, inOrder } from '../../../kit/server/transfer/kind.ts';
import type { WorkKind } from '../../../kit/server/work.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { zipOf } from './archive.ts';
import { exportConfiguration } from './configuration.ts';
import { dropExportParts, type ExportWork, finishExport, keepExportPart, wishOf } from './exports-store.ts';

/** Bytes of the archive that are kept in one row. */
const partBytes = 1024 * 1024;

/**
 * Writes the archive of one export from one snapshot of the database, so that what was written meanwhile is in it whole
 * or not at all. A kill loses the snapshot: the work starts again from the beginning.
 */
export const exportWork = (
  kinds: readonly AnyKind[],
  partsOf: (secrets: Secrets) => readonly ConfigurationPart[],
): WorkKind<{ readonly secrets: Secrets }> => ({
  kind: 'export',
  async run(work) {
    const { database, clock, vendorId, signal } = work;
    const { exportId } = work.payload as ExportWork;
    const wish = await wishOf(database.db, vendorId, exportId);
    if (!wish) return; // deleted while it waited
    const wanted = inOrder(kinds.filter(({ name }) => wish.kinds.includes(name)));
    const hash = createHash('sha256');
    let [size, number, done, saved] = [0, 0, 0, 0];
    let [pending, waiting]: [Uint8Array[], number] = [[], 0];

    async function keep(total: number): Promise<void> {
      const content = Buffer.concat(pending);
      [pending, waiting] = [[], 0];
      number++;
      await inTransaction(database.db, async (tx) => {
        await keepExportPart(tx, vendorId, exportId, number, content);
        await work.save(tx, { done, total });
      });
      saved = done;
    }

    await inTransaction(database.db, (tx) => dropExportParts(tx, vendorId, exportId));
    await database.snapshot(async (db) => {
      const vendor = await findVendor(db, vendorId);
      if (!vendor) return;
      let total = 0;
      for (const kind of wanted) total += await kind.count(db, vendorId);
      const zip = zipOf(db, {
        ...{ vendorId, kinds: wanted, format: wish.format, files: wish.files, madeAt: clock.now() },
        vendor: { slug: vendor.slug, name: vendor.name, side: vendor.side },
        configuration: await exportConfiguration(db, vendor, partsOf(work.secrets)),
        progress: (count) => {
          done = count;
        },
      });
      for await (const chunk of zip as AsyncIterable<Buffer>) {
        signal.throwIfAborted();
        hash.update(chunk);
        size += chunk.byteLength;
        pending.push(chunk);
        waiting += chunk.byteLength;
        if (waiting >= partBytes || done - saved >= 20_000) await keep(total);
      }
      await keep(total);
    });
    await inTransaction(database.db, (tx) =>
      finishExport(tx, vendorId, exportId, { size, sha256: hash.digest('hex') }, clock.now()),
    );
  },
});
