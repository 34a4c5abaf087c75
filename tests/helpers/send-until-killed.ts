/** A process to kill while it sends webhooks: what happened is put on its way, and what is due is sent. */
import { fanOut } from '../../src/features/webhooks/server/fan-out.ts';
import { startWebhookSender } from '../../src/features/webhooks/server/sender.ts';
import { systemClock as clock } from '../../src/kit/server/clock.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { startOutbox } from '../../src/kit/server/outbox.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';

const [url, secret = '', publicUrl = ''] = process.argv.slice(2);
const secrets = makeSecrets(secret);
const database = await openDatabase(url as string, { role: 'command' });
startOutbox({ database, clock, pollMs: 20, handle: (event) => fanOut(database.db, event, clock.now()) });
startWebhookSender({ database, clock, secrets, publicUrl, outside: {}, pollMs: 20 });
// Nothing else keeps it alive until it is killed.
setInterval(() => undefined, 1_000);
