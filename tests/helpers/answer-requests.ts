/** A process with an app of its own on a database: it answers what it is asked, many at once, each by its number. */
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { Client, testApp } from './app.ts';

export interface Asked {
  readonly number: number;
  readonly credential?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}
export interface Answered {
  readonly number: number;
  readonly status: number;
  readonly code: string | undefined;
}

const [kind, url] = process.argv.slice(2) as ['sqlite' | 'postgres', string];
// A file of SQLite has one server; a command writes beside it.
const { app } = await testApp(kind, { database: await openDatabase(url, { role: 'command' }) });

process.on('disconnect', () => process.exit());
process.on('message', async ({ number, credential, method, path, body }: Asked) => {
  const { status, body: said } = await new Client(app, credential).send(method, path, body);
  const answer: Answered = { number, status, code: said?.code };
  process.send?.(answer);
});
process.send?.('ready');
