import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase } from '../../../tests/helpers/databases.ts';
import { type Database, inTransaction } from './db/db.ts';
import { dropFile, findFile, keepFile, maxFileBytes, readFileBytes, sweepFiles } from './files.ts';
import { kitMigrations } from './migrations.ts';

const at = new Date('2026-11-22T10:00:00Z');
const vendor = 'ven_0123456789ab';

describe.each(databaseKinds)('files on %s', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase(kind, kitMigrations);
  });
  afterAll(() => database.close());
  const keep = (bytes: Uint8Array) =>
    inTransaction(database.db, (tx) =>
      keepFile(tx, vendor, { name: 'a.pdf', mediaType: 'application/pdf', bytes }, at),
    );

  test('a file comes back byte for byte, to its vendor alone', async () => {
    const bytes = new Uint8Array(300_000).map((_, index) => (index * 31) % 256);
    const kept = await keep(bytes);
    expect(kept.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await findFile(database.db, vendor, kept.id)).toEqual(kept);
    expect(Buffer.from((await readFileBytes(database.db, vendor, kept.id)) ?? []).equals(bytes)).toBe(true);
    expect(await readFileBytes(database.db, 'ven_another00000', kept.id)).toBeUndefined();
  });

  test('more than ten megabytes are not kept', async () => {
    await expect(keep(new Uint8Array(maxFileBytes + 1))).rejects.toThrow(RangeError);
  });

  test('what was dropped is still read for a day, then it is gone; the rest stays', async () => {
    const [old, current] = [await keep(new Uint8Array([1])), await keep(new Uint8Array([2]))];
    await inTransaction(database.db, (tx) => dropFile(tx, vendor, old.id, at));
    const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
    await inTransaction(database.db, (tx) => sweepFiles(tx, later(23)));
    expect(await findFile(database.db, vendor, old.id)).toBeDefined();
    await inTransaction(database.db, (tx) => sweepFiles(tx, later(25)));
    expect(await findFile(database.db, vendor, old.id)).toBeUndefined();
    expect(await findFile(database.db, vendor, current.id)).toBeDefined();
  });
});
