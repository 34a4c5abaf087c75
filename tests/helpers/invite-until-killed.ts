/** A process to kill while it invites; it tells its parent each time it looks at the clock. */
import { sendInvitations } from '../../src/features/invitations/server/send.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';

const [, , url = '', now = '', secret = ''] = process.argv;
const database = await openDatabase(url, { role: 'command' });
const clock = {
  now: () => {
    process.send?.('looked');
    return new Date(now);
  },
};
await sendInvitations({
  ...{ database, clock, secrets: makeSecrets(secret), publicUrl: 'http://localhost:4400' },
  signal: new AbortController().signal,
});
process.exit(0);
