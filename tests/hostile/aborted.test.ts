import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../src/apps/server/service.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type TestApp, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('requests given up half way on %s', (kind) => {
  let app: TestApp;
  let stop: () => Promise<void>;
  let port: number;
  const people: { name: string; session: string }[] = [];

  beforeAll(async () => {
    app = await testApp(kind);
    const vendor = await app.vendor('acme');
    const service = await startService(
      { database: app.database, secrets: testSecrets },
      { port: 0, host: '127.0.0.1', publicUrl: testPublicUrl, clock: app.clock, log: makeLog('silent') },
    );
    [port, stop] = [service.port, () => service.stop()];
    for (let i = 0; i < 10; i++) {
      const name = `Marker-${String(i).repeat(6)}`;
      const { id } = await vendor.customer({ name });
      const token = await vendor.token(id);
      const session = await app.anonymous.post('/portal/v1/sessions', { token });
      people.push({ name, session: session.body.sessionToken });
    }
  });
  afterAll(async () => {
    await stop();
    await app.close();
  });

  /** Asks as this person; `giveUpMs` cuts the connection that long after the request was sent. */
  const ask = (person: { session: string }, path: string, giveUpMs?: number): Promise<string | undefined> =>
    new Promise((done) => {
      const asked = request(
        { host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${person.session}` } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.once('end', () => done(text));
          answer.once('error', () => done(undefined));
        },
      );
      asked.once('error', () => done(undefined));
      asked.end();
      if (giveUpMs !== undefined) setTimeout(() => asked.destroy(), giveUpMs);
    });

  test('ID21 a thousand requests given up among others: every answer is the asker’s own', async () => {
    const paths = ['/portal/v1/bootstrap', '/portal/v1/profile'];
    let answered = 0;
    const strange: string[] = [];
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        Array.from({ length: 100 }, async (_, at) => {
          const person = people[at % people.length] as (typeof people)[number];
          const path = paths[at % paths.length] as string;
          const text = await ask(person, path, at % 2 ? (round + at) % 6 : undefined);
          if (text === undefined) return;
          answered++;
          const names = new Set(text.match(/Marker-\d{6}/g));
          if (names.size !== 1 || !names.has(person.name)) strange.push(`${person.name} got ${[...names]}`);
        }),
      );
    }
    expect(strange).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(1_000);
    for (const person of people) expect(await ask(person, '/portal/v1/profile')).toContain(person.name);
  }, 60_000);
});
