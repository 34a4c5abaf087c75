import type { WorkKind, WorkRun } from '../../../kit/server/work.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { zipOf } from './archive.ts';
import { keepArchive } from './keep-archive.ts';
import { columnsFile, type OwnKind, writtenAs } from './own-data-kinds.ts';
import { type OwnDataWork, ownArchive, ownDataWork, ownWishOf } from './own-data-store.ts';

/** Whoever opens it years later, without the portal, finds out what lies there. */
const readme = (name: string, madeAt: Date) => `What was stored of ${name} on ${madeAt.toISOString()}.

Each table is there twice: as CSV for a spreadsheet (UTF-8, comma) and as JSON for a program.
columns.json says what the columns of each table hold. Documents and photos lie in the folder files.
manifest.json counts what is in here, with the SHA-256 sum of each file.
Passwords, licence keys and other secrets are not in here.
`;

/** Writes the archive of one customer. `prepare` makes what is only made when asked for: letters that nobody opened. */
export const ownDataExport = (
  kinds: readonly OwnKind[],
  prepare: (work: WorkRun, customerId: string) => Promise<void>,
): WorkKind => ({
  kind: ownDataWork,
  async run(work) {
    const { database, clock, vendorId } = work;
    const { exportId } = work.payload as OwnDataWork;
    const wish = await ownWishOf(database.db, vendorId, exportId);
    if (!wish) return;
    const { customerId, files } = wish;
    const wanted = kinds
      .filter(({ panel }) => wish.panels.includes(panel))
      .map((kind) => ({ ...kind, ...kind.seenWith?.(wish.panels) }));
    if (files) await prepare(work, customerId);
    await keepArchive(work, ownArchive(wish, exportId), async (db, progress) => {
      const { id, name } = await requireCustomer(db, vendorId, customerId);
      let total = 0;
      for (const kind of wanted) total += 2 * (await kind.count(db, vendorId, customerId));
      const madeAt = clock.now();
      const zip = zipOf(db, {
        ...{ vendorId, customerId, kinds: wanted.map(writtenAs), formats: ['csv', 'json'], files, madeAt },
        head: { format: 'portico-customer-data', customer: { id, name } },
        beside: [
          { path: 'columns.json', content: columnsFile(wanted) },
          { path: 'readme.txt', content: readme(name, madeAt) },
        ],
        progress,
      });
      return { zip, total };
    });
  },
});
