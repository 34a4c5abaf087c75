import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { exportAll, importFile, transferWorkers } from '../helpers/transfers.ts';

// Of the word `Sécret-Wörd 42`, made by glibc's crypt(3) and Python's hashlib.
const bcrypt = '$2y$05$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm';
const django = 'pbkdf2_sha256$260000$Qx7wsalt$Y+u87zjZ1biN+lbGtDtwBu565rbnMXHrRWPB0ZQV0WQ=';
const word = 'Sécret-Wörd 42';

describe.each(databaseKinds)('imports of contacts on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor('acme');
    await acme.customer({ name: 'Anna Ltd', externalId: 'c-1' });
    await acme.customer({ name: 'Ben Ltd', externalId: 'c-2' });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { password: true } });
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });
  const bring = (...rows: string[]) => importFile(portico, workers, acme, 'contacts', rows.join('\n'));
  const signIn = (username: string, password = word, more = {}) =>
    portico.anonymous.post('/portal/v1/sessions', { portal: 'acme', username, password, ...more });

  test('DAY-4 contacts come in with the hashes of their old passwords, which work', async () => {
    const file = [
      'externalId,customerId,name,username,email,role,privateNotes,passwordHash',
      `p-1,c-1,Anna,anna,anna@c1.example,owner,pays late,${bcrypt}`,
      `p-2,c-1,Carl,carl,carl@c1.example,billing,,${django}`,
      'p-3,c-2,Dora,,dora@c2.example,,,',
    ];
    expect(await bring(...file)).toMatchObject({ state: 'done', created: 3, failed: 0 });
    expect((await signIn('anna')).status).toBe(201);
    expect((await signIn('carl@c1.example')).body.bootstrap.contact.role).toBe('billing');
    expect((await signIn('dora@c2.example')).status).toBe(401);
    expect(await bring(...file)).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: 3 });
  });

  test('DAY-4 a second run brings back no password that somebody has changed since', async () => {
    const anna = await acme.api.get('/api/v1/contacts/ext:p-1');
    await acme.api.patch(`/api/v1/contacts/${anna.body.id}`, { password: 'my own words' });
    const again = await bring(
      'externalId,customerId,name,passwordHash',
      `p-1,c-1,Anna B.,${bcrypt}`,
      `p-3,c-2,Dora,${bcrypt}`,
    );
    expect(again).toMatchObject({ state: 'done', changed: 2 });
    expect((await signIn('anna')).status).toBe(401);
    expect((await signIn('anna', 'my own words')).status).toBe(201);
    expect((await signIn('dora@c2.example')).status).toBe(201);
  });

  test('DAY-4 a name that somebody has, twice in the file or no hash at all, is told with its row', async () => {
    const refused = await bring(
      'externalId,customerId,name,username,passwordHash',
      'p-4,c-2,Eve,ANNA,',
      'p-5,c-2,Finn,finn,',
      'p-6,c-2,Fritz,Finn,',
      'p-7,c-2,Gina,gina,5f4dcc3b5aa765d61d8327deb882cf99',
    );
    const told = refused.errors.map(({ row, column, code }) => `${row} ${column} ${code}`);
    expect(told.sort()).toEqual(['2 username taken', '4 username taken', '5 passwordHash check']);
  });

  test('DAY-4 an address that was only claimed at sign-up takes no name from whoever has it, after a move too', async () => {
    const file = [
      'externalId,customerId,name,username,email,emailClaimed,passwordHash',
      `p-8,c-2,Claims,claims-1,anna@c1.example,true,${django}`,
      `p-9,c-2,Claims,claims-2,anna@c1.example,true,${bcrypt}`,
    ];
    expect(await bring(...file)).toMatchObject({ state: 'done', created: 2, failed: 0 });
    expect((await signIn('anna@c1.example', 'my own words')).body.bootstrap.contact.name).toBe('Anna B.');
    expect((await signIn('anna@c1.example')).body.bootstrap.contact.name).toBe('Claims');
    expect((await signIn('claims-1')).status).toBe(201);
    expect(await bring(...file)).toMatchObject({ state: 'done', changed: 0, unchanged: 2 });
  });

  test('DAY-4 no export holds a password’s hash', async () => {
    const { bytes, export: done } = await exportAll(portico, workers, acme, {
      kinds: ['contacts'],
      format: 'json',
    });
    expect(done.state).toBe('done');
    expect(bytes.toString('latin1')).not.toMatch(/argon2|passwordHash|\$2y\$/);
    const back = await importFile(
      portico,
      workers,
      acme,
      'contacts',
      JSON.stringify(
        (await acme.api.get('/api/v1/contacts?limit=200')).body.items.map(
          ({
            hasPassword: _has,
            mustChangePassword: _must,
            lastSignInAt: _last,
            secondFactor: _second,
            emailBouncing: _bouncing,
            ...item
          }: Record<string, unknown>) => item,
        ),
      ),
      { format: 'json' },
    );
    expect(back).toMatchObject({ state: 'done', failed: 0, changed: 0 });
    expect((await signIn('anna', 'my own words')).status).toBe(201);
  });
});
