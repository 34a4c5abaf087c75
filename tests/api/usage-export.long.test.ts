import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { testApp, testSecret } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { freePort } from '../helpers/free-port.ts';
import type { Held } from '../helpers/serve-measured.ts';
import { insertCalls } from '../helpers/usage-records.ts';

const count = Number(process.env.PORTICO_RECORDS ?? 1_000_000);
/** Some 50 are taken by the service when nobody asks for anything; a million records as rows would be 500. */
const capMb = 96;
const program = join(import.meta.dirname, '../helpers/serve-measured.ts');

/** A child that ends says nothing any more. */
const heard = (child: ChildProcess): Promise<unknown[]> =>
  Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the service ended with ${code}`);
    }),
  ]);

const told = async (child: ChildProcess): Promise<Held> => {
  child.send('held');
  const [message] = (await heard(child)) as [{ held: Held }];
  return message.held;
};

test.for(databaseKinds)(
  `${count.toLocaleString('en')} records are exported in ${capMb} MB of heap on %s, and a reader that pauses makes it wait`,
  { timeout: 900_000 },
  async (kind) => {
    const url = await testDatabaseUrl(kind, migrations);
    const database = await openDatabase(url);
    const app = await testApp(kind, { database });
    const vendor = await app.vendor();
    const { id: customerId } = await vendor.customer();
    const [fromMs, toMs] = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2026-11-01T00:00:00Z')];
    await database.withoutLimits((db) =>
      insertCalls({ db }, { vendorId: vendor.id, customerId }, { count, fromMs, toMs }),
    );
    await app.close();

    const port = await freePort();
    const child = fork(program, [url, String(port), testSecret], {
      execArgv: [`--max-old-space-size=${capMb}`],
    });
    try {
      await heard(child);
      const path = `/api/v1/usage-report/export?customerId=${customerId}&metric=call&report=records&from=2026-10-01&until=2026-10-31`;
      const headers = { authorization: `Bearer ${vendor.apiKey}` };
      const answer = await new Promise<IncomingMessage>((done, fail) =>
        get(`http://localhost:${port}${path}`, { headers }, done).once('error', fail),
      );
      expect(answer.statusCode).toBe(200);
      const [before, lines] = [await told(child), { count: 0, bytes: 0 }];
      let isPaused = false;
      for await (const part of answer as AsyncIterable<Buffer>) {
        lines.bytes += part.length;
        for (const byte of part) if (byte === 10) lines.count++;
        if (isPaused) continue;
        isPaused = true;
        await pause(700);
      }
      const most = await told(child);
      console.info(kind, { before, most, mb: Math.round(lines.bytes / 1_048_576) });
      expect(lines.count).toBe(count + 1);
      expect(most.heapMb).toBeLessThan(capMb + 16);
      expect(most.buffersMb - before.buffersMb).toBeLessThan(24);
    } finally {
      if (child.exitCode === null) {
        child.kill();
        await once(child, 'exit');
      }
    }
  },
);
