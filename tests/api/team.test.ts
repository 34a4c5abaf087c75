import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const minute = 60_000;

describe.each(databaseKinds)('people of an account on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    app = await testApp(kind);
    acme = await app.vendor('acme');
  });
  afterAll(() => app.close());

  let accounts = 0;
  /** A customer with an owner, who is signed in. */
  async function account() {
    accounts++;
    const customer = await acme.customer({ name: `Blum ${accounts} Ltd` });
    const person = async (fields: Record<string, unknown>) => {
      const made = await acme.api.post('/api/v1/contacts', { customerId: customer.id, ...fields });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body as { id: string };
    };
    const anna = await person({ name: 'Anna Blum', email: `anna${accounts}@blum.example` });
    const as = (contact: string) => acme.signIn(customer.id, { contact });
    return { customer, anna, person, as, owner: await as(anna.id) };
  }
  const mailsTo = async (address: string) =>
    (await acme.api.get(`/api/v1/mails?search=${encodeURIComponent(address)}`)).body.items as {
      template: string;
    }[];

  test('CON-26 CON-30 an owner invites a person, who comes in by the mail; the log names who asked', async () => {
    const { anna, customer, owner, as } = await account();
    app.clock.move(minute);
    const wanted = { name: 'Ben Roth', email: 'Ben@roth.example', role: 'billing' };
    const asked = await owner.post('/portal/v1/team', wanted);
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    expect(asked.body).toMatchObject({ name: 'Ben Roth', role: 'billing', state: 'invited', you: false });
    expect(asked.body.invitedAt).toBeTruthy();
    expect(await mailsTo('ben@roth.example')).toMatchObject([{ template: 'invitation' }]);
    const log = await acme.api.get(`/api/v1/activity?customerId=${customer.id}`);
    const rows = log.body.items.filter(({ subjectId }: { subjectId: string }) => subjectId === asked.body.id);
    expect(rows.map((row: { actor: object }) => row.actor)).toEqual([
      expect.objectContaining({ kind: 'contact', id: anna.id }),
      expect.objectContaining({ kind: 'contact', id: anna.id }),
    ]);

    const ben = await as(asked.body.id);
    const team = await owner.get('/portal/v1/team');
    expect(team.body).toMatchObject({ manages: true, mails: true });
    expect(team.body.people).toMatchObject([
      { id: anna.id, you: true, role: 'owner', state: 'active' },
      { id: asked.body.id, state: 'active', invitedAt: null, role: 'billing' },
    ]);
    // Colleagues see who is there, not how they are reached.
    const seen = await ben.get('/portal/v1/team');
    expect(seen.body).toMatchObject({ manages: false });
    expect(seen.body.people[0]).toMatchObject({ name: 'Anna Blum', email: null, lastSignInAt: null });
    expect(seen.body.people[1]).toMatchObject({ you: true, email: 'Ben@roth.example' });
    for (const refused of [
      await ben.post('/portal/v1/team', { name: 'Eve', email: 'eve@roth.example', role: 'owner' }),
      await ben.patch(`/portal/v1/team/${asked.body.id}`, { role: 'owner' }),
      await ben.delete(`/portal/v1/team/${anna.id}`),
    ])
      expect(refused).toMatchObject({ status: 403, body: { code: 'team.owners-only' } });
    expect(await mailsTo('eve@roth.example')).toEqual([]);
  });

  test('CON-26 LK09 an invitation is mailed again a few times, and taken back; who has been in needs none', async () => {
    const { owner, as } = await account();
    const wanted = { name: 'Cleo', email: `cleo${accounts}@mail.example`, role: 'read-only' };
    const { body: cleo } = await owner.post('/portal/v1/team', wanted);
    const again = () => owner.post(`/portal/v1/team/${cleo.id}/invitation`);
    app.clock.move(minute);
    const second = await again();
    expect(second.status).toBe(200);
    expect(second.body.invitedAt > cleo.invitedAt).toBe(true);
    expect((await again()).status).toBe(200);
    expect((await again()).status).toBe(200);
    expect(await again()).toMatchObject({ status: 429, body: { code: 'request.too-many' } });
    expect(await mailsTo(wanted.email)).toHaveLength(4);
    expect(
      await owner.post('/portal/v1/team', { ...wanted, email: wanted.email.toUpperCase() }),
    ).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'email', code: 'taken' }] },
    });
    const inside = await as(cleo.id);
    expect(await again()).toMatchObject({ status: 409, body: { code: 'team.has-been-in' } });
    expect((await owner.delete(`/portal/v1/team/${cleo.id}`)).status).toBe(204);
    expect((await inside.get('/portal/v1/team')).status).toBe(401);
    expect((await again()).status).toBe(404);
  });

  test('CON-26 an address known elsewhere is invited like any other, and opens nothing there', async () => {
    const first = await account();
    const second = await account();
    const email = `both${accounts}@mail.example`;
    await first.person({ name: 'Dora', email });
    const asked = await second.owner.post('/portal/v1/team', { name: 'Dora', email, role: 'owner' });
    expect(asked).toMatchObject({ status: 201, body: { state: 'invited' } });
    const team = await first.owner.get('/portal/v1/team');
    expect(team.body.people).toHaveLength(2);
  });

  test('ID02 people of another customer, and of another vendor, are answered like ones there never were', async () => {
    const { owner } = await account();
    const neighbour = await account();
    const globex = await app.vendor(`globex${accounts}`);
    const theirs = await globex.customer();
    const far = await globex.api.post('/api/v1/contacts', {
      customerId: theirs.id,
      name: 'Zoe',
      externalId: 'zoe',
    });
    for (const id of [neighbour.anna.id, far.body.id, 'con_01k0000000000000000000000', 'ext:zoe', 'x']) {
      const answers = [
        await owner.post(`/portal/v1/team/${id}/invitation`),
        await owner.patch(`/portal/v1/team/${id}`, { role: 'billing' }),
        await owner.delete(`/portal/v1/team/${id}`),
      ];
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 404, body: { code: 'contact.not-found' } });
    }
    expect((await neighbour.owner.get('/portal/v1/team')).body.people).toHaveLength(1);
  });

  test('DAY-21 the last owner stays one: also against two who take the other’s place at once', async () => {
    const { anna, owner, person, as } = await account();
    const last = { status: 409, body: { code: 'team.last-owner' } };
    expect(await owner.patch(`/portal/v1/team/${anna.id}`, { role: 'billing' })).toMatchObject(last);
    expect(await owner.delete(`/portal/v1/team/${anna.id}`)).toMatchObject(last);
    // Somebody who was asked in and has not come is nobody to leave the account to.
    const { body: eva } = await owner.post('/portal/v1/team', {
      ...{ name: 'Eva', email: `eva${accounts}@mail.example`, role: 'owner' },
    });
    expect(await owner.patch(`/portal/v1/team/${anna.id}`, { role: 'billing' })).toMatchObject(last);
    const inside = await as(eva.id);
    const both = await Promise.all([
      owner.patch(`/portal/v1/team/${eva.id}`, { role: 'billing' }),
      inside.patch(`/portal/v1/team/${anna.id}`, { role: 'billing' }),
    ]);
    const owners = (
      await acme.api.get(
        `/api/v1/contacts?customerId=${(await owner.get('/portal/v1/bootstrap')).body.bootstrap.customer.id}`,
      )
    ).body.items.filter(({ role }: { role: string }) => role === 'owner');
    expect(owners).toHaveLength(1);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await person({ name: 'Fay' })).id).toBeTruthy();
  });

  test('CON-26 U1 nobody in particular, somebody who may only look, and a portal that has it off change nobody', async () => {
    const { customer, anna } = await account();
    const wanted = { name: 'Gil', email: `gil${accounts}@mail.example`, role: 'owner' };
    const nobody = await acme.signIn(customer.id);
    expect(await nobody.post('/portal/v1/team', wanted)).toMatchObject({
      status: 403,
      body: { code: 'team.owners-only' },
    });
    expect((await nobody.get('/portal/v1/team')).body).toMatchObject({
      manages: false,
      people: [{ email: null }],
    });
    const looks = await acme.signIn(customer.id, { contact: anna.id, readOnly: true });
    expect(await looks.post('/portal/v1/team', wanted)).toMatchObject({
      status: 403,
      body: { code: 'panel.read-only' },
    });
    const { id } = acme.portal;
    await acme.api.patch(`/api/v1/portals/${id}`, { features: { 'profile.team': false } });
    const owner = await acme.signIn(customer.id, { contact: anna.id });
    expect(await owner.get('/portal/v1/team')).toMatchObject({ status: 403, body: { code: 'feature.off' } });
    await acme.api.patch(`/api/v1/portals/${id}`, { features: {}, mail: { noAccessMail: true } });
    expect(await owner.post('/portal/v1/team', wanted)).toMatchObject({
      status: 409,
      body: { code: 'mail.never' },
    });
    await acme.api.patch(`/api/v1/portals/${id}`, { mail: { noAccessMail: false } });
    expect(await mailsTo(wanted.email)).toEqual([]);
  });

  test('TK21 a person sees where they are signed in, and signs out everywhere else', async () => {
    const { anna, as, owner, person } = await account();
    const phone = await as(anna.id);
    const other = await as((await person({ name: 'Hal' })).id);
    const listed = await phone.get('/portal/v1/own-sessions');
    expect(listed.body.items).toHaveLength(2);
    expect(listed.body.items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(JSON.stringify(listed.body)).not.toMatch(/ps_|hash/);
    expect((await phone.delete('/portal/v1/own-sessions')).body).toEqual({ ended: 1 });
    expect((await owner.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await phone.get('/portal/v1/own-sessions')).body.items).toHaveLength(1);
    expect((await other.get('/portal/v1/bootstrap')).status).toBe(200);
    expect((await phone.delete('/portal/v1/own-sessions')).body).toEqual({ ended: 0 });
    expect((await new Client(app.app).get('/portal/v1/own-sessions')).status).toBe(401);
  });
});
