import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { callsIn } from '../../src/features/domains/server/call-counter.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { testApp } from '../helpers/app.ts';
import { databaseKinds, takesFloods, testDatabaseUrl } from '../helpers/databases.ts';

/** Many rounds belong to `npm run test:long`. */
const rounds = process.env.PORTICO_LONG ? 30 : 2;
const program = join(import.meta.dirname, '../helpers/count-until-killed.ts');

describe.each(databaseKinds.filter(takesFloods))('a process on %s killed while it counts calls', (kind) => {
  test(`R1 every call it answered is in the count, ${rounds} times`, {
    timeout: 90_000 + rounds * 5_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const app = await testApp(kind, { database: await openDatabase(url) });
    const vendor = await app.vendor();
    const { id } = await vendor.customer({ limits: { calls: 1_000_000_000 } });
    await app.close();
    const file = join(inject('databaseFolder'), `answered-${kind}.txt`);
    for (let round = 0; round < rounds; round++) {
      const child = fork(program, [url, file, vendor.id, id], { execArgv: [] });
      let heard = 0;
      await new Promise<void>((done, fail) => {
        child.once('exit', () => fail(new Error('it ended by itself')));
        child.on('message', () => {
          if (++heard >= 200 + round * 37) done();
        });
      });
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const database = await openDatabase(url);
      const counted = await callsIn(database.db, { vendorId: vendor.id, customerId: id, month: '2026-11' });
      const answered = readFileSync(file).length;
      // What was under way and not yet heard may be counted.
      expect(counted).toBeGreaterThanOrEqual(answered);
      expect(counted).toBeLessThanOrEqual(answered + 40 * (round + 1));
      await database.close();
    }
  });
});
