import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { noteDeadAddress } from '../../src/features/customers/server/dead-addresses.ts';
import { sendInvitations } from '../../src/features/invitations/server/send.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import {
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecret,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds, takesFloods, testDatabaseUrl } from '../helpers/databases.ts';

const minute = 60_000;
const inviter = join(import.meta.dirname, '../helpers/invite-until-killed.ts');

describe.each(databaseKinds)('invitations in waves on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let slugs = 0;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
  });
  afterAll(() => app.close());

  const run = (stopAfter?: { signal: AbortSignal }) =>
    sendInvitations({
      ...{ database: app.database, clock: app.clock, secrets: testSecrets, publicUrl: testPublicUrl },
      signal: stopAfter?.signal ?? new AbortController().signal,
    });
  /** A portal of its own with so many people, each at the same customer. */
  const people = async (count: number, portal: object = {}) => {
    const slug = `waves-${++slugs}`;
    const made = await vendor.api.post('/api/v1/portals', {
      slug,
      brandName: 'Acme',
      languages: ['en'],
      ...portal,
    });
    expect(made.status).toBe(201);
    const customer = await vendor.customer({ name: `Customer of ${slug}`, portalId: made.body.id });
    const contacts: string[] = [];
    for (let n = 0; n < count; n++) {
      const contact = await vendor.api.post('/api/v1/contacts', {
        ...{ customerId: customer.id, name: `Person ${n}`, email: `p${n}@${slug}.example` },
        ...{ role: n === 0 ? 'owner' : 'billing' },
      });
      expect(contact.status).toBe(201);
      contacts.push(contact.body.id);
    }
    return { slug, portalId: made.body.id as string, customer, contacts };
  };
  const start = async (portalId: string, more: object = {}) => {
    const made = await vendor.api.post('/api/v1/invitations', { portalId, ...more });
    expect(made.status).toBe(201);
    return made.body.id as string;
  };
  const read = async (id: string) => (await vendor.api.get(`/api/v1/invitations/${id}`)).body;
  const mailsTo = async (slug: string) =>
    (await vendor.api.get(`/api/v1/mails?template=invitation&limit=200&search=${slug}`)).body.items;
  /** As the mail server would have it. */
  const settle = (state: 'accepted' | 'bounced', addresses: readonly string[]) =>
    inTransaction(app.database.db, async (tx) => {
      await tx
        .updateTable('mail')
        .set({ state, due_at: null })
        .where('vendor_id', '=', vendor.id)
        .where('to_address', 'in', addresses)
        .execute();
      if (state === 'accepted') return;
      for (const address of addresses) await noteDeadAddress(tx, { vendorId: vendor.id, address });
    });
  const settleAll = async (slug: string) => {
    const mails = await mailsTo(slug);
    await settle(
      'accepted',
      mails
        .filter(({ state }: { state: string }) => state === 'queued')
        .map(({ to }: { to: { address: string } }) => to.address),
    );
  };

  test('DAY-4 people are invited wave by wave, each once, and are seen to come', async () => {
    const { slug, portalId, contacts, customer } = await people(5);
    const count = await vendor.api.post('/api/v1/invitations/count', { portalId });
    expect(count.body).toEqual({ people: 5, left: { invited: 0, signedIn: 0, noAddress: 0, bouncing: 0 } });
    const id = await start(portalId, { waveSize: 2, minutesBetween: 30 });
    await Promise.all([run(), run()]);
    expect(await mailsTo(slug)).toHaveLength(2);
    expect(await read(id)).toMatchObject({
      state: 'running',
      waves: 1,
      total: 5,
      sent: 2,
      waiting: 3,
      queued: 2,
    });
    await settleAll(slug);
    await run();
    expect(await mailsTo(slug)).toHaveLength(2);
    app.clock.move(30 * minute);
    await run();
    expect(await mailsTo(slug)).toHaveLength(4);
    await settleAll(slug);
    app.clock.move(30 * minute);
    await run();
    expect(await read(id)).toMatchObject({ state: 'done', waves: 3, sent: 5, waiting: 0, nextWaveAt: null });
    const mails = await mailsTo(slug);
    expect(new Set(mails.map(({ subjectId }: { subjectId: string }) => subjectId))).toEqual(
      new Set(contacts),
    );

    // The mail's button signs its person in; then they are there.
    const row = await app.database.db
      .selectFrom('mail')
      .selectAll()
      .where('vendor_id', '=', vendor.id)
      .where('subject_id', '=', contacts[0] as string)
      .executeTakeFirstOrThrow();
    expect(row.body_text).not.toContain('#token=');
    const link = JSON.parse(
      testSecrets.open(row.sealed_secrets as string, `mail:${vendor.id}:${row.id}`),
    ).link;
    const session = await app.anonymous.post('/portal/v1/sessions', {
      token: link.split('#token=')[1],
      portal: slug,
    });
    expect(session.body.bootstrap.contact).toMatchObject({ id: contacts[0] });
    expect(await read(id)).toMatchObject({ opened: 1 });
    const shown = (await vendor.api.get(`/api/v1/invitations/${id}/people?state=opened`)).body.items;
    expect(shown).toEqual([
      expect.objectContaining({
        id: contacts[0],
        state: 'opened',
        customerId: customer.id,
        openedAt: expect.any(String),
      }),
    ]);
    expect((await vendor.api.get(`/api/v1/invitations/${id}/people?limit=200`)).body.items).toHaveLength(5);

    // Nobody is left, now or ever.
    expect(await vendor.api.post('/api/v1/invitations', { portalId })).toMatchObject({
      status: 409,
      body: { code: 'invitation.nobody' },
    });
    expect(
      (await vendor.api.get(`/api/v1/activity?customerId=${customer.id}&limit=200`)).body.items.filter(
        ({ action }: { action: string }) => action === 'contact.invited',
      ),
    ).toHaveLength(5);
  });

  test('DAY-4 it stops by itself when mails come back, and goes on when somebody says so', async () => {
    const { slug, portalId } = await people(12);
    const id = await start(portalId, { waveSize: 6, minutesBetween: 1, stopAtPercent: 10 });
    await run();
    const [first, second, third] = (await mailsTo(slug)).map(
      ({ to }: { to: { address: string } }) => to.address,
    );
    await settle('bounced', [first, second, third]);
    await settleAll(slug);
    app.clock.move(minute);
    await run();
    const stopped = await read(id);
    expect(stopped.state).toBe('stopped');
    expect(stopped).toMatchObject({ failed: 3, waiting: 6 });
    expect(await mailsTo(slug)).toHaveLength(6);
    expect((await vendor.api.get(`/api/v1/invitations/${id}/people?state=failed`)).body.items).toHaveLength(
      3,
    );
    const resumed = await vendor.api.post(`/api/v1/invitations/${id}/resume`);
    expect(resumed.body).toMatchObject({ state: 'running' });
    await run();
    expect(await read(id)).toMatchObject({ state: 'done', sent: 12 });
    const { body } = await vendor.api.post('/api/v1/invitations/count', { portalId });
    expect(body).toMatchObject({ people: 0, left: { invited: 12 } });
  });

  test('DAY-4 it waits while mail does not leave, and is paused, changed, resumed and cancelled', async () => {
    const { slug, portalId } = await people(6);
    const id = await start(portalId, { waveSize: 2, minutesBetween: 1 });
    await run();
    app.clock.move(minute);
    await run();
    expect(await mailsTo(slug)).toHaveLength(2);
    await settleAll(slug);
    const post = (what: string) => vendor.api.post(`/api/v1/invitations/${id}/${what}`);
    expect((await post('pause')).body).toMatchObject({ state: 'paused', nextWaveAt: null });
    app.clock.move(5 * minute);
    await run();
    expect(await mailsTo(slug)).toHaveLength(2);
    expect((await vendor.api.patch(`/api/v1/invitations/${id}`, { waveSize: 1 })).body.waveSize).toBe(1);
    await post('resume');
    await run();
    expect(await mailsTo(slug)).toHaveLength(3);
    expect((await post('cancel')).body).toMatchObject({ state: 'cancelled', waiting: 0, sent: 3 });
    for (const what of ['pause', 'resume', 'cancel'])
      expect(await post(what)).toMatchObject({ status: 409, body: { code: 'invitation.over' } });
    await run();
    expect(await mailsTo(slug)).toHaveLength(3);
    const actions = (await vendor.api.get('/api/v1/activity?limit=200')).body.items
      .filter(({ subjectId }: { subjectId: string }) => subjectId === id)
      .map(({ action }: { action: string }) => action.replace('invitation.', ''));
    expect([...actions].sort()).toEqual(['cancelled', 'created', 'paused', 'resumed', 'updated']);
    // Who had no turn may be invited again; who had, not.
    const again = await start(portalId);
    await run();
    expect(await read(again)).toMatchObject({ state: 'done', total: 3, sent: 3 });
    expect(await mailsTo(slug)).toHaveLength(6);
  });

  test('DAY-4 CLI-2 a portal without mail about access writes none, and counts', async () => {
    const { slug, portalId } = await people(3, { mail: { noAccessMail: true } });
    const id = await start(portalId);
    await run();
    expect(await read(id)).toMatchObject({ state: 'done', sent: 0, withheld: 3 });
    expect(await mailsTo(slug)).toHaveLength(0);
    expect((await vendor.api.get(`/api/v1/portals/${portalId}/withheld-mails`)).body).toMatchObject({
      kinds: [{ kind: 'invitation', count: 3 }],
    });
    expect((await vendor.api.get(`/api/v1/invitations/${id}/people?state=withheld`)).body.items).toHaveLength(
      3,
    );
  });

  test('DAY-4 who changed since the list was made is passed over, and gets another turn', async () => {
    const { portalId, contacts, customer } = await people(4, {
      signIn: { portalLink: false, password: true },
    }).catch(async () => people(4, { signIn: { portalLink: false, mailedCode: true } }));
    const id = await start(portalId);
    await vendor.api.patch(`/api/v1/contacts/${contacts[1]}`, { active: false });
    await vendor.api.delete(`/api/v1/contacts/${contacts[2]}`);
    await run();
    expect(await read(id)).toMatchObject({ state: 'done', sent: 2, skipped: 1 });
    // No link where links are switched off.
    const rows = await app.database.db
      .selectFrom('mail')
      .selectAll()
      .where('vendor_id', '=', vendor.id)
      .where('customer_id', '=', customer.id)
      .execute();
    expect(rows.map(({ has_secrets }) => has_secrets)).toEqual([0, 0]);
    await vendor.api.patch(`/api/v1/contacts/${contacts[1]}`, { active: true });
    const again = await start(portalId, { customerIds: [customer.id], roles: ['billing'] });
    await run();
    expect(await read(again)).toMatchObject({ state: 'done', total: 1, sent: 1 });
  });

  test.runIf(takesFloods(kind))(
    'DAY-4 R1 killed in the middle of a wave it goes on where it was, and nobody is written to twice',
    async () => {
      const url = await testDatabaseUrl(kind, migrations);
      const database = await openDatabase(url, { role: 'command' });
      const own = await testApp(kind, { database });
      const owner = await own.vendor('killed');
      const customer = await owner.customer();
      const count = 160;
      for (let n = 0; n < count; n++) {
        const made = await owner.api.post('/api/v1/contacts', {
          ...{ customerId: customer.id, name: `Person ${n}`, email: `p${n}@killed.example` },
        });
        expect(made.status).toBe(201);
      }
      const made = await owner.api.post('/api/v1/invitations', { portalId: owner.portal.id });
      const invited = async () => {
        const rows = await database.db
          .selectFrom('mail')
          .select('subject_id')
          .where('template', '=', 'invitation')
          .execute();
        return rows.map(({ subject_id }) => subject_id);
      };
      const child = fork(inviter, [url, own.clock.now().toISOString(), testSecret], { execArgv: [] });
      let looks = 0;
      child.on('message', () => ++looks === 80 && child.kill('SIGKILL'));
      await once(child, 'exit');
      const before = (await invited()).length;
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(count);
      await sendInvitations({
        ...{ database, clock: own.clock, secrets: testSecrets, publicUrl: testPublicUrl },
        signal: new AbortController().signal,
      });
      const all = await invited();
      expect(all).toHaveLength(count);
      expect(new Set(all).size).toBe(count);
      const read = await owner.api.get(`/api/v1/invitations/${made.body.id}`);
      expect(read.body).toMatchObject({ state: 'done', sent: count });
      await own.close();
    },
  );

  test('DAY-4 what names nobody, another vendor’s portal or a wrong pace is refused', async () => {
    const other = await app.vendor('other');
    const { portalId } = await people(1);
    const refused = async (body: object, field: string) => {
      const answer = await vendor.api.post('/api/v1/invitations', body);
      expect(answer.status).toBe(422);
      expect(answer.body.fields[0].path).toContain(field);
    };
    await refused({ portalId: other.portal.id }, 'portalId');
    await refused({ portalId, waveSize: 0 }, 'waveSize');
    await refused({ portalId, stopAtPercent: 0 }, 'stopAtPercent');
    await refused({ portalId, customerIds: ['ext:unknown'] }, 'customerIds');
    const id = await start(portalId);
    expect((await other.api.get(`/api/v1/invitations/${id}`)).status).toBe(404);
    expect((await other.api.post(`/api/v1/invitations/${id}/cancel`)).status).toBe(404);
    expect((await other.api.get(`/api/v1/invitations/${id}/people`)).status).toBe(404);
  });
});
