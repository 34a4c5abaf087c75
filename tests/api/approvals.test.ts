import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followApprovals } from '../../src/features/approvals/server/job.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const texts = {
  en: { title: 'Fair use', text: 'One.\n\nTwo.' },
  de: { title: 'Faire Nutzung', text: 'Eins.' },
};

describe.each(databaseKinds)('contracts to approve on %s', (kind) => {
  let portico: TestApp;
  let vendor: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    vendor = await portico.vendor();
  });
  afterAll(() => portico?.close());

  const follow = () =>
    followApprovals({
      ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, publicUrl: testPublicUrl },
      signal: new AbortController().signal,
    });
  const put = async (more: object = {}) => {
    const { id: customerId } = await vendor.customer({ billing: { email: 'a@b.example' } });
    const made = await vendor.api.post('/api/v1/approvals', { customerId, texts, ...more });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return { customerId, id: made.body.id as string, client: await vendor.signIn(customerId) };
  };
  const read = async (id: string) => (await vendor.api.get(`/api/v1/approvals/${id}`)).body;
  const mailsOf = async (customerId: string) =>
    (await vendor.api.get(`/api/v1/mails?customerId=${customerId}`)).body.items.length;

  test('CON-38 a contract is approved once, by a typed name and to the very text, and stays so', async () => {
    const { id, client } = await put({ dueOn: '2026-12-01' });
    expect((await client.get('/portal/v1/bootstrap')).body.bootstrap.tasks).toBe(true);
    expect((await client.get('/portal/v1/tasks')).body.approvals).toMatchObject([{ id, daysLeft: 9 }]);
    const shown = (await client.get(`/portal/v1/approvals/${id}`)).body;
    expect(shown).toMatchObject({ title: 'Fair use', text: texts.en.text, language: 'en', state: 'open' });
    const yes = (body: object) =>
      client.post(`/portal/v1/approvals/${id}/approval`, {
        ...{ name: 'Anna Blum', agreed: true, sha256: shown.sha256 },
        ...body,
      });
    expect((await yes({ agreed: false })).status).toBe(422);
    expect((await yes({ name: ' ' })).status).toBe(422);
    expect((await yes({ sha256: '0'.repeat(64) })).body.code).toBe('approval.other-text');
    const answers = await Promise.all([yes({}), yes({ name: 'Ben Ito' }), yes({})]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { approved, state } = await read(id);
    expect([state, approved.language, approved.sha256]).toEqual(['approved', 'en', shown.sha256]);
    for (const refused of [
      await vendor.api.patch(`/api/v1/approvals/${id}`, { dueOn: null }),
      await vendor.api.delete(`/api/v1/approvals/${id}`),
    ])
      expect(refused.body.code).toBe('approval.done');
    const file = (await client.get(`/portal/v1/approvals/${id}/pdf`)).body;
    expect(Buffer.from(file.base64, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    expect((await client.get('/portal/v1/bootstrap')).body.bootstrap.tasks).toBeUndefined();

    const { client: stranger } = await put();
    expect((await stranger.get(`/portal/v1/approvals/${id}`)).body.code).toBe('approval.not-found');
    expect((await stranger.get(`/portal/v1/approvals/${id}/pdf`)).status).toBe(404);
  });

  test('CON-38 the grace period counts down: asked and reminded once, overdue once, and held until somebody approves', async () => {
    const { id, customerId } = await put({ dueOn: '2026-11-30', remindDays: 3, consequence: 'hold' });
    await follow();
    await follow();
    expect(await mailsOf(customerId)).toBe(1);
    portico.clock.move(6 * 86_400_000);
    await follow();
    await follow();
    expect(await mailsOf(customerId)).toBe(2);
    portico.clock.move(4 * 86_400_000);
    await follow();
    await follow();
    expect(await read(id)).toMatchObject({ state: 'overdue' });
    expect(await mailsOf(customerId)).toBe(3);
    const acts = (await vendor.api.get(`/api/v1/activity?customerId=${customerId}`)).body.items;
    expect(acts.filter(({ action }: { action: string }) => action === 'approval.overdue')).toHaveLength(1);

    const client = await vendor.signIn(customerId);
    const panel = async (name: string) =>
      (await client.get('/portal/v1/bootstrap')).body.bootstrap.panels.find(
        (one: { panel: string }) => one.panel === name,
      );
    expect([await panel('profile'), await panel('approvals')]).toMatchObject([
      { view: true, change: false },
      { view: true, change: true },
    ]);
    // The console's “Why?” is answered by the same rule.
    const why = (await vendor.api.get(`/api/v1/customers/${customerId}/visibility`)).body.panels;
    expect(why.find((one: { panel: string }) => one.panel === 'profile')).toMatchObject({
      ...{ view: true, change: false, changeRule: 'scope' },
    });
    const { sha256 } = (await client.get(`/portal/v1/approvals/${id}`)).body;
    await client.post(`/portal/v1/approvals/${id}/approval`, { name: 'Anna Blum', agreed: true, sha256 });
    expect(await panel('profile')).toMatchObject({ change: true });
  });
});
