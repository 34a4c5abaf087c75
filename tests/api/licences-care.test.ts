import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendLicenceNotices } from '../../src/features/licences/server/notices.ts';
import { usageRecordsSource } from '../../src/features/usage/server/source.ts';
import {
  type Answer,
  type Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const dayMs = 86_400_000;

describe.each(databaseKinds)('care of licences on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let product: { id: string; publishableKey: string };
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    product = await make('products', {
      name: 'Studio',
      keyPrefix: 'DWS8',
      deactivations: { most: 2, perDays: 30 },
    });
    await set({ features: { 'licences.transfer': true }, panels: { licences: 'edit' } });
  });
  afterAll(() => portico.close());

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  async function make(collection: string, body: object): Promise<any> {
    const made = await acme.api.post(`/api/v1/${collection}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  }
  async function licence(fields: object = {}) {
    const made = await make('licences', { productId: product.id, ...fields });
    const { key } = (await acme.api.get(`/api/v1/licences/${made.id}/key`)).body;
    return { ...made, key } as { id: string; key: string; keyHint: string; expiresAt: string };
  }
  const set = (fields: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, fields);
  const read = async (id: string) => (await acme.api.get(`/api/v1/licences/${id}`)).body;
  async function runtime(
    path: string,
    body: object | string,
    type = 'application/json',
    app = portico.app,
  ): Promise<Answer> {
    const response = await app.request(
      `${testPublicUrl}/runtime/v1/${path}`,
      {
        method: 'POST',
        headers: { 'content-type': type },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
      { incoming: { socket: { remoteAddress: `198.51.100.${nextAddress++ % 250}` } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  const activate = (key: string, fingerprint: string) =>
    runtime('licences/activate', { product: product.publishableKey, key, fingerprint });
  const notices = () =>
    sendLicenceNotices({
      ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, publicUrl: testPublicUrl },
      ...{
        signal: new AbortController().signal,
        log: { warn: (fault: unknown) => expect(fault).toBe('') } as never,
      },
    });
  const mails = async (licenceId: string) =>
    (
      await portico.database.db
        .selectFrom('mail')
        .select(['template', 'to_address', 'subject', 'body_text'])
        .where('subject_id', '=', licenceId)
        .orderBy('id')
        .execute()
    ).map((row) => row);

  test('CRY-25 notices go out 7 and 3 days ahead and when blocked, each once, to the account, else to the record', async () => {
    const anna = await acme.customer({ billing: { email: 'bills@anna.example' }, language: 'de' });
    const expiresAt = new Date(portico.clock.now().getTime() + 10 * dayMs).toISOString();
    const one = await licence({ customerId: anna.id, expiresAt });
    const lasting = await licence({ customerId: anna.id, expiresAt, renews: true });
    await Promise.all([notices(), notices()]);
    expect(await mails(one.id)).toEqual([]);
    portico.clock.move(3 * dayMs);
    // Two processes look at once, and again later on the same day.
    await Promise.all([notices(), notices()]);
    await notices();
    expect(await mails(one.id)).toMatchObject([
      {
        template: 'licence-expiring',
        to_address: 'bills@anna.example',
        subject: expect.stringContaining('Studio'),
      },
    ]);
    // From then on somebody owns the account, and the vendor wants a copy, in words of its own.
    await make('contacts', {
      name: 'Anna',
      customerId: anna.id,
      email: 'anna@anna.example',
      role: 'owner',
      generatePassword: true,
    });
    await set({
      licences: { noticeCopyTo: 'sales@acme.example' },
      mailTexts: {
        'licence-expiring': { en: { subject: '{Product}: {DaysLeft}', text: 'Key {LicenceKey}' } },
      },
    });
    portico.clock.move(4 * dayMs);
    await notices();
    expect((await mails(one.id)).map(({ to_address }) => to_address).sort()).toEqual([
      'anna@anna.example',
      'bills@anna.example',
      'sales@acme.example',
    ]);
    await acme.api.patch(`/api/v1/licences/${one.id}`, { blocked: 'leaked' });
    await Promise.all([notices(), notices()]);
    await notices();
    expect((await mails(one.id)).filter(({ template }) => template === 'licence-blocked')).toHaveLength(2);
    expect(await mails(lasting.id)).toEqual([]);
    // “3,7”, and none when blocked.
    await set({
      licences: { noticeDays: [3, 7], noticeWhenBlocked: false, noticeCopyTo: null },
      mailTexts: {},
    });
    const soon = new Date(portico.clock.now().getTime() + 20 * dayMs).toISOString();
    const two = await licence({ customerId: anna.id, expiresAt: soon });
    for (let day = 0; day < 19; day++) {
      portico.clock.move(dayMs);
      await notices();
    }
    await acme.api.patch(`/api/v1/licences/${two.id}`, { blocked: 'other' });
    await notices();
    expect((await mails(two.id)).map(({ template }) => template)).toEqual([
      'licence-expiring',
      'licence-expiring',
    ]);
    const shown = await acme.api.post(`/api/v1/portals/${acme.portal.id}/mail-preview`, {
      ...{ kind: 'licence-expiring', language: 'en' },
    });
    expect(shown.body.subject).toContain('Studio');
    expect((await set({ licences: { noticeDays: [0] } })).status).toBe(422);
    expect((await set({ licences: { noticeDays: [3, 3] } })).status).toBe(422);
    await set({ licences: { noticeWhenBlocked: true, noticeDays: [7, 3] } });
  });

  test('CRY-20 events of another system move the end on, block and unblock; twice or late they change nothing', async () => {
    const { id: customerId } = await acme.customer();
    const made = await licence({ customerId, expiresAt: '2027-03-31', externalId: 'sold-elsewhere' });
    const tell = (event: object) =>
      acme.api.post('/api/v1/licences/ext:sold-elsewhere/payment-events', event);
    const renewed = {
      id: 'evt_1',
      type: 'renewed',
      paidUntil: '2028-03-31',
      occurredAt: '2027-03-01T00:00:00Z',
    };
    expect((await tell(renewed)).body).toMatchObject({
      expiresAt: '2028-03-31T22:00:00.000Z',
      blocked: null,
    });
    const failed = { id: 'evt_2', type: 'failed', occurredAt: '2028-03-01T00:00:00Z' };
    expect((await tell(failed)).body).toMatchObject({ blocked: 'payment' });
    // Staff lets it go on, and the same event comes again.
    await acme.api.patch(`/api/v1/licences/${made.id}`, { blocked: null });
    expect((await tell(failed)).body).toMatchObject({ blocked: null });
    expect(
      (await tell({ id: 'evt_3', type: 'failed', occurredAt: '2028-03-03T00:00:00Z' })).body.blocked,
    ).toBe('payment');
    expect((await activate(made.key, 'machine-a')).body.code).toBe('licence.blocked');
    // A payment of before the failure comes late: it moves the end, and unblocks nothing.
    const late = {
      id: 'evt_0',
      type: 'renewed',
      paidUntil: '2027-12-31',
      occurredAt: '2028-03-02T00:00:00Z',
    };
    expect((await tell(late)).body).toMatchObject({
      expiresAt: '2028-03-31T22:00:00.000Z',
      blocked: 'payment',
    });
    const all = await Promise.all(
      [1, 2, 3].map(() => tell({ id: 'evt_4', type: 'paid', occurredAt: '2028-03-04T00:00:00Z' })),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await read(made.id)).toMatchObject({ blocked: null });
    const told = (await acme.api.get('/api/v1/activity?limit=200')).body.items.filter(
      (row: { action: string; subjectId: string }) =>
        row.action === 'licence.payment-event' && row.subjectId === made.id,
    );
    expect(told).toHaveLength(5);
    await acme.api.patch(`/api/v1/licences/${made.id}`, { blocked: 'leaked' });
    expect((await tell({ id: 'evt_5', type: 'renewed', paidUntil: '2029-03-31' })).body).toMatchObject({
      ...{ blocked: 'leaked', expiresAt: '2029-03-31T22:00:00.000Z' },
    });
    expect((await tell({ id: 'evt_6', type: 'gone' })).status).toBe(422);
    expect((await acme.api.post('/api/v1/licences/ext:nobody/payment-events', failed)).status).toBe(404);
  });

  test('DAY-32 a leaked key is made anew by its holder, who types its end; machines stop, and that counts', async () => {
    const [anna, ben] = [await acme.customer(), await acme.customer()];
    const own = await licence({ customerId: anna.id, machineLimit: 5 });
    const client = await acme.signIn(anna.id);
    const renew = (who: Client, confirm: string) =>
      who.post(`/portal/v1/licences/${own.id}/key`, { confirm });
    await activate(own.key, 'machine-a');
    await activate(own.key, 'machine-b');
    expect((await renew(client, 'nope')).body.code).toBe('licence.confirm');
    expect((await renew(await acme.signIn(ben.id), own.key.slice(-4))).status).toBe(404);
    const narrow = await acme.signIn(anna.id, { subject: { type: 'licence', id: own.id } });
    expect((await renew(narrow, own.key.slice(-4))).status).toBe(403);
    const done = await renew(client, own.key.slice(-4).toLowerCase());
    expect(done.status).toBe(201);
    expect((await activate(own.key, 'machine-a')).body.code).toBe('licence.refused');
    expect((await activate(done.body.key, 'machine-a')).status).toBe(201);
    // Two machines went by it, and two may be freed within thirty days.
    expect((await renew(client, done.body.key.slice(-4))).body.code).toBe('licence.cool-down');
    // A block for a key that others know ends with that key; any other stays.
    const known = await licence({ customerId: anna.id });
    await acme.api.patch(`/api/v1/licences/${known.id}`, { blocked: 'leaked' });
    expect((await activate(known.key, 'machine-c')).status).toBe(403);
    const anew = await client.post(`/portal/v1/licences/${known.id}/key`, { confirm: known.key.slice(-4) });
    expect((await activate(anew.body.key, 'machine-c')).status).toBe(201);
    await acme.api.patch(`/api/v1/licences/${known.id}`, { blocked: 'payment' });
    await acme.api.post(`/api/v1/licences/${known.id}/key`);
    expect((await acme.api.get(`/api/v1/licences/${known.id}`)).body.blocked).toBe('payment');
    await set({ features: { 'licences.transfer': true, 'licences.renew-key': false } });
    expect((await renew(client, done.body.key.slice(-4))).body.code).toBe('feature.off');
    await set({ features: { 'licences.transfer': true } });
  });

  test('DAY-32 a licence goes to another customer once both have said so: one gives it, one takes it', async () => {
    const [anna, ben, carl] = [
      await acme.customer({ name: 'Anna' }),
      await acme.customer(),
      await acme.customer(),
    ];
    const own = await licence({ customerId: anna.id, expiresAt: '2029-03-31' });
    await activate(own.key, 'annas-machine');
    const [giver, taker, other] = [
      await acme.signIn(anna.id),
      await acme.signIn(ben.id),
      await acme.signIn(carl.id),
    ];
    const at = `/portal/v1/licences/${own.id}/transfer`;
    expect((await taker.post(at)).status).toBe(404);
    const first = await giver.post(at);
    const offered = await giver.post(at);
    expect(offered.status).toBe(201);
    expect((await giver.get(`/portal/v1/licences/${own.id}`)).body.offer).toEqual({
      expiresOn: offered.body.expiresOn,
    });
    expect((await taker.post('/portal/v1/licences/offers', { code: first.body.code })).body.code).toBe(
      'licence-transfer.refused',
    );
    const { code } = offered.body;
    expect((await giver.post('/portal/v1/licences/offers', { code })).status).toBe(403);
    expect((await taker.post('/portal/v1/licences/offers', { code: code.toLowerCase() })).body).toMatchObject(
      {
        ...{ product: 'Studio', from: 'Anna', lastDay: '2029-03-31' },
      },
    );
    // Nothing has changed until somebody takes it; of two who do, one gets it.
    expect((await read(own.id)).customerId).toBe(anna.id);
    const taken = await Promise.all(
      [taker, other].map((client) => client.post('/portal/v1/licences/offers/taken', { code })),
    );
    expect(taken.map(({ status }) => status).sort()).toEqual([201, 403]);
    const winner = taken[0]?.status === 201 ? ben.id : carl.id;
    expect(await read(own.id)).toMatchObject({ customerId: winner, machines: 0 });
    expect((await activate(own.key, 'annas-machine')).body.code).toBe('licence.refused');
    expect((await giver.get('/portal/v1/licences')).body.items).toEqual([]);
    const { items } = (await acme.api.get(`/api/v1/licence-transfers?licenceId=${own.id}`)).body;
    expect(items.map(({ state }: { state: string }) => state).sort()).toEqual(['taken', 'withdrawn']);
    expect(items.find(({ state }: { state: string }) => state === 'taken')).toMatchObject({
      fromId: anna.id,
      toId: winner,
    });
  });

  test('DAY-32 an offer is taken back by either side, ends by itself, and is none of a blocked licence', async () => {
    const [anna, ben] = [await acme.customer(), await acme.customer()];
    const own = await licence({ customerId: anna.id });
    const [giver, taker] = [await acme.signIn(anna.id), await acme.signIn(ben.id)];
    const at = `/portal/v1/licences/${own.id}/transfer`;
    const open = async () => (await acme.api.get('/api/v1/licence-transfers?open=true')).body.items;
    await giver.post(at);
    expect((await giver.delete(at)).status).toBe(204);
    expect((await giver.delete(at)).status).toBe(404);
    await giver.post(at);
    const [offer] = await open();
    const globex = await portico.vendor('globex');
    expect((await globex.api.delete(`/api/v1/licence-transfers/${offer.id}`)).status).toBe(404);
    expect((await acme.api.delete(`/api/v1/licence-transfers/${offer.id}`)).status).toBe(204);
    expect(await open()).toEqual([]);
    const { code } = (await giver.post(at)).body;
    portico.clock.move(14 * dayMs + 1);
    const [again, later] = [await acme.signIn(anna.id), await acme.signIn(ben.id)];
    expect((await later.post('/portal/v1/licences/offers/taken', { code })).status).toBe(403);
    await acme.api.patch(`/api/v1/licences/${own.id}`, { blocked: 'payment' });
    expect((await again.post(at)).body.code).toBe('licence.not-transferable');
    await set({ features: { 'licences.transfer': false } });
    expect((await again.post(at)).body.code).toBe('feature.off');
    expect((await taker.get('/portal/v1/licences')).status).toBe(401);
    await set({ features: { 'licences.transfer': true } });
  });

  test('CRY-13 a program is signed in by a code that its user types in the portal, and reads the licences of that account', async () => {
    const [anna, ben] = [await acme.customer(), await acme.customer()];
    await licence({ customerId: anna.id });
    await licence({ customerId: ben.id });
    const client_id = product.publishableKey;
    const begin = () =>
      runtime(
        'device-codes',
        `client_id=${client_id}&device_name=DESK-1`,
        'application/x-www-form-urlencoded',
      );
    const { device_code, user_code, interval, verification_uri } = (await begin()).body;
    expect([interval, verification_uri]).toEqual([5, `${testPublicUrl}/p/acme/licences`]);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const poll = (code = device_code) =>
      runtime('device-tokens', { grant_type, device_code: code, client_id });
    expect(await poll()).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    expect((await poll()).body).toMatchObject({ error: 'slow_down', code: 'device-code.slow-down' });
    portico.clock.move(6_000);
    // Ten seconds by now.
    expect((await poll()).body.error).toBe('slow_down');
    portico.clock.move(16_000);
    expect((await poll()).body.error).toBe('authorization_pending');
    const client = await acme.signIn(anna.id);
    const narrow = await acme.signIn(anna.id, {
      subject: { type: 'licence', id: (await licence({ customerId: anna.id })).id },
    });
    expect((await narrow.post('/portal/v1/licences/devices', { code: user_code })).status).toBe(403);
    expect((await client.post('/portal/v1/licences/devices', { code: 'BBBB-BBBB' })).body.code).toBe(
      'device-code.unknown',
    );
    const typed = user_code.toLowerCase().replace('-', ' ');
    expect((await client.post('/portal/v1/licences/devices', { code: typed })).body).toMatchObject({
      product: 'Studio',
      name: 'DESK-1',
    });
    expect(
      (await client.post('/portal/v1/licences/devices/answered', { code: typed, allow: true })).status,
    ).toBe(204);
    portico.clock.move(16_000);
    const [one, two] = await Promise.all([poll(), poll()]);
    const granted = [one, two].filter(({ status }) => status === 200);
    expect(granted).toHaveLength(1);
    const { access_token, expires_in } = (granted[0] as Answer).body;
    expect(expires_in).toBe(3600);
    expect((await poll()).body.error).toBe('invalid_grant');
    const list = async (token: string) =>
      portico.anonymous.get(`/runtime/v1/licences?product=${client_id}`, {
        authorization: `Bearer ${token}`,
      });
    const mine = (await client.get('/portal/v1/licences')).body.items.map(({ id }: { id: string }) => id);
    expect((await list(access_token)).body.items.map(({ id }: { id: string }) => id).sort()).toEqual(
      mine.sort(),
    );
    expect((await list(`${access_token}x`)).status).toBe(401);
    portico.clock.move(3600_000);
    expect((await list(access_token)).status).toBe(401);
    // Refused, and over.
    const no = (await begin()).body;
    const again = await acme.signIn(anna.id);
    await again.post('/portal/v1/licences/devices/answered', { code: no.user_code, allow: false });
    expect((await poll(no.device_code)).body.error).toBe('access_denied');
    const old = (await begin()).body;
    portico.clock.move(16 * 60_000);
    expect((await poll(old.device_code)).body.error).toBe('expired_token');
    expect((await again.post('/portal/v1/licences/devices', { code: old.user_code })).status).toBe(404);
    expect(await runtime('device-codes', { client_id: 'pub_000000000000_000000000000' })).toMatchObject({
      ...{ status: 404, body: { error: 'invalid_client' } },
    });
  });

  test('DAY-32 keys that went around stand in a list: machines that were refused, or came and went', async () => {
    const leaked = await licence({ machineLimit: 1 });
    await activate(leaked.key, 'machine-0');
    for (const at of [1, 2, 3, 1]) await activate(leaked.key, `machine-${at}`);
    const calm = await licence({ machineLimit: 1 });
    await activate(calm.key, 'machine-0');
    await activate(calm.key, 'machine-1');
    const abused = async (days = 30) => (await acme.api.get(`/api/v1/licence-abuse?days=${days}`)).body.items;
    expect(await abused()).toMatchObject([
      { licenceId: leaked.id, used: 1, refused: 3, freed: 0, machineLimit: 1 },
    ]);
    portico.clock.move(31 * dayMs);
    expect(await abused()).toEqual([]);
    expect(await abused(60)).toHaveLength(1);
    expect((await acme.api.get('/api/v1/licence-abuse?days=0')).status).toBe(422);
  });

  test('CRY-21 use is recorded against a licence: twice 3 is 6, sent again it counts once, and the holder reads the sum', async () => {
    await set({
      usage: { metrics: [{ metric: 'renders', names: { en: 'Rendered pictures' }, unit: 'pictures' }] },
    });
    const anna = await acme.customer();
    const own = await licence({ customerId: anna.id });
    const sibling = portico.sibling();
    const use = (id: string, more: object = {}, app = portico.app) => {
      const asked = { product: product.publishableKey, key: own.key, metric: 'renders', quantity: '3', id };
      return runtime('licences/usage', { ...asked, ...more }, 'application/json', app);
    };
    expect(await use('a-1')).toMatchObject({ status: 201, body: { metric: 'renders', quantity: '3' } });
    expect((await use('a-2')).body.quantity).toBe('6');
    const again = await Promise.all([use('a-2'), use('a-2'), use('a-2')]);
    expect(again.map(({ status, body }) => [status, body.quantity])).toEqual([
      [200, '6'],
      [200, '6'],
      [200, '6'],
    ]);
    // Told by five at once, two processes among them: one record.
    const told = await Promise.all(
      [1, 2, 3, 4, 5].map((at) => use('a-once', { quantity: '1' }, at % 2 ? portico.app : sibling)),
    );
    expect(told.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect((await use('a-once')).body.quantity).toBe('7');
    const lastYear = { at: new Date(portico.clock.now().getTime() - 300 * dayMs).toISOString() };
    for (const wrong of [{ quantity: '-3' }, { quantity: '3,5' }, { metric: 'Renders' }, lastYear])
      expect((await use('a-3', wrong)).status).toBe(422);
    const client = await acme.signIn(anna.id);
    expect((await client.get(`/portal/v1/licences/${own.id}`)).body.usage).toMatchObject([
      { name: 'Rendered pictures', unit: 'pictures', quantity: '7' },
    ]);
    expect((await acme.api.get(`/api/v1/licences/${own.id}/usage`)).body.items).toMatchObject([
      { quantity: '7' },
    ]);
    const other = await licence({ customerId: anna.id });
    expect((await client.get(`/portal/v1/licences/${other.id}`)).body.usage).toEqual([]);
    await acme.api.patch(`/api/v1/licences/${own.id}`, { blocked: 'leaked' });
    expect((await use('a-4')).body.code).toBe('licence.blocked');
    const free = await licence();
    expect((await use('a-5', { key: free.key })).body.code).toBe('licence.no-holder');
    expect((await use('a-6', { key: 'nobody-has-this' })).status).toBe(401);
  });

  test('CRY-21 what is used of a licence is charged by the metered item of its contract', async () => {
    const metrics = [{ metric: 'renders', bills: ['Rendering'] }];
    await set({ usage: { metrics, settleAfterDays: 0 } });
    const { id: customerId } = await acme.customer();
    const today = portico.clock.now().toISOString().slice(0, 10);
    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    const contract = await make('contracts', {
      ...{ customerId, title: 'Studio', startsOn: today, nextChargeOn: today },
      ...{ billingPeriod: { count: 1, unit: 'month' }, tax: { included: true, percent: 19 } },
      items: [
        { kind: 'plan', title: 'Studio', quantity: 1, unitPrice: euros(1000) },
        { kind: 'usage', title: 'Rendering', quantity: 0, unit: 'pictures', unitPrice: euros(5) },
      ],
    });
    const own = await licence({ customerId, contractId: contract.id });
    for (const id of ['r-1', 'r-2', 'r-2'])
      await runtime('licences/usage', {
        ...{ product: product.publishableKey, key: own.key, metric: 'renders', quantity: '3', id },
      });
    const at = new Date(portico.clock.now().getTime() + 40 * dayMs);
    const until = new Date(portico.clock.now().getTime() + 29 * dayMs).toISOString().slice(0, 10);
    const item = { componentId: null, title: 'Rendering', from: today, until, at };
    const asked = { vendorId: acme.id, contractId: contract.id, ...item };
    expect(await usageRecordsSource.usedOf(portico.database.db, asked)).toBe('6');
    await set({ usage: { metrics: [] } });
  });
});
