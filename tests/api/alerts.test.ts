import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertSources } from '../../src/apps/server/alert-sources.ts';
import { mutedDay, overAt } from '../../src/features/alerts/muted.ts';
import { checkAlerts } from '../../src/features/alerts/server/job.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const month = '2026-11';

describe.each(databaseKinds)('alerts on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  const check = () =>
    checkAlerts(alertSources)({
      ...{ database: portico.database, clock: portico.clock, signal: new AbortController().signal },
      ...{ secrets: testSecrets, log: makeLog('silent'), publicUrl: testPublicUrl },
    });
  const customer = async () => {
    const { id } = await acme.customer({
      limits: { calls: 1000, domains: -1 },
      billing: { email: 'pay@blum.example' },
    });
    return id;
  };
  const used = (customerId: string, quantity: number) =>
    acme.api.put(`/api/v1/call-counts/ext:${customerId}`, { customerId, month, quantity });
  const rule = async (customerId: string, more: object = {}) => {
    const body = { customerId, metric: 'calls', unit: 'percent', threshold: 80, ...more };
    const made = await acme.api.post('/api/v1/alerts', body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; recipients: object[] };
  };
  const firings = async (id: string) => (await acme.api.get(`/api/v1/alerts/${id}/firings`)).body.items;
  const mailsTo = async (customerId: string) =>
    (await acme.api.get(`/api/v1/mails?customerId=${customerId}`)).body.items as {
      id: string;
      subject: string;
    }[];
  const linkIn = async (mailId: string): Promise<string> => {
    const { text } = (await acme.api.get(`/api/v1/mails/${mailId}`)).body;
    return /\/alerts\/[\w.-]+/.exec(text)?.[0] ?? '';
  };

  test('CON-28 an alert fires when its figure is reached: one mail to each, history with its fate, an event; not again while it holds', async () => {
    const customerId = await customer();
    const contact = await acme.api.post('/api/v1/contacts', {
      customerId,
      name: 'Jo',
      email: 'jo@blum.example',
      language: 'de',
    });
    const recipients = [{ kind: 'account' }, { kind: 'contact', contactId: contact.body.id }];
    const { id } = await rule(customerId, { recipients });
    await used(customerId, 799);
    await check();
    expect(await firings(id)).toEqual([]);
    await used(customerId, 812);
    await check();
    await check();
    const [fired, ...more] = await firings(id);
    expect(more).toEqual([]);
    expect(fired).toMatchObject({ kind: 'fired', figures: [{ value: 812, limit: 1000 }] });
    expect(
      fired.mails.map(({ address, state }: { address: string; state: string }) => [address, state]),
    ).toEqual([
      ['pay@blum.example', 'queued'],
      ['jo@blum.example', 'queued'],
    ]);
    const subjects = (await mailsTo(customerId)).map(({ subject }) => subject).sort();
    expect(subjects).toEqual([
      'acme: Aufrufe in diesem Monat: 812 von 1.000 (81 %)',
      'acme: calls this month: 812 of 1,000 (81 %)',
    ]);
    const log = await acme.api.get(`/api/v1/activity?customerId=${customerId}`);
    const acts = log.body.items.map(({ action }: { action: string }) => action);
    expect(acts.filter((action: string) => action === 'alert.fired')).toHaveLength(1);
  });

  test('CON-28 two processes at once tell once', async () => {
    const customerId = await customer();
    const { id } = await rule(customerId);
    await used(customerId, 950);
    await Promise.all([check(), check(), check()]);
    expect(await firings(id)).toHaveLength(1);
    expect(await mailsTo(customerId)).toHaveLength(1);
  });

  test('CON-28 the link of a mail stops that alert for that address alone, without a sign-in, and takes it back', async () => {
    const customerId = await customer();
    const one = await rule(customerId, {
      recipients: [{ kind: 'email', email: 'a@blum.example' }, { kind: 'account' }],
    });
    const two = await rule(customerId, {
      threshold: 90,
      recipients: [{ kind: 'email', email: 'a@blum.example' }],
    });
    await used(customerId, 850);
    await check();
    const [fired] = await firings(one.id);
    const path = await linkIn(fired.mails[0].mailId);
    const shown = await portico.anonymous.get(path, { 'accept-language': 'fr' });
    expect(shown.body).toContain('a@blum.example est prévenu');
    expect(String(shown.headers.get('content-security-policy'))).toContain("frame-ancestors 'none'");
    expect((await acme.api.get(`/api/v1/alerts/${one.id}`)).body.recipients[0].stoppedAt).toBeNull();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await portico.anonymous.send('POST', path, 'act=stop', form)).status).toBe(303);
    const of = async (id: string) =>
      (await acme.api.get(`/api/v1/alerts/${id}`)).body.recipients.map(
        (who: { stoppedAt: string | null }) => who.stoppedAt !== null,
      );
    expect([await of(one.id), await of(two.id)]).toEqual([[true, false], [false]]);
    await used(customerId, 950);
    portico.clock.move(25 * 3_600_000);
    await check();
    expect((await firings(two.id))[0].mails).toHaveLength(1);
    // Sending the list again does not sign anybody up again.
    await acme.api.patch(`/api/v1/alerts/${one.id}`, {
      recipients: [{ kind: 'email', email: 'a@blum.example' }],
    });
    expect(await of(one.id)).toEqual([true]);
    await portico.anonymous.send('POST', path, 'act=resume', form);
    expect(await of(one.id)).toEqual([false]);
    expect((await portico.anonymous.get(`${path}x`)).status).toBe(404);
    expect((await portico.anonymous.get('/alerts/e30.AAAA')).status).toBe(404);
    await acme.api.delete(`/api/v1/alerts/${one.id}`);
    expect((await portico.anonymous.get(path)).status).toBe(404);
  });

  test('CON-28 what is reached at once is one mail to each person; what is told once a day comes in the morning, together', async () => {
    portico.clock.set('2026-11-24T10:00:00Z');
    const customerId = await customer();
    const [here, both] = ['jo@blum.example', 'pay@blum.example'].map((email) => ({ kind: 'email', email }));
    const first = await rule(customerId, { recipients: [here, both] });
    const second = await rule(customerId, { threshold: 90, recipients: [both] });
    await used(customerId, 950);
    await check();
    const mails = await mailsTo(customerId);
    const plain = ({ subject }: { subject: string }) => subject.replaceAll('\u00a0', ' ');
    expect(mails.map(plain).sort()).toEqual([
      'acme: calls this month: 950 of 1,000 (95 %)',
      'acme: your alerts of 24 November 2026',
    ]);
    const [one, two] = [(await firings(first.id))[0], (await firings(second.id))[0]];
    expect(one.mails).toHaveLength(2);
    expect(one.mails.map(({ mailId }: { mailId: string }) => mailId)).toContain(two.mails[0].mailId);
    const { text } = (await acme.api.get(`/api/v1/mails/${two.mails[0].mailId}`)).body;
    expect(text).toMatch(/reach 80\s%/);
    expect(text).toMatch(/reach 90\s%/);
    // Each alert is stopped by a link of its own.
    expect(new Set(text.match(/\/alerts\/[\w.-]+/g)).size).toBe(2);

    const daily = await customer();
    const third = await rule(daily, { digest: true });
    const fourth = await rule(daily, { threshold: 90, digest: true });
    await used(daily, 850);
    await check();
    portico.clock.move(3_600_000);
    await used(daily, 950);
    await check();
    expect(await mailsTo(daily)).toEqual([]);
    expect((await firings(third.id))[0]).toMatchObject({ waits: true, mails: [] });
    const at = portico.clock.now().toISOString();
    // Six in the morning of Berlin.
    portico.clock.set('2026-11-25T05:00:00Z');
    await Promise.all([check(), check()]);
    expect((await mailsTo(daily)).map(plain)).toEqual(['acme: your alerts of 25 November 2026']);
    for (const { id } of [third, fourth])
      expect((await firings(id))[0]).toMatchObject({ waits: false, mails: [{ state: 'queued' }] });
    portico.clock.set(at);
  });

  test('CON-28 balances, licences, contracts and packages can be told of too', async () => {
    const customerId = await customer();
    const post = async (path: string, body: object) => {
      const made = await acme.api.post(`/api/v1/${path}`, body, {
        'idempotency-key': `${path}-${customerId}`,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body.id as string;
    };
    await post('payments', {
      customerId,
      kind: 'manual',
      status: 'completed',
      amount: { amount: 900, currency: 'EUR' },
    });
    const product = await post('products', { name: 'Fieldbook' });
    await post('licences', { customerId, productId: product, expiresAt: '2026-12-01T00:00:00Z' });
    await post('contracts', {
      ...{
        customerId,
        title: 'Plan',
        startsOn: '2026-01-01',
        endsOn: '2026-12-02',
        billingPeriod: { count: 1, unit: 'month' },
      },
      items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
    });
    const pack = {
      customerId,
      name: 'Europe',
      unit: 'minutes',
      included: 100,
      used: 90,
      startsOn: '2026-11-01',
    };
    await post('packages', pack);
    const rules = [
      { metric: 'balance', unit: 'money', threshold: 1000, currency: 'EUR' },
      { metric: 'licences', unit: 'days', threshold: 14 },
      { metric: 'contracts', unit: 'days', threshold: 14 },
      { metric: 'packages', unit: 'percent', threshold: 90 },
    ];
    const made = [];
    for (const one of rules) made.push(await rule(customerId, one));
    await check();
    for (const { id } of made) expect((await firings(id))[0]?.figures, id).toHaveLength(1);
    const refused = await acme.api.post('/api/v1/alerts', {
      customerId,
      metric: 'balance',
      unit: 'percent',
      threshold: 1,
    });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'unit' }] } });
  });

  test('CON-28 a rule on a metric of usage fires once a month, in the month of the portal’s zone; answered calls are seen at once', async () => {
    const customerId = await customer();
    const use = (quantity: string, at: string) =>
      acme.api.post('/api/v1/usage-records', { customerId, metric: 'sms', quantity, at });
    const { id } = await rule(customerId, { metric: 'usage:sms', unit: 'count', threshold: 10 });
    // Half an hour before midnight of UTC it is another month in Berlin already.
    await use('9', '2026-10-31T22:30:00Z');
    await use('9.75', '2026-10-31T23:30:00Z');
    await check();
    expect(await firings(id)).toEqual([]);
    await use('0.25', '2026-11-02T09:00:00Z');
    await check();
    await use('5', '2026-11-02T10:00:00Z');
    await check();
    const told = await firings(id);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: 'fired', figures: [{ value: 10 }] });
    expect((await mailsTo(customerId)).map(({ subject }) => subject)).toEqual(['acme: sms this month: 10']);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { alerts: 'edit' } });
    const form = (await (await acme.signIn(customerId)).get('/portal/v1/alerts/forms/alert')).body.form;
    const what = form.parts.find((part: { name?: string }) => part.name === 'what');
    expect(what.options.map(({ value }: { value: string }) => value)).toContain('usage:sms|count');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: {} });

    const counted = await rule(customerId, { unit: 'count', threshold: 3 });
    const { publishableKey: key } = (await acme.api.get(`/api/v1/customers/${customerId}/calls`)).body;
    const host = 'sms.example';
    await acme.api.post('/api/v1/domains', { customerId, host });
    const call = () => portico.anonymous.post('/runtime/v1/calls', { key, host });
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.map(({ body }) => body.counted)).toEqual([true, true, true]);
    await check();
    expect((await firings(counted.id))[0]?.figures).toMatchObject([{ value: 3 }]);
  });

  test('ID02 who may not see payments learns no balance by an alert, and who is let to some domains no count of all', async () => {
    const customerId = await customer();
    await used(customerId, 100);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { alerts: 'edit' } });
    const amount = { amount: 900, currency: 'EUR' };
    await acme.api.post(
      '/api/v1/payments',
      { ...{ customerId, kind: 'manual', status: 'completed' }, amount },
      { 'idempotency-key': `seen-${customerId}` },
    );
    const balance = await rule(customerId, {
      ...{ metric: 'balance', unit: 'money', threshold: 1000, currency: 'EUR' },
    });
    const calls = await rule(customerId);
    await check();
    const site = await acme.api.post('/api/v1/domains', { customerId, host: `${kind}-seen.example` });
    const as = async (more: object) => {
      const contact = { customerId, name: 'Toni', ...more };
      const made = await acme.api.post('/api/v1/contacts', contact);
      return acme.signIn(customerId, { contact: made.body.id });
    };
    const cases = [
      [await as({ role: 'technical' }), balance.id, calls.id, 'balance|money|EUR'],
      [await as({ domainIds: [site.body.id] }), calls.id, balance.id, 'calls|count'],
    ] as const;
    for (const [session, hidden, seen, what] of cases) {
      const list = (await session.get('/portal/v1/alerts')).body.items;
      expect(list.map(({ id }: { id: string }) => id)).toEqual([seen]);
      const at = `/portal/v1/alerts/${hidden}`;
      const wanted = { what, threshold: 5, mostOften: 'day', recipients: ['account'] };
      const answers = [
        await session.get(at),
        await session.patch(at, { threshold: 1 }),
        await session.post(`${at}/test`),
        await session.delete(at),
      ];
      expect(answers.map(({ body }) => body.code)).toEqual(answers.map(() => 'alert.not-found'));
      const refused = await session.post('/portal/v1/alerts', wanted);
      expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'what' }] } });
      expect((await session.patch(`/portal/v1/alerts/${seen}`, { what })).status).toBe(422);
      const { parts } = (await session.get('/portal/v1/alerts/forms/alert')).body.form;
      expect(JSON.stringify(parts)).not.toContain(what);
    }
  });

  test('CON-28 a customer writes its own rules as a sentence, tries them, and sees what was told; view only refuses', async () => {
    const customerId = await customer();
    await used(customerId, 100);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { alerts: 'edit' } });
    const session = await acme.signIn(customerId);
    const blank = (await session.get('/portal/v1/alerts/forms/alert')).body.form;
    const what = blank.parts.find((part: { name?: string }) => part.name === 'what');
    expect(what.options.map(({ value }: { value: string }) => value)).toEqual([
      'calls|percent',
      'calls|count',
    ]);
    const body = { what: 'calls|percent', threshold: 75, mostOften: 'week', recipients: ['account'] };
    const { id } = (await session.post('/portal/v1/alerts', body)).body;
    expect((await acme.api.get(`/api/v1/alerts/${id}`)).body).toMatchObject({
      metric: 'calls',
      threshold: 75,
    });
    const strangers = { ...body, recipients: ['victim@elsewhere.example'] };
    expect((await session.post('/portal/v1/alerts', strangers)).body.fields[0].path).toBe('recipients');
    expect((await session.post(`/portal/v1/alerts/${id}/test`)).status).toBe(201);
    const opened = (await session.get(`/portal/v1/alerts/${id}?language=de`)).body;
    expect(opened.title).toBe(
      'Das Konto benachrichtigen, wenn die Aufrufe dieses Monats 75\u00a0% erreichen, höchstens einmal in der Woche',
    );
    expect(opened.lists[0].items[0]).toMatchObject({ title: 'Probe', whole: true });
    await session.patch(`/portal/v1/alerts/${id}`, { mutedUntil: '2027-01-31' });
    const muted = (await acme.api.get(`/api/v1/alerts/${id}`)).body;
    expect(muted.mutedUntil).toBe('2027-02-01T00:00:00.000Z');
    // Both sides name the same day as the last one.
    expect([mutedDay(muted), overAt('2027-01-31')]).toEqual(['2027-01-31', muted.mutedUntil]);
    for (let at = 0; at < 4; at++) await session.post(`/portal/v1/alerts/${id}/test`);
    expect((await session.post(`/portal/v1/alerts/${id}/test`)).status).toBe(429);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { alerts: 'view' } });
    expect((await session.get('/portal/v1/alerts')).body.adds).toEqual([]);
    expect((await session.get(`/portal/v1/alerts/${id}`)).body).toMatchObject({
      form: null,
      acts: [],
      remove: null,
    });
    for (const refused of [
      await session.post('/portal/v1/alerts', body),
      await session.patch(`/portal/v1/alerts/${id}`, { threshold: 1 }),
      await session.delete(`/portal/v1/alerts/${id}`),
      await session.post(`/portal/v1/alerts/${id}/test`),
    ]) {
      expect(refused.body.code).toBe('panel.read-only');
    }
    const other = await acme.signIn((await acme.customer()).id);
    expect((await other.get(`/portal/v1/alerts/${id}`)).body.code).toBe('alert.not-found');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: {} });
  });
});
