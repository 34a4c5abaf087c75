import type { Secrets } from '../../../kit/server/secrets.ts';
import type { ConfigurationPart } from '../../../kit/server/transfer/configuration.ts';
import { type AnyKind, inOrder } from '../../../kit/server/transfer/kind.ts';
import type { WorkKind } from '../../../kit/server/work.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { headOf, zipOf } from './archive.ts';
import { exportConfiguration } from './configuration.ts';
import { dropExportParts, type ExportWork, finishExport, keepExportPart, wishOf } from './exports-store.ts';
import { type ArchiveStore, keepArchive } from './keep-archive.ts';

/** Writes the archive of one export. */
export const exportWork = (
  kinds: readonly AnyKind[],
  partsOf: (secrets: Secrets) => readonly ConfigurationPart[],
): WorkKind<{ readonly secrets: Secrets }> => ({
  kind: 'export',
  async run(work) {
    const { database, clock, vendorId } = work;
    const { exportId } = work.payload as ExportWork;
    const wish = await wishOf(database.db, vendorId, exportId);
    if (!wish) return; // deleted while it waited
    const wanted = inOrder(kinds.filter(({ name }) => wish.kinds.includes(name)));
    const store: ArchiveStore = {
      drop: (tx) => dropExportParts(tx, vendorId, exportId),
      keep: (tx, number, content) => keepExportPart(tx, vendorId, exportId, number, content),
      finish: (tx, made, at) => finishExport(tx, vendorId, exportId, made, at),
    };
    await keepArchive(work, store, async (db, progress) => {
      const vendor = await findVendor(db, vendorId);
      if (!vendor) return undefined;
      let total = 0;
      for (const kind of wanted) total += await kind.count(db, vendorId);
      const zip = zipOf(db, {
        ...{ vendorId, kinds: wanted, formats: [wish.format], files: wish.files, madeAt: clock.now() },
        ...headOf(vendor, await exportConfiguration(db, vendor, partsOf(work.secrets))),
        progress,
      });
      return { zip, total };
    });
  },
});
