import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { testApp, testPublicUrl, testSecret } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { startReceiver, startWebhooks } from '../helpers/receiver.ts';

const program = join(import.meta.dirname, '../helpers/send-until-killed.ts');
const rounds = process.env.PORTICO_LONG ? 30 : 1;

describe.each(databaseKinds)('webhooks on %s', (kind) => {
  test('R1, RC15 a process killed while it sends loses no event; what it may have sent comes again as itself', {
    timeout: 90_000 + rounds * 15_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const portico = await testApp(kind, { database: await openDatabase(url, { role: 'command' }) });
    portico.clock.set(new Date().toISOString());
    const receiver = await startReceiver();
    const acme = await portico.vendor('acme');
    await acme.api.post('/api/v1/webhook-endpoints', { url: receiver.url, events: ['customer.created'] });
    const made = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      receiver.got.length = 0;
      for (let n = 0; n < 30; n++) made.add((await acme.customer()).id);
      const child = fork(program, [url, testSecret, testPublicUrl], { execArgv: [] });
      const enough = 1 + Math.floor(Math.random() * 20);
      while (receiver.got.length < enough) await new Promise((soon) => setTimeout(soon, 2));
      child.kill('SIGKILL');
      await once(child, 'exit');
      // The next process: once the leases of the dead one are over.
      portico.clock.set(new Date(Date.now() + 90_000).toISOString());
      const webhooks = startWebhooks(portico);
      await webhooks.run();
      const seen = new Map<string, string>();
      for (const { headers, body } of receiver.got) {
        const { customerId } = JSON.parse(body).data as { customerId: string };
        expect(seen.get(customerId) ?? headers['webhook-id']).toBe(headers['webhook-id']);
        seen.set(customerId, headers['webhook-id'] as string);
        made.delete(customerId);
      }
      expect([...made]).toEqual([]);
      // At most those that were on their way came twice.
      expect(receiver.got.length - seen.size).toBeLessThanOrEqual(4);
      await webhooks.stop();
      portico.clock.set(new Date().toISOString());
    }
    await receiver.close();
    await portico.close();
  });
});
