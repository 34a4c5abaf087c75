/** A process that changes many customers and kills itself when it is about to note its progress the n-th time. */
import { bulkChangeWork } from '../../src/features/customers/server/bulk/run.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { startWorkers, type WorkKind } from '../../src/kit/server/work.ts';

const [, , url = '', last = ''] = process.argv;
let notes = 0;
const killed: WorkKind = {
  kind: bulkChangeWork.kind,
  run: (work) =>
    bulkChangeWork.run({
      ...work,
      signal: work.signal,
      async save(tx, progress) {
        await work.save(tx, progress);
        // What this transaction wrote is not kept: it never ends.
        if (++notes === Number(last)) process.kill(process.pid, 'SIGKILL');
      },
    }),
};

const database = await openDatabase(url, { role: 'command' });
startWorkers({ database, clock: systemClock, context: {}, kinds: [killed], pollMs: 50 });
