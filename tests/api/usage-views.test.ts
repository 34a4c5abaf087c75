import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendReports } from '../../src/features/usage/server/view-mails-job.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { attachmentsOf } from '../../src/kit/server/mail.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { type ConsoleTab, signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('saved views of reports and their mails on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  const work = () =>
    sendReports({
      ...{ database: portico.database, clock: portico.clock, signal: new AbortController().signal },
      ...{ secrets: testSecrets, log: makeLog('silent'), publicUrl: testPublicUrl },
    });
  const used = async (customerId: string, ...days: string[]) => {
    for (const day of days) {
      const record = { customerId, metric: 'gb', at: `${day}T12:00:00Z`, quantity: '1.5' };
      expect((await acme.api.post('/api/v1/usage-records', record)).status).toBe(201);
    }
  };
  const contact = async (customerId: string, more: object = {}) => {
    const wanted = { customerId, name: 'Jo', email: 'jo@blum.example', role: 'technical', ...more };
    return (await acme.api.post('/api/v1/contacts', wanted)).body.id as string;
  };
  const mailsOf = async (customerId: string) => {
    const { items } = (await acme.api.get(`/api/v1/mails?customerId=${customerId}&sort=createdAt`)).body;
    const all = [];
    for (const { id, to, subject } of items) {
      const { text } = (await acme.api.get(`/api/v1/mails/${id}`)).body;
      const [file] = await attachmentsOf(portico.database.db, acme.id, id);
      const csv = file ? Buffer.from(file.bytes).toString() : '';
      all.push({
        to: to.address,
        subject,
        text: (text as string).replaceAll('\u00a0', ' '),
        name: file?.name,
        csv,
      });
    }
    return all;
  };
  const daily = { mail: { every: 'day', withFile: true } };
  /** Customer, contact, its portal and a view of days. */
  const start = async (language = 'en') => {
    portico.clock.set('2026-11-22T10:00:00Z');
    const { id } = await acme.customer({ billing: { email: 'pay@blum.example' } });
    await used(id, '2026-11-20', '2026-11-22');
    const contactId = await contact(id, { language });
    const portal = await acme.signIn(id, { contact: contactId });
    const view = await portal.post('/portal/v1/usage/views', {
      ...{ name: 'Gigabytes', query: { report: 'day', period: 'month' } },
    });
    return { id, contactId, portal, viewId: view.body.id as string };
  };

  test('CON-40 a saved view is sent on the morning after, in the zone and language of whoever wants it, with its file, once', async () => {
    const { id, portal, viewId } = await start('de');
    expect((await portal.get('/portal/v1/usage/views')).body).toMatchObject({
      mailTo: 'jo@blum.example',
      items: [{ id: viewId, mail: null }],
    });
    const set = await portal.put(`/portal/v1/usage/views/${viewId}/mail`, daily);
    expect(set.body).toMatchObject({ mail: { every: 'day', withFile: true } });
    await work();
    portico.clock.set('2026-11-23T04:59:00Z');
    await work();
    expect(await mailsOf(id)).toEqual([]);
    portico.clock.set('2026-11-23T05:00:00Z');
    await Promise.all([work(), work()]);
    const [mail, ...more] = await mailsOf(id);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: 'jo@blum.example', subject: 'acme: Gigabytes' });
    expect(mail?.text).toContain('Gigabytes\n\n22. November 2026\n\n');
    expect(mail?.text).toContain('/p/acme/usage');
    expect(mail?.name).toBe('usage-2026-11-22-2026-11-22.csv');
    expect(mail?.csv.split('\r\n').slice(1)).toEqual(['2026-11-22;1;1,5', '']);
    // Days without service: all of them in one mail, as soon as it is back.
    portico.clock.set('2026-11-26T12:00:00Z');
    await used(id, '2026-11-24');
    await work();
    await work();
    const later = (await mailsOf(id)).slice(1);
    expect(later).toHaveLength(1);
    expect(later[0]?.text).toContain('vom 23. November 2026 bis 25. November 2026.');
    expect(later[0]?.csv).toContain('2026-11-24;1;1,5');
  });

  test('CON-40 mails of a report end with the right to it, with the view, and by their link without a sign-in', async () => {
    const { id, contactId, viewId, ...first } = await start();
    let { portal } = first;
    const set = () => portal.put(`/portal/v1/usage/views/${viewId}/mail`, daily);
    await set();
    await acme.api.patch(`/api/v1/contacts/${contactId}`, { role: 'custom', rights: {} });
    portico.clock.set('2026-11-23T06:00:00Z');
    await work();
    expect(await mailsOf(id)).toEqual([]);
    await acme.api.patch(`/api/v1/contacts/${contactId}`, { role: 'technical' });
    await work();
    expect(await mailsOf(id)).toEqual([]);
    portico.clock.set('2026-11-24T06:00:00Z');
    await work();
    const [mail] = await mailsOf(id);
    // What was used while there was no right is not sent afterwards.
    expect(mail?.text).toContain('\n\n23 November 2026\n\n');
    portal = await acme.signIn(id, { contact: contactId });
    const path = /\/report-mails\/[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect((await portico.anonymous.get(path)).body).toContain('jo@blum.example gets this report by e-mail.');
    expect((await portal.get('/portal/v1/usage/views')).body.items[0].mail).not.toBeNull();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await portico.anonymous.send('POST', path, '', form)).status).toBe(303);
    const gone = await portico.anonymous.get(path);
    expect([gone.status, gone.body]).toEqual([404, expect.stringContaining('not sent by e-mail any more')]);
    expect((await portico.anonymous.get(`${path}x`)).status).toBe(404);
    expect((await portal.get('/portal/v1/usage/views')).body.items[0].mail).toBeNull();
    const acts = (await portal.get('/portal/v1/activity')).body.items.map(
      (one: { action: string }) => one.action,
    );
    expect(acts).toContain('usage-view.updated');

    await set();
    await portal.delete(`/portal/v1/usage/views/${viewId}`);
    portico.clock.set('2026-11-26T06:00:00Z');
    await work();
    expect(await mailsOf(id)).toHaveLength(1);
    // The account itself, without an address of its own; another's view; a rhythm there is not.
    const bare = await acme.customer();
    await used(bare.id, '2026-11-20');
    const nobody = await acme.signIn(bare.id);
    const made = await nobody.post('/portal/v1/usage/views', { name: 'x', query: {} });
    const put = (view: string, body: object) => nobody.put(`/portal/v1/usage/views/${view}/mail`, body);
    expect((await put(made.body.id, daily)).body.code).toBe('usage-view.no-address');
    expect((await put(viewId, { mail: null })).body.code).toBe('usage-view.not-found');
    expect((await put(made.body.id, { mail: { every: 'hour', withFile: true } })).status).toBe(422);
  });

  test('CON-40 operators keep views for themselves or all, and get the report of one customer by mail as long as they are of the team', async () => {
    const { id } = await start();
    const mo = await signedIn(portico, acme.id, 'support', 'mo@acme.example');
    const other = await signedIn(portico, acme.id, 'support', 'li@acme.example');
    const make = (more: object) =>
      mo.send('POST', '/api/v1/usage-views', { query: { report: 'day', columns: 'day,quantity' }, ...more });
    const own = await make({ name: 'Mine' });
    const all = await make({ name: 'All', isShared: true });
    expect([own.status, all.status]).toEqual([201, 201]);
    const names = async (who: ConsoleTab) =>
      (await who.send('GET', `/api/v1/usage-views?customerId=${id}`)).body.items.map(
        ({ name, isOwn, mail }: { name: string; isOwn: boolean; mail: unknown }) => [name, isOwn, mail],
      );
    expect(await names(other)).toEqual([['All', false, null]]);
    expect((await other.send('DELETE', `/api/v1/usage-views/${own.body.id}`)).body.code).toBe(
      'usage-view.not-found',
    );
    const mail = { every: 'week', withFile: false };
    const put = (view: string, by: ConsoleTab = mo) =>
      by.send('PUT', `/api/v1/usage-views/${view}/mail`, { customerId: id, mail });
    expect((await put(own.body.id)).status).toBe(200);
    expect((await put(own.body.id, other)).body.code).toBe('usage-view.not-found');
    expect((await put(all.body.id, other)).status).toBe(200);
    expect(await names(mo)).toEqual([
      ['All', false, null],
      ['Mine', true, mail],
    ]);
    // A key has no mailbox; its views are everybody's.
    const keys = await acme.api.post('/api/v1/usage-views', { name: 'Key', query: {} });
    expect(keys.body.isShared).toBe(true);
    const byKey = await acme.api.put(`/api/v1/usage-views/${keys.body.id}/mail`, { customerId: id, mail });
    expect(byKey.body.code).toBe('usage-view.no-address');
    // Monday morning; meanwhile the other one has left.
    await inTransaction(portico.database.db, (tx) =>
      tx.deleteFrom('operator').where('id', '=', other.operatorId).execute(),
    );
    portico.clock.set('2026-11-23T06:00:00Z');
    await work();
    const [first, ...more] = await mailsOf(id);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ to: 'mo@acme.example', subject: 'Portico: Mine', csv: '' });
    expect(first?.text).toContain('from 16 November 2026 to 22 November 2026');
    expect(first?.text).toContain(`/console/acme/live/usage?customerId=${id}`);
    await mo.signIn('mo@acme.example');
    expect((await mo.send('DELETE', `/api/v1/usage-views/${own.body.id}`)).status).toBe(204);
    expect((await names(mo)).map(([name]: [string]) => name)).toEqual(['All', 'Key']);
  });
});
