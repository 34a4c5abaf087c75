/**
 * The whole service on a port, in a process whose memory a test limits. Asked for it, it tells how much it held at most
 * since it was asked before: its heap, and what lies beside it in buffers.
 */
import { startService } from '../../src/apps/server/service.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';

const [url = '', port = '', secret = ''] = process.argv.slice(2);
const database = await openDatabase(url);
const service = await startService(
  { database, secrets: makeSecrets(secret) },
  {
    ...{ port: Number(port), host: '127.0.0.1', publicUrl: `http://localhost:${port}` },
    ...{ clock: systemClock, log: makeLog('error') },
  },
);

export interface Held {
  readonly heapMb: number;
  readonly buffersMb: number;
}
let held: Held = { heapMb: 0, buffersMb: 0 };
const look = () => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  held = {
    heapMb: Math.max(held.heapMb, heapUsed / 1_048_576),
    buffersMb: Math.max(held.buffersMb, Math.max(external, arrayBuffers) / 1_048_576),
  };
};
setInterval(look, 20).unref();
process.on('message', () => {
  look();
  process.send?.({ held });
  held = { heapMb: 0, buffersMb: 0 };
});
process.on('disconnect', () => void service.stop().then(() => process.exit()));
process.send?.({ port: service.port });
