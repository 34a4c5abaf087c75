/** A process to kill while it imports: the service's own workers on a database that is there. */
import { transferKinds } from '../../src/apps/server/transfer-kinds.ts';
import { importWork } from '../../src/features/transfer/server/run-import.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';
import { startWorkers } from '../../src/kit/server/work.ts';

const testSecrets = makeSecrets('a secret of at least thirty-two symbols');

const database = await openDatabase(process.argv[2] as string, { role: 'command' });
startWorkers({
  database,
  clock: systemClock,
  context: { secrets: testSecrets },
  kinds: [importWork(transferKinds)],
  pollMs: 50,
});
