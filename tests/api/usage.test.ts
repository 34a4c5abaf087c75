import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segmentsOf } from '../../src/features/usage/rules.ts';
import { operatorsAudience } from '../../src/features/usage/server/audience.ts';
import { exportReport } from '../../src/features/usage/server/export.ts';
import { figuresBy, figuresByMonth, type GroupBy } from '../../src/features/usage/server/figures.ts';
import { sumNextDay } from '../../src/features/usage/server/sums.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { bill } from '../helpers/billing.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing } from '../helpers/orders.ts';
import { importFile, sendBytes, transferWorkers } from '../helpers/transfers.ts';
import { insertCalls } from '../helpers/usage-records.ts';

interface Told {
  readonly [name: string]: unknown;
  readonly from: string;
  readonly to: string;
  readonly direction: string;
}
const call = (more: object = {}): Told => ({
  ...{ from: '+493012345', to: '+4479460001', direction: 'out', seconds: 70, billedSeconds: 60 },
  ...{ destination: 'United Kingdom, mobile', price: { amount: '0.0425', currency: 'EUR' } },
  ...more,
});

describe.each(databaseKinds)('usage records and reports on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  let anna: string;
  let portal: Client;
  beforeAll(async () => {
    app = await testApp(kind);
    acme = await app.vendor();
    anna = (await acme.customer({ externalId: 'a-1' })).id;
    await acme.api.post('/api/v1/usage-records', {
      customerId: anna,
      metric: 'call',
      at: '2026-11-02T09:00:00Z',
      call: call(),
    });
    portal = await acme.signIn(anna);
  });
  afterAll(() => app.close());

  const setColumns = (usage: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { usage });
  const exported = async (client: Client, query: object) => {
    const asked = await client.post('/portal/v1/usage/exports', query);
    expect(asked.status).toBe(201);
    return (await app.anonymous.get(asked.body.url)).body as string;
  };

  test('CRY-21 what is recorded on a licence twice adds up, and the same outside id counts once', async () => {
    const product = await acme.api.post('/api/v1/products', { name: 'Kiln' });
    const licence = await acme.api.post('/api/v1/licences', { productId: product.body.id, customerId: anna });
    const on = { customerId: anna, metric: 'render.minutes', licenceId: licence.body.id, quantity: '3' };
    for (const externalId of [undefined, undefined]) {
      const made = await acme.api.post('/api/v1/usage-records', { ...on, externalId });
      expect(made.status).toBe(201);
    }
    const { body } = await portal.get('/portal/v1/usage?metric=render.minutes&report=subject&period=year');
    expect(body.items).toMatchObject([{ id: licence.body.id, records: 2, quantity: '6' }]);
    const batch = { items: ['b-1', 'b-2', 'b-1'].map((externalId) => ({ ...on, externalId })) };
    expect((await acme.api.post('/api/v1/usage-records/batch', batch)).body).toMatchObject({
      created: 2,
      known: 1,
    });
    expect((await acme.api.post('/api/v1/usage-records/batch', batch)).body).toMatchObject({
      created: 0,
      known: 3,
    });
    const twice = await acme.api.post('/api/v1/usage-records', { ...on, externalId: 'b-1' });
    expect(twice).toMatchObject({ status: 409, body: { code: 'usage-record.external-id-taken' } });
    const put = await acme.api.put('/api/v1/usage-records/ext:b-1', { ...on, quantity: '4.5' });
    expect(put).toMatchObject({ status: 200, body: { quantity: '4.5' } });
    expect((await acme.api.delete('/api/v1/usage-records/ext:b-2')).status).toBe(204);
    const after = await portal.get('/portal/v1/usage?metric=render.minutes&report=month&period=year');
    expect(after.body.total).toMatchObject({ records: 3, quantity: '10.5' });
  });

  test('a batch with one bad record writes none of it, and names the record', async () => {
    const good = { customerId: anna, metric: 'gb', quantity: '1' };
    const items = [good, { ...good, customerId: 'ext:nobody' }];
    const refused = await acme.api.post('/api/v1/usage-records/batch', { items });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'items.1.customerId' }] } });
    const late = await acme.api.post('/api/v1/usage-records', { ...good, at: '2027-01-01T00:00:00Z' });
    expect(late).toMatchObject({ status: 422, body: { fields: [{ path: 'at' }] } });
    const other = {
      customerId: anna,
      metric: 'call',
      call: call({ price: { amount: '1', currency: 'USD' } }),
    };
    expect(await acme.api.post('/api/v1/usage-records', other)).toMatchObject({
      ...{ status: 409, body: { code: 'usage-record.currency' } },
    });
    const list = await acme.api.get(`/api/v1/usage-records?customerId=${anna}&metric=gb`);
    expect(list.body.items).toEqual([]);
  });

  test('CON-16 CON-17 DAY-40 columns that the vendor does not show are in no answer, no search and no file, each report for itself', async () => {
    await setColumns({
      records: ['at', 'to', 'seconds'],
      breakout: ['day', 'destination', 'records', 'price'],
    });
    const records = await portal.get('/portal/v1/usage?report=records');
    expect(records.body.columns.map(({ key }: { key: string }) => key)).toEqual(['at', 'to', 'seconds']);
    expect(Object.keys(records.body.items[0])).toEqual(['id', 'at', 'to', 'seconds']);
    // In the order in which they are asked for, in the file too.
    expect(await exported(portal, { report: 'records', columns: 'seconds,at' })).toBe(
      'Duration,Time\r\n70,2026-11-02T09:00:00.000Z\r\n',
    );
    expect((await portal.get('/portal/v1/usage?report=records&search=kingdom')).body.items).toEqual([]);
    expect((await portal.get('/portal/v1/usage?report=records&search=4479')).body.items).toHaveLength(1);
    expect(await exported(portal, { report: 'records' })).toBe(
      `Time,To,Duration\r\n2026-11-02T09:00:00.000Z,"'+4479460001",70\r\n`,
    );
    for (const refused of ['report=records&sort=price', 'report=number', 'report=records&columns=price']) {
      expect(await portal.get(`/portal/v1/usage?${refused}`), refused).toMatchObject({
        ...{ status: 403, body: { code: 'usage-report.column' } },
      });
    }
    const breakout = await portal.get('/portal/v1/usage?report=destination');
    expect(breakout.body.items).toEqual([
      {
        ...{ id: 'United Kingdom, mobile', destination: 'United Kingdom, mobile', records: 1 },
        price: { amount: '0.0425', currency: 'EUR' },
      },
    ]);
    const { body } = await acme.api.get(`/api/v1/usage-report?customerId=${anna}&report=records&metric=call`);
    expect(body.columns).toHaveLength(12);
    await setColumns({ operatorRecords: ['at'], operatorBreakout: [] });
    const own = await acme.api.get(`/api/v1/usage-report?customerId=${anna}&metric=call`);
    expect(own.body).toMatchObject({ report: 'records', columns: [{ key: 'at' }] });
    expect((await portal.get('/portal/v1/usage?report=records')).body.columns).toHaveLength(3);
    const file = await acme.api.get(`/api/v1/usage-report/export?customerId=${anna}&metric=call`);
    expect(file.body).toBe('Time\r\n2026-11-02T09:00:00.000Z\r\n');
  });

  test('CON-40 a zone moves times on the screen and days of a breakout, not what is in the file', async () => {
    const ben = (await acme.customer()).id;
    const late = { customerId: ben, metric: 'call', at: '2026-11-02T23:30:00Z', call: call() };
    await acme.api.post('/api/v1/usage-records', late);
    await setColumns({ breakout: ['day', 'records'], records: ['at'] });
    const signed = await acme.signIn(ben);
    const dayIn = async (zone: string) =>
      (await signed.get(`/portal/v1/usage?report=day&zone=${zone}`)).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect([await dayIn('UTC'), await dayIn('Europe/Berlin'), await dayIn('Asia/Kathmandu')]).toEqual([
      ...[['2026-11-02'], ['2026-11-03'], ['2026-11-03']],
    ]);
    for (const zone of ['UTC', 'Asia/Kathmandu']) {
      expect(await exported(signed, { report: 'day', zone })).toBe('Day,Calls\r\n2026-11-02,1\r\n');
    }
    const nowhere = await signed.get('/portal/v1/usage?zone=Mars/Base');
    expect(nowhere).toMatchObject({ status: 422, body: { fields: [{ path: 'zone' }] } });
    const backwards = await signed.get('/portal/v1/usage?from=2026-11-02&until=2026-11-01');
    expect(backwards).toMatchObject({ status: 422, body: { fields: [{ path: 'until' }] } });
  });

  test('IE01 a file holds nothing that a spreadsheet would run; its address works for this session alone', async () => {
    const eve = (await acme.customer()).id;
    const evil = call({ to: '=HYPERLINK("//sink")', destination: '+1,2' });
    const at = '2026-11-03T10:00:00Z';
    await acme.api.post('/api/v1/usage-records', {
      customerId: eve,
      metric: 'call',
      at,
      call: evil,
      quantity: '0.5',
    });
    await setColumns({ records: ['to', 'destination', 'quantity', 'price'] });
    const signed = await acme.signIn(eve);
    const csv = await exported(signed, { report: 'records', separator: 'semicolon', decimal: 'comma' });
    expect(csv.split('\r\n')[1]).toBe(`"'=HYPERLINK(""//sink"")";"'+1,2";0,5;0,0425;EUR`);
    // Its mark tells a spreadsheet that it is UTF-8.
    const again = (await signed.post('/portal/v1/usage/exports', {})).body;
    const bytes = await (await app.app.request(`http://localhost:4400${again.url}`)).arrayBuffer();
    expect([...new Uint8Array(bytes.slice(0, 3))]).toEqual([0xef, 0xbb, 0xbf]);
    const { url } = (await signed.post('/portal/v1/usage/exports', {})).body;
    expect((await app.anonymous.get(`${url}x`)).status).toBe(404);
    expect((await app.anonymous.get(url, { 'sec-fetch-site': 'cross-site' })).status).toBe(404);
    await signed.delete('/portal/v1/sessions');
    expect((await app.anonymous.get(url)).status).toBe(404);
  });

  test('a file is read no further than it is taken, and ends once when nobody takes it any more', async () => {
    const { id: customerId } = await acme.customer();
    const [fromMs, toMs] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-20T00:00:00Z')];
    await insertCalls(app.database, { vendorId: acme.id, customerId }, { count: 2600, fromMs, toMs });
    let pages = 0;
    const counting = app.database.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (result.rows.length >= 100) pages++;
        return result;
      },
    });
    const now = app.clock.now();
    const audience = await operatorsAudience(app.database.db, acme.id, customerId, { now, language: 'en' });
    const query = { report: 'records', metric: 'call' } as const;
    const take = async (parts: number) => {
      const [leaving, ended] = [new AbortController(), { count: 0 }];
      const taking = { signal: leaving.signal, onEnd: () => void ended.count++ };
      const reader = (await exportReport(counting, audience, query, taking)).getReader();
      let text = '';
      for (let at = 0; at < parts; at++) text += new TextDecoder().decode((await reader.read()).value);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      return { reader, leaving, ended, text };
    };
    const some = await take(3);
    expect([pages, some.ended.count]).toEqual([2, 0]);
    await some.reader.cancel();
    const other = await take(2);
    other.leaving.abort();
    await expect(other.reader.read()).rejects.toThrow();
    expect([some.ended.count, other.ended.count]).toEqual([1, 1]);
    pages = 0;
    const all = await take(8);
    expect([pages, all.ended.count]).toEqual([6, 1]);
    const instants = all.text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.slice(0, 24));
    expect(new Set(instants).size).toBe(2600);
    expect(instants).toEqual([...instants].sort().reverse());

    // One customer's list goes along its own rows: by metric and time, each once.
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/api/v1/usage-records?customerId=${customerId}&limit=200${cursor && `&cursor=${cursor}`}`;
      const { body } = await acme.api.get(path);
      listed.push(...body.items.map(({ at }: { at: string }) => at));
      cursor = body.nextCursor;
    }
    expect(listed).toHaveLength(2600);
    expect(listed).toEqual([...new Set(listed)].sort());
  });

  test('DAY-30 a reseller’s report takes in the accounts below, and not those that let nobody in', async () => {
    const reseller = (await acme.customer({ name: 'Reseller' })).id;
    const below = [];
    for (const parentAccess of ['view', 'change', 'none']) {
      const { id } = await acme.customer({ name: `Below ${parentAccess}`, parentId: reseller, parentAccess });
      await acme.api.post('/api/v1/usage-records', { customerId: id, metric: 'call', call: call() });
      below.push(id);
    }
    await acme.api.post('/api/v1/usage-records', { customerId: reseller, metric: 'call', call: call() });
    await setColumns({ records: ['at', 'to'], breakout: ['day', 'records'] });
    const signed = await acme.signIn(reseller);
    const of = async (query: string) => (await signed.get(`/portal/v1/usage?${query}`)).body;
    expect((await of('report=day')).total).toMatchObject({ records: 1 });
    expect((await of('report=day&accounts=below')).total).toMatchObject({ records: 3 });
    const accounts = (await of('report=account&accounts=below')).items;
    expect(accounts.map(({ id }: { id: string }) => id).sort()).toEqual(
      [reseller, below[0], below[1]].sort(),
    );
    const records = await of('report=records&accounts=below&limit=2');
    const rest = await of(`report=records&accounts=below&limit=2&cursor=${records.nextCursor}`);
    expect([records.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
  });

  test('a saved view is one’s own or everybody’s, and goes again', async () => {
    const query = { report: 'day', period: 'last-month' };
    const made = await portal.post('/portal/v1/usage/views', { name: 'Last month', query });
    expect(made).toMatchObject({ status: 201, body: { name: 'Last month', query } });
    expect((await portal.get('/portal/v1/usage/views')).body.items).toHaveLength(1);
    const stranger = await acme.signIn((await acme.customer()).id);
    expect((await stranger.get('/portal/v1/usage')).status).toBe(403);
    const other = (await acme.customer()).id;
    await acme.api.post('/api/v1/usage-records', { customerId: other, metric: 'gb' });
    const neighbour = await acme.signIn(other);
    expect((await neighbour.get('/portal/v1/usage/views')).body.items).toEqual([]);
    expect((await neighbour.delete(`/portal/v1/usage/views/${made.body.id}`)).status).toBe(404);
    expect((await portal.delete(`/portal/v1/usage/views/${made.body.id}`)).status).toBe(204);
    expect((await portal.delete(`/portal/v1/usage/views/${made.body.id}`)).status).toBe(404);
  });

  test('DAY-4 call detail records of a telephone exchange come in as they are, by account code; a second run corrects', async () => {
    const workers = transferWorkers(app);
    await acme.customer({ number: 'ACC-77' });
    const header =
      'accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid,userfield';
    const line = (of: { to: string; billsec: number; result: string; id: string; account?: string }) =>
      `${of.account ?? 'ACC-77'},+493012345,${of.to},from-internal,"""Anna"" <100>",SIP/100,SIP/trunk,Dial,x,2026-11-05 09:00:00,,2026-11-05 09:02:00,120,${of.billsec},${of.result},DOCUMENTATION,${of.id},`;
    const seen = await sendBytes(
      app,
      acme,
      'POST',
      '/api/v1/imports/preview?kind=usage-records',
      `${header}\n`,
    );
    const means = Object.fromEntries(
      seen.body.columns.map((one: { header: string; column: string | null }) => [one.header, one.column]),
    );
    expect(means).toMatchObject({
      accountcode: 'customerId',
      src: 'call.from',
      start: 'at',
      uniqueid: 'externalId',
    });
    const mapping = { columns: means };
    const bring = (...lines: string[]) =>
      importFile(app, workers, acme, 'usage-records', [header, ...lines].join('\n'), { mapping });
    const one = { to: '+441', billsec: 100, result: 'ANSWERED', id: 'q-1' };
    const two = { to: '+442', billsec: 0, result: 'NO ANSWER', id: 'q-2' };
    expect(await bring(line(one), line(two))).toMatchObject({ state: 'done', created: 2 });
    expect(await bring(line(one), line(two))).toMatchObject({ created: 0, unchanged: 2 });
    expect(await bring(line({ ...one, billsec: 90 }), line(two))).toMatchObject({ changed: 1, unchanged: 1 });
    const { body } = await acme.api.get('/api/v1/usage-records/ext:q-1');
    expect(body).toMatchObject({
      at: '2026-11-05T09:00:00.000Z',
      call: { billedSeconds: 90, direction: 'out' },
    });
    const bad = await bring(line({ ...one, id: 'q-3', account: 'nobody' }));
    expect(bad).toMatchObject({ state: 'failed', failed: 1 });
    await workers.stop();
  });

  test('CON-40 a report by day says what the contract includes until its billing period is over, where one item alone can have it', async () => {
    const vendor = await app.vendor('initech');
    const portalPath = `/api/v1/portals/${vendor.portal.id}`;
    const metrics = [{ metric: 'call', bills: ['Calls'], measure: 'minutes' }];
    await vendor.api.patch(portalPath, { usage: { metrics } });
    const customer = (await vendor.customer()).id;
    const today = app.clock.now().toISOString().slice(0, 10);
    const startsOn = `${Number(today.slice(0, 4)) - 1}-01-01`;
    const free = [
      { upTo: 300, unitPrice: '0' },
      { upTo: null, unitPrice: '0.05' },
    ];
    const contract = (more: object) =>
      vendor.api.post('/api/v1/contracts', {
        ...{ customerId: customer, title: 'Lines', startsOn, billingPeriod: { count: 1, unit: 'month' } },
        items: [
          {
            ...{ kind: 'usage', title: 'Calls', quantity: 0, unit: 'min' },
            ...{ unitPrice: { amount: 0, currency: 'EUR' }, metered: { mode: 'graduated', tiers: free } },
          },
        ],
        tax: { included: true, percent: 19 },
        ...more,
      });
    const old = await contract({});
    expect(old.status).toBe(201);
    await vendor.api.post('/api/v1/usage-records', {
      ...{ customerId: customer, metric: 'call', at: app.clock.now().toISOString(), call: call() },
    });
    const client = await vendor.signIn(customer);
    const limitOf = async (query: string) =>
      (await client.get(`/portal/v1/usage?metric=call&${query}`)).body.limit;
    const limit = { column: 'billedSeconds', value: 18_000, from: `${today.slice(0, 7)}-01` };
    expect(await limitOf('report=day')).toMatchObject(limit);
    expect(await limitOf('report=month&period=year')).toMatchObject(limit);
    // Of a part, or of days that are over, it would be no measure.
    for (const query of ['report=hour', 'report=day&direction=out', 'report=day&period=last-month']) {
      expect(await limitOf(query), query).toBeNull();
    }
    const asVendor = `/api/v1/usage-report?customerId=${customer}&report=day`;
    expect((await vendor.api.get(asVendor)).body.limit).toMatchObject(limit);
    const { key } = (
      await vendor.api.post('/api/v1/api-keys', { name: 'Use', scopes: ['usage-records:read'] })
    ).body;
    expect((await new Client(app.app, key).get(asVendor)).body.limit).toBeNull();
    await contract({ title: 'More lines' });
    expect(await limitOf('report=day')).toBeNull();
  });

  test('BIL-19 metered items are billed by the records of their period, each once, and late ones with the next', async () => {
    const vendor = await app.vendor('globex');
    const metrics = [{ metric: 'call', bills: ['Calls'], measure: 'minutes' }];
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, {
      ...{ usage: { metrics, settleAfterDays: 2 }, contracts: { billing: 'portico' } },
    });
    const customer = (await vendor.customer({ billing })).id;
    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    const contract = (startsOn: string) =>
      vendor.api.post('/api/v1/contracts', {
        ...{ customerId: customer, title: 'Lines', startsOn, nextChargeOn: startsOn },
        ...{ billingPeriod: { count: 1, unit: 'month' }, tax: { included: true, percent: 19 } },
        items: [
          { kind: 'plan', title: 'Lines', quantity: 1, unitPrice: euros(1000) },
          { kind: 'usage', title: 'Calls', quantity: 0, unit: 'min', unitPrice: euros(5) },
        ],
      });
    app.clock.set('2026-12-01T10:00:00Z');
    const first = (await contract('2026-12-01')).body.id;
    app.clock.move(1000);
    const second = (await contract('2026-12-01')).body.id;
    const used = async (at: string, billedSeconds: number, contractId?: string) => {
      const record = { customerId: customer, metric: 'call', at, call: call({ billedSeconds }), contractId };
      expect((await vendor.api.post('/api/v1/usage-records', record)).status).toBe(201);
    };
    await bill(app);
    await used('2026-12-01T09:59:00Z', 90);
    app.clock.set('2027-01-02T10:00:00Z');
    // The last minute of the portal's year, and one that belongs to the next.
    await used('2026-12-31T22:59:00Z', 45);
    await used('2026-12-31T23:01:00Z', 600);
    await used('2026-12-20T08:00:00Z', 300, second);
    const grosses = async () => {
      const { items } = (await vendor.api.get(`/api/v1/invoices?customerId=${customer}&limit=200`)).body;
      const ofUse = items.filter(({ gross }: { gross: number }) => gross !== 1000);
      return ofUse.map((one: { contractId: string; gross: number }) => [
        one.contractId === first ? 1 : 2,
        one.gross,
      ]);
    };
    expect(await bill(app)).toEqual([]);
    expect(await grosses()).toEqual([]);
    app.clock.set('2027-01-03T10:00:00Z');
    await Promise.all([bill(app), bill(app)]);
    // 135 seconds are 3 minutes; 5 were used on the second contract.
    expect((await grosses()).sort()).toEqual([
      [1, 15],
      [2, 25],
    ]);
    // Came too late for December: billed with January.
    await used('2026-12-24T08:00:00Z', 60);
    app.clock.set('2027-02-03T10:00:00Z');
    await bill(app);
    expect((await grosses()).sort()).toEqual([
      [1, 15],
      [1, 55],
      [2, 25],
    ]);
    app.clock.set('2026-11-22T10:00:00Z');
  });

  test('every breakout is the sum of its records, in any zone, on days when clocks change, however much was added up before', async () => {
    const { id } = await acme.customer();
    const zones = [
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'UTC',
      'Pacific/Apia',
    ];
    // Around the days on which these zones change their clocks.
    const starts = ['2025-10-25', '2026-03-07', '2026-03-28', '2026-04-04', '2026-09-26'].map((day) =>
      Date.parse(day),
    );
    const records = Array.from({ length: 300 }, (_, i) => {
      const at = (starts[i % 5] as number) + ((i * 7_919_000) % (3 * 86_400_000));
      const more = {
        direction: (['in', 'out', 'internal'] as const)[i % 3],
        destination: `D${i % 7}`,
        ...{ billedSeconds: (i * 37) % 600, disposition: i % 4 ? 'answered' : 'busy' },
        price: { amount: `0.0${(i % 90) + 10}`, currency: 'EUR' },
      };
      return {
        customerId: id,
        metric: 'call',
        at: new Date(at).toISOString(),
        quantity: `${i % 9}.25`,
        call: call(more),
      };
    });
    const send = (items: object[]) => acme.api.post('/api/v1/usage-records/batch', { items });
    expect((await send(records.slice(0, 200))).status).toBe(201);
    const key = { vendorId: acme.id, customerId: id, metric: 'call' };
    const sumDays = async (days: number) => {
      for (let day = 0; day < days; day++)
        await inTransaction(app.database.db, (tx) => sumNextDay(tx, key, app.clock.now(), 1));
    };
    const whose = { vendorId: acme.id, customerIds: [id], metric: 'call' };
    const local = (zone: string, at: string) => {
      const format = {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      } as const;
      const parts = new Intl.DateTimeFormat('en-CA', { ...format, hour: '2-digit' }).formatToParts(
        new Date(at),
      );
      const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
      return { day: `${of('year')}-${of('month')}-${of('day')}`, hour: of('hour') };
    };
    const groups: (GroupBy | 'month')[] = [
      'day',
      'month',
      'hour',
      'direction',
      'destination',
      'disposition',
      'number',
    ];
    const check = (known: typeof records) =>
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom(...groups),
        fc.constantFrom(undefined, 'in' as const, 'out' as const),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -1, max: 2 }),
        fc.integer({ min: 0, max: 360 }),
        async (zone, by, direction, start, shift, length) => {
          const from = new Date((starts[start] as number) + shift * 86_400_000).toISOString().slice(0, 10);
          const until = new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10);
          const expected = new Map<string, [number, number, bigint]>();
          for (const { at, call: made, quantity } of known) {
            const { day, hour } = local(zone, at);
            if (day < from || day > until || (direction && made.direction !== direction)) continue;
            const value = {
              direction: made.direction,
              destination: made.destination,
              disposition: made.disposition,
            };
            const number = made.direction === 'in' ? made.to : made.from;
            const own: Record<string, unknown> = { day, hour, month: day.slice(0, 7), number, ...value };
            const before = expected.get(String(own[by])) ?? [0, 0, 0n];
            const millionths = BigInt(Math.round(Number(quantity) * 1e6));
            expected.set(String(own[by]), [
              ...([before[0] + 1, before[1] + Number(made.billedSeconds), before[2] + millionths] as const),
            ]);
          }
          const days = { from, until };
          const found =
            by === 'month'
              ? await figuresByMonth(app.database.db, whose, days, zone, direction)
              : await figuresBy(app.database.db, whose, segmentsOf(days, zone), by, direction);
          const told = [...found].map(([key, one]) => [
            key,
            [one.records, Number(one.billedSeconds), one.quantity],
          ]);
          expect(told.sort()).toEqual([...expected].sort());
        },
      );
    const options = { numRuns: 15, seed: 7 };
    await fc.assert(check(records.slice(0, 200)), options);
    await sumDays(6);
    await fc.assert(check(records.slice(0, 200)), { ...options, seed: 8 });
    // Late ones go into sums that were made already, and what is deleted out of them.
    expect((await send(records.slice(200))).status).toBe(201);
    const { body } = await acme.api.get(`/api/v1/usage-records?customerId=${id}&limit=1`);
    expect((await acme.api.delete(`/api/v1/usage-records/${body.items[0].id}`)).status).toBe(204);
    const left = records.filter(({ at }) => at !== body.items[0].at);
    await fc.assert(check(left), { ...options, seed: 9 });
    await sumDays(30);
    await fc.assert(check(left), { ...options, seed: 10 });
  });
});
