/** A process to kill while it upgrades: opens the data of its settings as a service does, and says so when it is done. */
import { readConfig } from '../../src/apps/server/config.ts';
import { openData } from '../../src/apps/server/service.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { makeLog } from '../../src/kit/server/log.ts';

process.send?.('begins');
const { database } = await openData(readConfig(process.env), 'command', {
  clock: systemClock,
  log: makeLog('silent'),
});
await database.close();
process.send?.('done');
process.disconnect();
