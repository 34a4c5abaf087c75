/**
 * A process to kill while it takes orders: the whole service without its socket, with eight customers that order one
 * after the other. A key goes to one file before its order is sent, and with the order's id to another one once it was
 * answered; the database knows nothing of either.
 */
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { createApp } from '../../src/apps/server/app.ts';
import { makeMetrics } from '../../src/apps/server/metrics.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';

const [url, files, sessions, body, now] = process.argv.slice(2) as [string, string, string, string, string];
const database = await openDatabase(url);
const app = createApp({
  ...{ database, secrets: makeSecrets('a secret of at least thirty-two symbols') },
  clock: { now: () => new Date(Number(now)) },
  publicUrl: 'http://localhost:4400',
  log: makeLog('silent'),
  metrics: makeMetrics(),
  stopping: () => false,
});
const [sent, answered] = ['sent', 'answered'].map((name) => openSync(`${files}.${name}`, 'a'));

async function writer(session: string): Promise<never> {
  for (;;) {
    const key = randomUUID();
    writeSync(sent as number, `${key} ${session}\n`);
    const response = await app.request('http://localhost:4400/portal/v1/orders', {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${session}`, 'content-type': 'application/json' },
        'idempotency-key': key,
      },
      body,
    });
    const answer = (await response.json()) as { order?: { id: string } };
    if (response.status !== 201 || !answer.order) throw new Error(JSON.stringify(answer));
    writeSync(answered as number, `${key} ${answer.order.id}\n`);
    // Whoever kills it counts them, so that a service at work is killed, however slow the machine is.
    process.send?.('answered');
  }
}

await Promise.all(sessions.split(' ').map(writer));
