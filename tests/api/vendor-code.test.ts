import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { type ConsoleTab, makeOperator, signedIn, testPassword } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

const minute = 60_000;
const hello = { enabled: true, source: "alert('Hello World')" };
const css = { enabled: true, source: 'h1 { color: #123456 }' };
const print = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe.each(databaseKinds)('J10 code of a vendor’s own is changed, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let owner: ConsoleTab & { readonly operatorId: string };
  let at: string;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    owner = await signedIn(portico, acme.id, 'owner');
    for (const role of ['admin', 'support', 'viewer'] as const) await makeOperator(portico, acme.id, role);
    at = `/api/v1/portals/${acme.portal.id}`;
  });
  afterAll(() => portico.close());
  beforeEach(async () => {
    await acme.api.patch(at, {
      customScript: { enabled: false, source: '' },
      customCss: { enabled: false, source: '' },
    });
    await acme.api.delete(`${at}/draft`);
    await forgetMails();
    portico.clock.move(16 * minute);
    await owner.signIn('owner@acme.example');
    portico.clock.move(16 * minute);
  });

  const prove = () => owner.post('/api/v1/operator-session/proof', { password: testPassword });
  const forgetMails = () => inTransaction(portico.database.db, (tx) => tx.deleteFrom('mail').execute());
  const mails = () =>
    portico.database.db
      .selectFrom('mail')
      .select(['to_address', 'template', 'subject', 'body_text'])
      .orderBy('to_address')
      .execute();
  const acts = async () =>
    (await acme.api.get('/api/v1/activity?action=portal.code-updated&limit=50')).body.items as {
      actor: { kind: string };
      subjectId: string;
      fields: string[];
      detail: string;
    }[];
  const live = async () => (await acme.api.get(at)).body;

  test('J10 an operator proves who they are, the other admins are told, and the log keeps fingerprints', async () => {
    const refused = await owner.patch(at, { customScript: hello });
    expect([refused.status, refused.body.code]).toEqual([403, 'operator-session.prove']);
    expect((await live()).customScript.source).toBe('');
    expect(await mails()).toEqual([]);
    const before = (await acts()).length;

    expect((await prove()).status).toBe(200);
    expect((await owner.patch(at, { customScript: hello })).status).toBe(200);
    const told = await mails();
    expect(told.map(({ to_address, template }) => [to_address, template])).toEqual([
      ['admin@acme.example', 'operator-code'],
    ]);
    expect(told[0]?.body_text).toContain('The owner changed your own script');
    expect(told[0]?.body_text).toContain(print(hello.source));
    expect(told[0]?.body_text).toContain(
      `${testPublicUrl}/console/acme/live/portals/${acme.portal.id}/history`,
    );
    const [act, ...older] = await acts();
    expect(older).toHaveLength(before);
    expect(act).toMatchObject({
      ...{ actor: { kind: 'operator' }, subjectId: acme.portal.id, fields: ['customScript'] },
      detail: `customScript – → ${print(hello.source)}`,
    });
    // The same once more changes nothing, and nobody is told of nothing.
    await owner.patch(at, { customScript: hello });
    expect(await mails()).toHaveLength(1);
  });

  test('J10 an API key needs no proof, and both owner and admin hear of it', async () => {
    expect((await acme.api.patch(at, { customCss: css, customScript: hello })).status).toBe(200);
    const told = await mails();
    expect(told.map(({ to_address }) => to_address)).toEqual(['admin@acme.example', 'owner@acme.example']);
    expect(told[0]?.body_text).toContain('your own style sheet and script');
  });

  test('J10 off, and everything else of a portal, is not held up; on again is', async () => {
    await acme.api.patch(at, { customScript: hello, customCss: css });
    expect((await owner.patch(at, { brandName: 'Acme again' })).status).toBe(200);
    const off = await owner.patch(at, { customScript: { ...hello, enabled: false } });
    expect(off.status).toBe(200);
    const on = await owner.patch(at, { customScript: hello });
    expect(on.body.code).toBe('operator-session.prove');
    const wider = await owner.patch(at, { customCss: { ...css, source: 'h1 { color: #654321 }' } });
    expect(wider.body.code).toBe('operator-session.prove');
  });

  test('J10 a draft is written freely; publishing it, and rolling back to code, ask', async () => {
    await acme.api.patch(at, { customScript: hello });
    const other = { ...hello, source: "alert('Other')" };
    const draft = await owner.patch(`${at}/draft`, { customScript: other });
    expect(draft.status).toBe(200);
    const { seen } = draft.body;
    const key = { 'idempotency-key': crypto.randomUUID() };
    const publish = () => owner.post(`${at}/draft/publish`, { seen }, key);
    expect((await publish()).body.code).toBe('operator-session.prove');
    expect((await live()).customScript.source).toBe(hello.source);
    await prove();
    // As the console does: the very same request, once the person has proved who they are.
    expect((await publish()).status).toBe(200);
    expect((await live()).customScript.source).toBe(other.source);

    const { items } = (await owner.get(`${at}/versions`)).body;
    const [, former] = items as { number: number }[];
    const version = (await owner.get(`${at}/versions/${former?.number}`)).body;
    const back = () => owner.post(`${at}/versions/${former?.number}/publish`, { seen: version.seen });
    portico.clock.move(16 * minute);
    expect((await back()).body.code).toBe('operator-session.prove');
    await prove();
    await forgetMails();
    expect((await back()).status).toBe(200);
    expect((await live()).customScript.source).toBe(hello.source);
    expect(await mails()).toHaveLength(1);
  });

  test('J10 a new portal with code and a configuration file are no way around it', async () => {
    const portal = { slug: 'acme-two', brandName: 'Two', customScript: hello };
    expect((await owner.post('/api/v1/portals', portal)).body.code).toBe('operator-session.prove');
    expect((await owner.put('/api/v1/portals/ext:two', portal)).body.code).toBe('operator-session.prove');
    expect((await owner.post('/api/v1/portals', { ...portal, customScript: undefined })).status).toBe(201);

    const { format, version, vendor, portals } = (await acme.api.get('/api/v1/configuration')).body;
    const changed = portals.map((one: { slug: string }) =>
      one.slug === acme.portal.slug ? { ...one, customScript: hello } : one,
    );
    const configuration = { format, version, vendor, portals: changed };
    expect((await owner.post('/api/v1/configuration/comparison', { configuration })).status).toBe(200);
    expect(await mails()).toEqual([]);
    expect((await owner.put('/api/v1/configuration', { configuration })).body.code).toBe(
      'operator-session.prove',
    );
    await prove();
    const applied = await owner.put('/api/v1/configuration', { configuration });
    expect(applied.status, JSON.stringify(applied.body)).toBe(200);
    expect((await mails()).map(({ to_address }) => to_address)).toEqual(['admin@acme.example']);
  });
});
