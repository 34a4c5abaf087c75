import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { foreignPdf, tinyPng } from '../helpers/pdf.ts';

describe.each(databaseKinds)('what is written of locations on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signIn: { accessCode: true },
      support: { email: 'help@acme.example' },
    });
  });
  afterAll(() => portico.close());

  const ok = async (answer: Promise<Answer>, status = 201) => {
    const { body, ...rest } = await answer;
    expect(rest.status, JSON.stringify(body)).toBe(status);
    return body;
  };
  const make = (path: string, body: object) => ok(acme.api.post(`/api/v1/${path}`, body));
  const bytesAt = async (client: Client, path: string) => {
    const answer = await client.raw('GET', path);
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const session = async (accessCode: string, more: object = {}) => {
    const body = { accessCode, portal: 'acme', ...more };
    const { sessionToken } = await ok(portico.anonymous.post('/portal/v1/sessions', body));
    return new Client(portico.app, sessionToken);
  };
  const codeOf = async (path: string, body: object = {}) => (await make(`${path}/access-code`, body)).code;

  /** A customer with two locations; at the first stand two machines, with records of each and of the place. */
  async function world() {
    const { id: customerId } = await acme.customer();
    const here = await make('locations', { customerId, name: 'Bakery', address: { city: 'Utrecht' } });
    const there = await make('locations', { customerId, name: 'Shop' });
    const machine = (locationId: string, name: string) => make('installations', { locationId, name });
    const [cold, oven] = [await machine(here.id, 'Cold store'), await machine(here.id, 'Freezer')];
    const counter = await machine(there.id, 'Counter');
    const places = [
      { locationId: here.id, installationId: null },
      { locationId: here.id, installationId: cold.id },
      { locationId: here.id, installationId: oven.id },
      { locationId: there.id, installationId: counter.id },
    ];
    const records = [];
    for (const [index, place] of places.entries()) {
      const day = `2026-0${index + 2}-01`;
      const entry = await make('logbook-entries', {
        ...place,
        kind: `Visit ${index}`,
        happenedOn: day,
        by: 'Jan',
      });
      const document = await make('site-documents', {
        ...{ ...place, kind: 'certificate', number: `C-${index}`, title: 'Leak check', issuedOn: day },
        validUntil: '2026-12-01',
      });
      const inspection = await make('inspections', {
        ...place,
        name: `Check ${index}`,
        everyMonths: 12,
        dueOn: `2026-1${index % 3}-20`,
      });
      records.push({ entry, document, inspection });
    }
    return { customerId, here, there, cold, oven, counter, records };
  }

  test('CLI-24 the logbook is read in the order of its days, and each session reads no more than its own', async () => {
    const { customerId, here, there, cold, counter, records } = await world();
    const token = (await ok(acme.api.get(`/api/v1/installations/${cold.id}/token`), 200)).token;
    const whole = await session(await codeOf(`customers/${customerId}`));
    const place = await session(await codeOf(`locations/${here.id}`));
    const both = await codeOf(`locations/${here.id}`, { requiresInstallationToken: true });
    // A new code ends what began with the one before.
    expect((await place.get('/portal/v1/sites')).status).toBe(401);
    const alone = await session(both, { installationToken: token });
    const other = await session(await codeOf(`customers/${(await world()).customerId}`));

    const kinds = async (client: Client, at: string, list = 'logbook') =>
      (await client.get(`/portal/v1/sites/${at}/${list}`)).body.items?.map(
        (one: Answer['body']) => one.kind ?? one.name,
      );
    expect(await kinds(whole, here.id)).toEqual(['Visit 2', 'Visit 1', 'Visit 0']);
    expect(await kinds(whole, there.id)).toEqual(['Visit 3']);
    expect(await kinds(alone, here.id)).toEqual(['Visit 1']);
    expect(await kinds(alone, here.id, 'inspections')).toEqual(['Check 1']);
    const first = (await whole.get(`/portal/v1/sites/${here.id}/logbook?limit=1`)).body;
    const next = (await whole.get(`/portal/v1/sites/${here.id}/logbook?limit=1&cursor=${first.nextCursor}`))
      .body;
    expect(next.items[0].kind).toBe('Visit 1');

    // Every list and file, for everybody: another's place, and what stands beside one's own, are like none.
    const lists = ['', '/installations', '/logbook', '/documents', '/inspections', '/requests'];
    for (const list of lists) {
      expect((await whole.get(`/portal/v1/sites/${here.id}${list}`)).status).toBe(200);
      expect((await alone.get(`/portal/v1/sites/${here.id}${list}`)).status).toBe(200);
      expect((await alone.get(`/portal/v1/sites/${there.id}${list}`)).body.code).toBe('location.not-found');
      expect((await other.get(`/portal/v1/sites/${here.id}${list}`)).body.code).toBe('location.not-found');
    }
    for (const list of ['logbook', 'documents', 'inspections', 'requests']) {
      const wrong = `/portal/v1/sites/${here.id}/${list}?installationId=${counter.id}`;
      expect((await alone.get(wrong)).body.code).toBe('installation.not-found');
      expect((await whole.get(wrong)).body.code).toBe('installation.not-found');
    }
    expect((await alone.get(`/portal/v1/sites/of/${counter.id}`)).status).toBe(404);
    expect((await alone.get(`/portal/v1/sites/of/${cold.id}`)).body).toMatchObject({
      ...{ site: { id: here.id }, installation: { id: cold.id, name: 'Cold store' } },
    });
    const file = (client: Client, at: string, index: number) =>
      client.get(`/portal/v1/sites/${at}/documents/${records[index]?.document.id}/file`);
    expect((await alone.get(`/portal/v1/sites/${here.id}/documents`)).body.items).toHaveLength(1);
    expect((await file(alone, here.id, 2)).body.code).toBe('site-document.not-found');
    expect((await file(alone, here.id, 1)).body.code).toBe('site-document.no-file');
    expect((await file(other, here.id, 1)).body.code).toBe('location.not-found');
  });

  test('CLI-24 a certificate is downloaded byte for byte, as a file and never as a page', async () => {
    const { customerId, here, records } = await world();
    const { document } = records[1] as Answer['body'];
    const pdf = foreignPdf('C-1');
    const path = `/api/v1/site-documents/${document.id}/file`;
    const type = { 'content-type': 'application/pdf' };
    const put = await ok(
      acme.api.send('PUT', `${path}?name=${encodeURIComponent('../C 1"<b>.html')}`, pdf, type),
      200,
    );
    expect(put.file).toMatchObject({ mediaType: 'application/pdf', size: pdf.byteLength });
    expect(put.file.name).not.toMatch(/[/"<>]|html$/);
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    expect((await acme.api.send('PUT', path, page, type)).body.code).toBe('site-file.not-readable');
    expect((await acme.api.send('PUT', path, page, { 'content-type': 'text/html' })).status).toBe(415);
    const customer = await session(await codeOf(`customers/${customerId}`));
    const { answer, bytes } = await bytesAt(
      customer,
      `/portal/v1/sites/${here.id}/documents/${document.id}/file`,
    );
    expect(bytes.equals(Buffer.from(pdf))).toBe(true);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('CLI-24 what the law wants kept can not be deleted before its day, nor with its location or customer', async () => {
    const { customerId, here, records } = await world();
    const { document } = records[1] as Answer['body'];
    expect(document.keepUntil).toBe('2031-03-01');
    const at = `/api/v1/site-documents/${document.id}`;
    expect((await acme.api.delete(at)).body.code).toBe('site-document.must-be-kept');
    expect((await acme.api.delete(`/api/v1/locations/${here.id}`)).body.code).toBe(
      'site-document.must-be-kept',
    );
    await ok(acme.api.delete(`/api/v1/customers/${customerId}`), 204);
    expect((await acme.api.get(at)).status).toBe(200);
    await ok(acme.api.patch(at, { keepUntil: '2026-01-01' }), 200);
    await ok(acme.api.delete(at), 204);
  });

  test('DAY-31 an inspection that is done stands in the logbook, and comes again by its interval', async () => {
    const { customerId, here, cold, records } = await world();
    const { inspection } = records[1] as Answer['body'];
    const customer = await session(await codeOf(`customers/${customerId}`));
    const light = async () => (await customer.get(`/portal/v1/sites/${here.id}`)).body.light;
    expect([inspection.light, await light()]).toEqual(['overdue', 'overdue']);
    const after = await ok(
      acme.api.post(`/api/v1/inspections/${inspection.id}/done`, {
        doneOn: '2026-11-20',
        text: 'No leak.',
        by: 'Jan',
      }),
      200,
    );
    expect(after).toMatchObject({ dueOn: '2027-11-20', lastDoneOn: '2026-11-20', light: 'good' });
    const [entry] = (await customer.get(`/portal/v1/sites/${here.id}/logbook?installationId=${cold.id}`)).body
      .items;
    // Who reads of the whole place is told what each record is about.
    for (const list of ['logbook', 'documents', 'inspections']) {
      const { items } = (await customer.get(`/portal/v1/sites/${here.id}/${list}`)).body;
      const names = items.map((item: { installationName: string | null }) => item.installationName);
      expect([...new Set(names)].sort(), list).toEqual(['Cold store', 'Freezer', null]);
    }
    const planned = (await customer.get(`/portal/v1/sites/${here.id}/inspections`)).body.items;
    const days = planned.map(({ dueOn }: { dueOn: string | null }) => dueOn ?? '9');
    expect(days).toEqual([...days].sort());
    expect(entry).toMatchObject({ kind: 'Check 1', happenedOn: '2026-11-20', text: 'No leak.', by: 'Jan' });
    const due = await ok(acme.api.get(`/api/v1/inspections?locationId=${here.id}&sort=dueOn`), 200);
    expect(due.items.map(({ name }: { name: string }) => name)).toEqual(['Check 0', 'Check 2', 'Check 1']);
  });

  test('DAY-31 the calendar has an address of its own, which is told once, revoked, and ends with the right to see', async () => {
    const { customerId, here, cold } = await world();
    const whole = await session(await codeOf(`customers/${customerId}`));
    expect((await whole.get('/portal/v1/sites/calendar')).body).toEqual({ feed: null, url: null });
    const { url } = await ok(whole.post('/portal/v1/sites/calendar', {}));
    expect(url.startsWith(`${testPublicUrl}/calendar/cal_`)).toBe(true);
    const path = url.slice(testPublicUrl.length);
    const file = async (at = path) => (await bytesAt(portico.anonymous, at)).bytes.toString();
    const text = await file();
    expect(text).toContain('SUMMARY:Check 1 – Cold store – Bakery');
    expect(text).toContain('DTSTART;VALUE=DATE:20261120');
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    const known = (await whole.get('/portal/v1/sites/calendar')).body;
    expect([known.url, known.feed.reads]).toEqual([null, 1]);
    const log = await ok(acme.api.get('/api/v1/activity?limit=50'), 200);
    expect(JSON.stringify(log)).not.toContain(path.slice(10, -4));

    const token = (await ok(acme.api.get(`/api/v1/installations/${cold.id}/token`), 200)).token;
    const code = await codeOf(`locations/${here.id}`, { requiresInstallationToken: true });
    const alone = await session(code, { installationToken: token });
    const narrow = await ok(alone.post('/portal/v1/sites/calendar', {}));
    expect((await file(narrow.url.slice(testPublicUrl.length))).match(/SUMMARY:/g)).toHaveLength(1);

    await ok(
      acme.api.patch(`/api/v1/customers/${customerId}`, { features: { 'sites.calendar': false } }),
      200,
    );
    expect((await portico.anonymous.get(path)).status).toBe(404);
    await ok(
      acme.api.patch(`/api/v1/customers/${customerId}`, { features: { 'sites.calendar': true } }),
      200,
    );
    const again = await ok(whole.post('/portal/v1/sites/calendar', {}));
    expect((await portico.anonymous.get(path)).status).toBe(404);
    await ok(whole.delete('/portal/v1/sites/calendar'), 204);
    expect((await portico.anonymous.get(again.url.slice(testPublicUrl.length))).status).toBe(404);
    const feed = await make('calendar-feeds', { name: 'Technicians' });
    expect(await file(feed.url.slice(testPublicUrl.length))).toMatch(/SUMMARY:Check/);
    await ok(acme.api.delete(`/api/v1/calendar-feeds/${feed.id}`), 204);
    expect((await portico.anonymous.get(feed.url.slice(testPublicUrl.length))).status).toBe(404);
  });

  test('DAY-31 a fault is reported with a photo, and its customer follows what becomes of it', async () => {
    const { customerId, here, there, cold, oven } = await world();
    const token = (await ok(acme.api.get(`/api/v1/installations/${cold.id}/token`), 200)).token;
    const code = await codeOf(`locations/${here.id}`, { requiresInstallationToken: true });
    const alone = await session(code, { installationToken: token });
    const whole = await session(await codeOf(`customers/${customerId}`));
    const png = { 'content-type': 'image/png' };
    const behind = Buffer.concat([Buffer.from(tinyPng), Buffer.from('<script>alert(1)</script>')]);
    const photo = await ok(alone.send('POST', '/portal/v1/sites/photos', behind, png));
    for (const bytes of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a=1;alert(1)', '%PDF-1.7 no']) {
      const refused = await alone.send('POST', '/portal/v1/sites/photos', Buffer.from(bytes), png);
      expect(refused.body.code).toBe('site-file.not-readable');
    }
    const ask = (client: Client, body: object) =>
      client.post('/portal/v1/sites/requests', { locationId: here.id, ...body });
    expect((await ask(alone, {})).body.code).toBe('site-request.empty');
    expect((await ask(alone, { text: 'x', installationId: oven.id })).body.code).toBe(
      'installation.not-found',
    );
    expect((await ask(alone, { text: 'x', locationId: there.id })).body.code).toBe('location.not-found');
    const other = await session(await codeOf(`customers/${(await world()).customerId}`));
    expect((await ask(other, { text: 'x' })).body.code).toBe('location.not-found');
    const { id } = await ok(ask(alone, { photoIds: [photo.id], wantedOn: '2026-11-24', phone: '06 1234' }));
    expect((await ask(alone, { photoIds: [photo.id] })).body.code).toBe('site-file.not-found');

    const request = await ok(acme.api.get(`/api/v1/site-requests/${id}`), 200);
    expect(request).toMatchObject({
      state: 'new',
      installationId: cold.id,
      wantedOn: '2026-11-24',
      text: '',
    });
    const [kept] = (await ok(acme.api.get(`/api/v1/site-requests/${id}/files`), 200)).items;
    const seen = await bytesAt(acme.api, `/api/v1/site-requests/${id}/files/${kept.id}`);
    expect(seen.bytes.includes('script')).toBe(false);
    expect(seen.answer.headers.get('content-type')).toBe('image/png');
    expect(
      (await bytesAt(alone, `/portal/v1/sites/${here.id}/files/${kept.id}`)).bytes.equals(seen.bytes),
    ).toBe(true);
    expect((await other.get(`/portal/v1/sites/${here.id}/files/${kept.id}`)).status).toBe(404);
    const mails = await ok(acme.api.get('/api/v1/mails?limit=50'), 200);
    expect(
      mails.items.filter(({ template }: { template: string }) => template === 'site-request')[0].to.address,
    ).toBe('help@acme.example');
    const told = await ok(acme.api.get('/api/v1/activity?action=site-request.created'), 200);
    expect(told.items[0]).toMatchObject({ customerId, subjectId: id });

    const order = await make('site-documents', {
      ...{
        locationId: here.id,
        installationId: cold.id,
        kind: 'work-order',
        title: 'Repair',
        issuedOn: '2026-11-24',
      },
      state: 'planned',
    });
    const far = await make('site-documents', {
      locationId: there.id,
      kind: 'work-order',
      title: 'Far',
      issuedOn: '2026-11-24',
    });
    const at = `/api/v1/site-requests/${id}`;
    expect((await acme.api.patch(at, { documentId: far.id })).body.fields[0].path).toBe('documentId');
    const planned = { answer: 'Jan comes on Tuesday.', plannedOn: '2026-11-24', documentId: order.id };
    expect((await ok(acme.api.patch(at, planned), 200)).state).toBe('planned');
    for (const client of [alone, whole]) {
      const [mine] = (await client.get(`/portal/v1/sites/${here.id}/requests`)).body.items;
      expect(mine).toMatchObject({ id, state: 'planned', ...planned, workOrder: null });
    }
    // With a file it can be opened from the request itself.
    const type = { 'content-type': 'application/pdf' };
    await ok(acme.api.send('PUT', `/api/v1/site-documents/${order.id}/file`, foreignPdf('WO-1'), type), 200);
    for (const client of [alone, whole]) {
      const [mine] = (await client.get(`/portal/v1/sites/${here.id}/requests`)).body.items;
      expect(mine.workOrder).toEqual({
        ...{ id: order.id, number: order.number, title: 'Repair', mediaType: 'application/pdf' },
      });
    }
    expect((await ok(acme.api.patch(at, { state: 'done' }), 200)).state).toBe('done');
    expect((await ok(acme.api.get('/api/v1/site-requests?state=open'), 200)).items).toEqual([]);
    await ok(
      acme.api.patch(`/api/v1/customers/${customerId}`, { features: { 'sites.request': false } }),
      200,
    );
    expect((await ask(whole, { text: 'x' })).body.code).toBe('feature.off');
  });

  test('DAY-31 a location is handed over with its history cut by the day, and the old owner keeps theirs', async () => {
    const { customerId: seller, here, cold, records } = await world();
    const { id: buyer } = await acme.customer();
    const { id: heir } = await acme.customer();
    const code = await codeOf(`locations/${here.id}`);
    const guest = await session(code);
    const old = await session(await codeOf(`customers/${seller}`));
    const mine = await ok(old.post('/portal/v1/sites/requests', { locationId: here.id, text: 'Our secret' }));
    await make('logbook-entries', { locationId: here.id, kind: 'After', happenedOn: '2026-11-10' });
    const hand = (body: object) => acme.api.post(`/api/v1/locations/${here.id}/handover`, body);
    expect((await hand({ customerId: buyer, on: '2027-01-01' })).body.fields[0].path).toBe('on');
    expect((await hand({ customerId: seller })).body.fields[0].path).toBe('customerId');
    await ok(hand({ customerId: buyer, on: '2026-11-01' }), 200);

    expect((await guest.get('/portal/v1/sites')).status).toBe(401);
    const refused = await portico.anonymous.post('/portal/v1/sessions', { accessCode: code, portal: 'acme' });
    expect(refused.status).toBe(401);
    const now = await session(await codeOf(`customers/${buyer}`));
    const kinds = async (client: Client) =>
      (await client.get(`/portal/v1/sites/${here.id}/logbook`)).body.items.map(
        (one: Answer['body']) => one.kind,
      );
    const papers = async (client: Client) =>
      (await client.get(`/portal/v1/sites/${here.id}/documents`)).body.items.map(
        (one: Answer['body']) => one.number,
      );
    expect([await kinds(now), await papers(now)]).toEqual([['After'], []]);
    expect([await kinds(old), await papers(old)]).toEqual([
      ['Visit 2', 'Visit 1', 'Visit 0'],
      ['C-2', 'C-1', 'C-0'],
    ]);
    expect((await old.get(`/portal/v1/sites/${here.id}`)).body.until).toBe('2026-11-01');
    expect((await old.get(`/portal/v1/sites/${here.id}/inspections`)).body.items).toEqual([]);
    expect((await now.get(`/portal/v1/sites/${here.id}/requests`)).body.items).toEqual([]);
    expect((await old.get(`/portal/v1/sites/${here.id}/requests`)).body.items[0].id).toBe(mine.id);
    const again = await old.post('/portal/v1/sites/requests', { locationId: here.id, text: 'x' });
    expect(again.body.code).toBe('location.not-found');
    expect((await ok(acme.api.get(`/api/v1/installations/${cold.id}`), 200)).customerId).toBe(buyer);

    expect((await hand({ customerId: heir, on: '2026-10-01' })).body.fields[0].path).toBe('on');
    await ok(hand({ customerId: heir, history: 'all' }), 200);
    const last = await session(await codeOf(`customers/${heir}`));
    expect(await kinds(last)).toEqual(['After', 'Visit 2', 'Visit 1', 'Visit 0']);
    expect(await kinds(now)).toEqual(['After']);
    const file = `/portal/v1/sites/${here.id}/documents/${(records[0] as Answer['body']).document.id}/file`;
    expect((await now.get(file)).body.code).toBe('site-document.not-found');
    expect((await last.get(file)).body.code).toBe('site-document.no-file');
    const { items } = await ok(acme.api.get(`/api/v1/locations/${here.id}/handover`), 200);
    expect(items).toEqual([
      { customerId: seller, customerName: expect.any(String), from: null, until: '2026-11-01' },
      { customerId: buyer, customerName: expect.any(String), from: '2026-11-01', until: '2026-11-22' },
      { customerId: heir, customerName: expect.any(String), from: null, until: null },
    ]);
    // Whoever had it before may go; what belongs to the equipment stays with it.
    await ok(acme.api.delete(`/api/v1/customers/${seller}`), 204);
    expect(await kinds(last)).toHaveLength(4);
  });

  test('ID01 another vendor’s request, location and customer are answered like made-up ones', async () => {
    const globex = await portico.vendor('globex');
    const { here, customerId } = await world();
    const client = await session(await codeOf(`customers/${customerId}`));
    const { id } = await ok(client.post('/portal/v1/sites/requests', { locationId: here.id, text: 'x' }));
    const theirs = `/api/v1/site-requests/${id}`;
    for (const path of [theirs, `${theirs}/files`, `${theirs}/files/att_01k9z3m4q7x2v5`])
      expect((await globex.api.get(path)).body.code).toBe('site-request.not-found');
    expect((await globex.api.patch(theirs, { state: 'done' })).body.code).toBe('site-request.not-found');
    const buyer = await globex.customer();
    const hand = (api: TestVendor['api'], to: string) =>
      api.post(`/api/v1/locations/${here.id}/handover`, { customerId: to });
    expect((await hand(globex.api, buyer.id)).body.code).toBe('location.not-found');
    expect((await hand(acme.api, buyer.id)).body.fields[0].path).toBe('customerId');
  });
});
