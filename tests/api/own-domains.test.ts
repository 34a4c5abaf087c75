import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobs } from '../../src/apps/server/jobs.ts';
import { forgetNow } from '../../src/features/domains/server/call-targets.ts';
import { sendQuotaNotices } from '../../src/features/domains/server/quota-notices.ts';
import { checkDomains } from '../../src/features/domains/server/verification.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('what customers do with their domains on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  const records = new Map<string, string[]>();
  const outside = {
    resolveTxt: async (name: string) => {
      const found = records.get(name);
      if (!found) throw Object.assign(new Error('none'), { code: 'ENODATA' });
      return found.map((value) => [value]);
    },
  };
  beforeAll(async () => {
    app = await testApp(kind, { outside });
    acme = await app.vendor();
  });
  afterAll(() => app.close());

  const running = () => ({
    ...{ database: app.database, clock: app.clock, signal: new AbortController().signal },
    ...{ secrets: testSecrets, log: makeLog('silent'), publicUrl: testPublicUrl, outside },
  });

  test('CCM-16, CCM-17 a customer adds, changes and takes off its domains; at the limit one more is refused with the number, without a limit none', async () => {
    const { id } = await acme.customer({ name: 'Hafenlicht', limits: { domains: 2 } });
    const portal = await acme.signIn(id);
    const made = await portal.post('/portal/v1/domains', { host: 'HTTPS://Bücher-own.example/shop?x' });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'bücher-own.example',
        host: 'xn--bcher-own-q9a.example',
        origin: 'manual',
        calls: 0,
        proof: null,
      },
    });
    expect(made.body.snippet).toContain('xn--bcher-own-q9a.example');
    const at = `/portal/v1/domains/${made.body.id}`;
    expect((await portal.patch(at, { host: 'books-own.example' })).body.host).toBe('books-own.example');
    expect((await portal.post('/portal/v1/domains', { host: 'books-own.example' })).body.code).toBe(
      'domain.host-taken',
    );
    expect((await portal.post('/portal/v1/domains', { host: 'no host' })).body.fields[0].path).toBe('host');
    await portal.post('/portal/v1/domains', { host: 'second-own.example' });
    const refused = await portal.post('/portal/v1/domains', { host: 'third-own.example' });
    expect(refused.body).toMatchObject({
      code: 'domain.limit-reached',
      detail: expect.stringContaining('may have 2'),
    });
    expect((await portal.delete(at)).status).toBe(204);
    expect((await portal.get(at)).body.code).toBe('domain.not-found');
    const told = (await portal.get('/portal/v1/activity')).body.items.map(
      ({ action }: { action: string }) => action,
    );
    expect(told).toEqual(expect.arrayContaining(['domain.created', 'domain.updated', 'domain.deleted']));

    // Another customer's is none; who is limited to one adds none; what is switched off is refused.
    const other = await acme.signIn((await acme.customer({ limits: { domains: -1 } })).id);
    const own = (await portal.post('/portal/v1/domains', { host: 'mine-own.example' })).body.id;
    for (const [method, body] of [
      ['get', undefined],
      ['patch', { host: 'x-own.example' }],
      ['delete', undefined],
    ] as const)
      expect((await other[method](`/portal/v1/domains/${own}`, body as never)).body.code).toBe(
        'domain.not-found',
      );
    for (let n = 0; n < 3; n++)
      expect((await other.post('/portal/v1/domains', { host: `n${n}-own.example` })).status).toBe(201);
    const contact = await acme.api.post('/api/v1/contacts', {
      customerId: id,
      name: 'Ben',
      domainIds: [own],
    });
    const narrow = await acme.signIn(id, { contact: contact.body.id });
    expect((await narrow.post('/portal/v1/domains', { host: 'narrow-own.example' })).status).toBe(404);
    await acme.api.patch(`/api/v1/customers/${id}`, { features: { 'domains.edit': false } });
    expect((await portal.delete(`/portal/v1/domains/${own}`)).body.code).toBe('feature.off');
  });

  test('RC13 a plan that gets smaller keeps what is there and refuses what is new', async () => {
    const { id } = await acme.customer({ limits: { domains: 3, calls: 100, noLabel: 2 } });
    const portal = await acme.signIn(id);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++)
      ids.push((await portal.post('/portal/v1/domains', { host: `rc13-${n}.example` })).body.id);
    const label = (domainIds: string[], noLabel: boolean) =>
      portal.put('/portal/v1/domains/no-label', { domainIds, noLabel });
    expect((await label(ids.slice(0, 2), true)).body).toEqual({ noLabel: { used: 2, allowed: 2 } });
    await acme.api.patch(`/api/v1/customers/${id}`, { limits: { domains: 1, noLabel: 1 } });
    expect((await portal.get('/portal/v1/domains')).body).toMatchObject({
      domains: { used: 3, allowed: 1 },
      noLabel: { used: 2, allowed: 1 },
    });
    expect((await portal.post('/portal/v1/domains', { host: 'rc13-new.example' })).body.code).toBe(
      'domain.limit-reached',
    );
    expect((await label([ids[2] as string], true)).body.code).toBe('domain.no-label-used');
    // Out of it by taking off: nothing stands in its own way.
    expect((await label(ids.slice(0, 2), false)).body.noLabel.used).toBe(0);
    expect((await label([ids[2] as string], true)).status).toBe(200);
    for (const one of ids) expect((await portal.delete(`/portal/v1/domains/${one}`)).status).toBe(204);
    expect((await portal.post('/portal/v1/domains', { host: 'rc13-new.example' })).status).toBe(201);
  });

  test('CCM-11 several are taken at once or none; a customer that races itself gets no more than it has', async () => {
    const { id } = await acme.customer({ limits: { domains: 6, noLabel: 3 } });
    const portal = await acme.signIn(id);
    const ids: string[] = [];
    for (let n = 0; n < 6; n++)
      ids.push((await portal.post('/portal/v1/domains', { host: `bulk-${n}.example` })).body.id);
    const label = (domainIds: string[]) =>
      portal.put('/portal/v1/domains/no-label', { domainIds, noLabel: true });
    const answers = await Promise.all([
      label(ids.slice(0, 2)),
      label(ids.slice(2, 4)),
      label(ids.slice(4, 6)),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await portal.get('/portal/v1/domains')).body.noLabel).toEqual({ used: 2, allowed: 3 });
  });

  test('a domain is shown to be the customer’s by its name, looked at by itself, and found out when that is gone', async () => {
    const { id } = await acme.customer({ limits: { domains: 1 } });
    let portal = await acme.signIn(id);
    const made = (await portal.post('/portal/v1/domains', { host: 'proof.example' })).body;
    const at = `/portal/v1/domains/${made.id}/verification`;
    const begun = (await portal.post(at, { method: 'dns' })).body;
    expect(begun).toMatchObject({ verification: 'pending', proof: { method: 'dns', checkedAt: null } });
    const { name, value } = begun.proof.dns;
    expect([name, value]).toEqual([
      '_portico.proof.example',
      expect.stringMatching(/^portico-verify=\w{26}$/),
    ]);
    // Whoever looks at another way in between comes back to the record that may stand there already.
    expect((await portal.post(at, { method: 'file' })).body.proof.method).toBe('file');
    expect((await portal.post(at, { method: 'dns' })).body.proof.dns.value).toBe(value);
    expect((await portal.post(`${at}/check`)).body).toMatchObject({
      verification: 'pending',
      proof: { checkedAt: expect.any(String) },
    });
    records.set(name, ['v=spf1', value]);
    app.clock.move(3_700_000);
    await checkDomains(running());
    portal = await acme.signIn(id);
    const list = async () => (await portal.get('/portal/v1/domains')).body.items[0].verification;
    expect(await list()).toBe('verified');
    records.clear();
    app.clock.move(25 * 3_600_000);
    await checkDomains(running());
    portal = await acme.signIn(id);
    expect(await list()).toBe('broken');
    records.set(name, [value]);
    expect((await portal.post(`${at}/check`)).body.verification).toBe('verified');
    // Another host is another proof.
    expect(
      (await portal.patch(`/portal/v1/domains/${made.id}`, { host: 'proof2.example' })).body.verification,
    ).toBe('open');
    // A site that lies in a network that is not the internet's is not asked.
    expect((await portal.post(at, { method: 'file' })).body.proof.dns?.value).not.toBe(value);
    expect((await portal.post(`${at}/check`)).body.verification).toBe('pending');
    expect(jobs.map((job) => job.name)).toContain('check-domains');
  });

  test('CCM-41 at 80 % one mail, not two, with its values filled in, and a copy to the vendor; at 100 % another one', async () => {
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { domains: { copyTo: 'sales@acme.example' } });
    const { id } = await acme.customer({
      ...{ name: 'Quota Ltd', limits: { calls: 1000, domains: 1 }, billing: { email: 'quota@ltd.example' } },
    });
    const counted = await acme.api.post('/api/v1/call-counts', {
      customerId: id,
      month: '2026-11',
      quantity: 799,
    });
    const count = async (quantity: number) => {
      app.clock.move(1_000);
      await acme.api.patch(`/api/v1/call-counts/${counted.body.id}`, { quantity });
      await sendQuotaNotices(running());
      await sendQuotaNotices(running());
      return (await acme.api.get(`/api/v1/mails?customerId=${id}`)).body.items;
    };
    expect(await count(798)).toHaveLength(0);
    const mails = await count(803);
    expect(mails.map(({ to }: { to: { address: string } }) => to.address).sort()).toEqual([
      'quota@ltd.example',
      'sales@acme.example',
    ]);
    expect(mails[0].subject).toMatch(/80\s%.*November 2026/);
    expect(await count(900)).toHaveLength(2);
    const after = await count(1000);
    expect(after).toHaveLength(4);
    const { body } = await acme.api.get(`/api/v1/mails/${after.at(-1).id}`);
    expect(JSON.stringify(body)).toContain('1,000');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { domains: { copyTo: null } });
  });

  test('CCM-21 hosts that wait are looked through in the portal where the vendor lets customers', async () => {
    const { id } = await acme.customer({
      limits: { calls: -1, domains: 3 },
      features: { 'domains.review': true },
    });
    await acme.api.patch(`/api/v1/customers/${id}/calls`, { automatic: 'review' });
    const portal = await acme.signIn(id);
    const { publishableKey, allowed, outlook } = (await portal.get('/portal/v1/domains/calls')).body;
    expect([allowed, outlook]).toEqual([-1, { expected: 0, runsOutOn: null }]);
    for (const host of ['w1-own.example', 'w2-own.example'])
      await app.anonymous.post('/runtime/v1/calls', { key: publishableKey, host });
    expect((await portal.get('/portal/v1/domains')).body).toMatchObject({ waiting: 2, items: [] });
    const { items } = (await portal.get('/portal/v1/domains/waiting')).body;
    const decide = (at: number, decision: string) =>
      portal.post(`/portal/v1/domains/waiting/${items[at].id}`, { decision });
    expect((await decide(0, 'approve')).body.items).toHaveLength(1);
    expect((await decide(1, 'reject')).body.items).toEqual([]);
    expect((await portal.get('/portal/v1/domains')).body.items).toHaveLength(1);
    const other = await acme.signIn((await acme.customer({ limits: { domains: 1 } })).id);
    expect((await other.get('/portal/v1/domains/waiting')).body.code).toBe('feature.off');
  });

  test('CCM-41 where no domain is left one mail says so, not one each day, and a reset of the month does not repeat it; after room was made and taken again another one', async () => {
    const { id } = await acme.customer({
      ...{ name: 'Full Ltd', limits: { calls: 0, domains: 1 }, billing: { email: 'full@ltd.example' } },
    });
    await acme.api.patch(`/api/v1/customers/${id}/calls`, { automatic: 'at-once' });
    const { publishableKey: key } = (await acme.api.get(`/api/v1/customers/${id}/calls`)).body;
    let hosts = 0;
    const seen = async () => {
      app.clock.move(1_000);
      await app.anonymous.post('/runtime/v1/calls', { key, host: `full${++hosts}.example` });
      await sendQuotaNotices(running());
      await sendQuotaNotices(running());
      return (await acme.api.get(`/api/v1/mails?customerId=${id}`)).body.items;
    };
    const told = async () =>
      (await acme.api.get(`/api/v1/activity?customerId=${id}&action=domain.limit-reached`)).body.items.length;
    const dayMs = 86_400_000;
    expect(await seen()).toHaveLength(0);
    const [mail, ...others] = await seen();
    expect([mail.template, mail.to.address, others]).toEqual([
      'domain-limit-reached',
      'full@ltd.example',
      [],
    ]);
    const { body } = await acme.api.get(`/api/v1/mails/${mail.id}`);
    expect(JSON.stringify(body)).toContain('1 of 1 domains are in use');
    expect(JSON.stringify(body)).toContain('New sites that wait: 1.');

    await acme.api.post(`/api/v1/customers/${id}/calls/resets`, { reason: 'a gift' });
    expect(await seen()).toHaveLength(1);
    expect(await told()).toBe(1);
    // Another day tells the vendor again; people know already.
    app.clock.move(dayMs);
    expect(await seen()).toHaveLength(1);
    expect(await told()).toBe(2);
    app.clock.move(dayMs);
    await acme.api.patch(`/api/v1/customers/${id}`, { limits: { domains: 2 } });
    forgetNow();
    expect(await seen()).toHaveLength(1);
    expect(await seen()).toHaveLength(2);
  });
});
