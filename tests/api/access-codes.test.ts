import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCode } from '../../src/kit/common/code.ts';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('access codes on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signIn: { password: false, accessCode: true },
    });
  });
  afterAll(() => portico.close());

  /** Types a code from a network of its own, unless one is named. */
  async function type(body: object, address = `198.51.${nextAddress >> 8}.${nextAddress++ & 255}`) {
    const response = await portico.app.request(
      `${testPublicUrl}/portal/v1/sessions`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      { incoming: { socket: { remoteAddress: address } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers } as Answer;
  }
  const enter = async (body: object) => {
    const session = await type(body);
    expect(session.status, JSON.stringify(session.body)).toBe(201);
    return { client: new Client(portico.app, session.body.sessionToken), ...session.body };
  };
  const codeOf = async (path: string, body: object = {}) => {
    const made = await acme.api.post(`/api/v1/${path}/access-code`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { code: string; url: string };
  };
  async function site() {
    const { id: customerId } = await acme.customer();
    const location = (await acme.api.post('/api/v1/locations', { customerId, name: 'Cold store' })).body;
    const machine = (
      await acme.api.post('/api/v1/installations', { locationId: location.id, name: 'Chiller' })
    ).body;
    const { token } = (await acme.api.get(`/api/v1/installations/${machine.id}/token`)).body;
    return { customerId, locationId: location.id, installationId: machine.id, token };
  }
  const refused = { status: 401, body: { code: 'code.refused' } };

  test('CLI-7 a customer’s code alone opens that customer’s portal', async () => {
    const { id } = await acme.customer({ name: 'Bakery Vos' });
    const { code, url } = await codeOf(`customers/${id}`);
    expect(url).toBe(`${testPublicUrl}/p/acme`);
    const { bootstrap, client } = await enter({ accessCode: code, portal: 'acme' });
    expect(bootstrap.customer).toMatchObject({ id, name: 'Bakery Vos' });
    expect((await client.get('/portal/v1/profile')).status).toBe(200);
  });

  test('CLI-21 at customer level the field of the second secret stays empty', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    await enter({ accessCode: code, installationToken: '', portal: 'acme' });
  });

  test('at the general entrance a code leads to its own vendor’s portal', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    expect((await enter({ accessCode: code })).bootstrap.customer.id).toBe(id);
  });

  test('CLI-8 CLI-11 a location’s code reaches that location only; both levels work side by side', async () => {
    const { customerId, locationId } = await site();
    const whole = await codeOf(`customers/${customerId}`);
    const one = await codeOf(`locations/${locationId}`);
    expect(one.code).not.toBe(whole.code);
    const narrow = await enter({ accessCode: one.code, portal: 'acme' });
    const seen = narrow.bootstrap.panels.filter((panel: { view: boolean }) => panel.view);
    expect(seen.map(({ panel }: { panel: string }) => panel)).toEqual(['sites']);
    expect((await narrow.client.get('/portal/v1/contracts')).status).toBe(403);
    expect((await narrow.client.get('/portal/v1/profile')).status).toBe(403);
    const wide = await enter({ accessCode: whole.code, portal: 'acme' });
    expect((await wide.client.get('/portal/v1/contracts')).status).toBe(200);
  });

  test('CLI-13 CLI-15 with the second secret asked for, neither opens anything alone, and no answer says which was wrong', async () => {
    const here = await site();
    const elsewhere = await site();
    const { code } = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const tries = [
      { accessCode: code },
      { accessCode: code, installationToken: '' },
      { accessCode: code, installationToken: newCode() },
      { accessCode: code, installationToken: elsewhere.token },
      { accessCode: here.token },
      { accessCode: newCode(), installationToken: here.token },
    ];
    const answers = await Promise.all(tries.map((body) => type({ ...body, portal: 'acme' })));
    const told = answers.map(({ status, body: { instance: _, ...rest } }) => ({ status, rest }));
    expect(told[0]).toMatchObject({ status: 401, rest: { code: 'code.refused' } });
    for (const answer of told) expect(answer).toEqual(told[0]);
    const spoken = here.token.toLowerCase().replaceAll('-', ' ');
    const { bootstrap } = await enter({ accessCode: code, installationToken: spoken, portal: 'acme' });
    expect(bootstrap.customer.id).toBe(here.customerId);
  });

  test('CLI-17 a code made anew replaces the old one and ends its sessions at once, on every process', async () => {
    const { id } = await acme.customer();
    const first = await codeOf(`customers/${id}`);
    const { client, sessionToken } = await enter({ accessCode: first.code, portal: 'acme' });
    const token = await acme.signIn(id);
    const second = await codeOf(`customers/${id}`);
    expect(second.code).not.toBe(first.code);
    expect((await client.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await new Client(portico.sibling(), sessionToken).get('/portal/v1/profile')).status).toBe(401);
    expect(await type({ accessCode: first.code, portal: 'acme' })).toMatchObject(refused);
    // Whoever came by a token of the vendor's has nothing to do with the code.
    expect((await token.get('/portal/v1/profile')).status).toBe(200);
    await enter({ accessCode: second.code, portal: 'acme' });
  });

  test('CLI-19 CLI-20 a revoked code opens nothing, ends its sessions and leaves the other level alone', async () => {
    const { customerId, locationId } = await site();
    const whole = await codeOf(`customers/${customerId}`);
    const one = await codeOf(`locations/${locationId}`);
    const { client } = await enter({ accessCode: whole.code, portal: 'acme' });
    expect((await acme.api.delete(`/api/v1/customers/${customerId}/access-code`)).status).toBe(204);
    expect((await client.get('/portal/v1/profile')).status).toBe(401);
    expect(await type({ accessCode: whole.code, portal: 'acme' })).toMatchObject(refused);
    expect((await acme.api.get(`/api/v1/customers/${customerId}/access-code`)).body.code).toBe(
      'access-code.not-found',
    );
    await enter({ accessCode: one.code, portal: 'acme' });
    const again = await codeOf(`customers/${customerId}`);
    expect(again.code).not.toBe(whole.code);
    expect(await type({ accessCode: whole.code, portal: 'acme' })).toMatchObject(refused);
  });

  test('CLI-6 the code is there to be read and handed over; each reading is written down', async () => {
    const { locationId } = await site();
    const { code, url } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const known = await acme.api.get(`/api/v1/locations/${locationId}/access`);
    expect(known.body.accessCode).toMatchObject({ lastUsedAt: null, requiresInstallationToken: true });
    expect(JSON.stringify(known.body)).not.toContain(code);
    const read = await acme.api.get(`/api/v1/locations/${locationId}/access-code`);
    expect(read.body).toEqual({ code, url, requiresInstallationToken: true, lastUsedAt: null });
    const rows = await portico.database.db
      .selectFrom('activity')
      .select('action')
      .where('subject_id', '=', locationId)
      .where('action', '=', 'access-code.read')
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('CLI-2 nothing that happens to a code sends a mail', async () => {
    const { id } = await acme.customer({ billing: { email: 'vos@bakery.example' } });
    await codeOf(`customers/${id}`);
    await codeOf(`customers/${id}`);
    await acme.api.delete(`/api/v1/customers/${id}/access-code`);
    const stored = Object.entries(await contentsOf(portico.database));
    const mails = stored.filter(([table]) => table === 'mail');
    expect(JSON.stringify(mails)).not.toContain('vos@bakery.example');
  });

  test('CD02 a slip of the pen is said plainly and costs the code nothing', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1);
    for (let n = 0; n < 8; n++) {
      expect(await type({ accessCode: slip, portal: 'acme' }, '203.0.113.9')).toMatchObject({
        status: 400,
        body: { code: 'code.typo' },
      });
    }
    expect((await type({ accessCode: code, portal: 'acme' }, '203.0.113.9')).status).toBe(201);
  });

  test('CD03 unknown, revoked, another vendor’s, a switched-off customer’s: one answer', async () => {
    const globex = await portico.vendor('globex');
    await globex.api.patch(`/api/v1/portals/${globex.portal.id}`, {
      signIn: { password: false, accessCode: true },
    });
    const theirs = await globex.customer();
    const foreign = (await globex.api.post(`/api/v1/customers/${theirs.id}/access-code`)).body.code;
    const off = await acme.customer();
    const offCode = await codeOf(`customers/${off.id}`);
    await acme.api.patch(`/api/v1/customers/${off.id}`, { status: 'inactive' });
    const gone = await acme.customer();
    const goneCode = await codeOf(`customers/${gone.id}`);
    await acme.api.delete(`/api/v1/customers/${gone.id}`);
    const answers = [];
    for (const accessCode of [newCode(), foreign, offCode.code, goneCode.code]) {
      const { status, body, headers } = await type({ accessCode, portal: 'acme' });
      const { instance: _, ...rest } = body;
      answers.push({ status, rest, headers: [...headers.keys()].sort() });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, rest: { code: 'code.refused' } });
  });

  test('CD05 five wrong second secrets lock the network out, not the rightful customer elsewhere', async () => {
    const { locationId, token } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const attack = () =>
      type({ accessCode: code, installationToken: newCode(), portal: 'acme' }, '203.0.113.50');
    for (let n = 0; n < 5; n++) expect((await attack()).status).toBe(401);
    const locked = await attack();
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(600);
    await enter({ accessCode: code, installationToken: token, portal: 'acme' });
  });

  test('CD06 many networks guessing at one portal are slowed down; the right code still opens it', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const counts = new Map<number, number>();
    for (let n = 0; n < 2600; n++) {
      const { status } = await type({ accessCode: newCode(), portal: 'acme' }, `192.0.2.${n % 100}`);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    expect(counts.get(401)).toBeLessThan(2400);
    expect(counts.get(429)).toBeGreaterThan(200);
    await enter({ accessCode: code, portal: 'acme' });
    portico.clock.move(2 * 3_600_000);
  }, 120_000);

  test('a portal without codes takes none', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const switchTo = (accessCode: boolean) =>
      acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { password: false, accessCode } });
    await switchTo(false);
    expect((await type({ accessCode: code, portal: 'acme' })).body.code).toBe('sign-in.not-offered');
    expect(await type({ accessCode: code })).toMatchObject(refused);
    await switchTo(true);
    await enter({ accessCode: code, portal: 'acme' });
  });

  test('CD10 neither codes nor tokens stand in the database, the log or an answer’s problem', async () => {
    const here = await site();
    const { code } = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const wrong = await type({ accessCode: code, installationToken: 'canary-token', portal: 'acme' });
    expect(JSON.stringify(wrong.body)).not.toMatch(/canary|[0-9A-Z]{5}-[0-9A-Z]{5}/);
    const stored = JSON.stringify(await contentsOf(portico.database));
    for (const secret of [code, here.token, code.replaceAll('-', ''), 'canary-token'])
      expect(stored).not.toContain(secret);
  });
});
