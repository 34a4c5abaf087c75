import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { type ConsoleTab, signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('drafts of portals, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  let owner: ConsoleTab & { readonly operatorId: string };
  let at: string;
  let customer: { id: string };
  let visitor: Client;

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    other = await portico.vendor('other');
    owner = await signedIn(portico, acme.id, 'owner');
    at = `/api/v1/portals/${acme.portal.id}`;
    customer = await acme.customer();
    visitor = await acme.signIn(customer.id);
  });
  afterAll(() => portico.close());

  const page = async (query = '', tab?: ConsoleTab) => {
    const path = `/p/${acme.portal.slug}${query}`;
    if (tab) return tab.get(path);
    const response = await portico.app.request(`${testPublicUrl}${path}`);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  const theme = (primary: string) => ({
    ...{ name: 'harbour', scheme: 'auto', light: { primary }, dark: {} },
  });
  const seesDocuments = async (client: Client) => {
    const answer = await client.get('/portal/v1/bootstrap');
    const { panels } = answer.body.bootstrap ?? expect.fail(JSON.stringify(answer));
    return panels.find(({ panel }: { panel: string }) => panel === 'documents')?.view ?? false;
  };
  const events = async () =>
    (await acme.api.get('/api/v1/activity?action=portal.&limit=20')).body.items.map(
      ({ action }: { action: string }) => action,
    );

  test('DAY-29 colour and a hidden panel in a draft reach nobody; published they do; rolled back it is as before', async () => {
    const change = { theme: theme('#8a1c7c'), panels: { documents: 'hidden' } };
    const draft = await owner.patch(`${at}/draft`, change);
    expect(draft, JSON.stringify(draft.body)).toMatchObject({
      status: 200,
      body: {
        portal: change,
        updatedBy: { kind: 'operator', name: 'The owner' },
        differences: [
          { path: 'theme.light.primary', before: null, after: '#8a1c7c' },
          { path: 'panels.documents', before: null, after: 'hidden' },
        ],
      },
    });
    expect((await acme.api.get(at)).body.panels).toEqual({});
    expect((await page()).body).not.toContain('#8a1c7c');
    expect((await page('?draft=1')).status).toBe(404);
    expect(await seesDocuments(visitor)).toBe(true);

    const looked = await page('?draft=1&language=en', owner);
    expect(looked.body).toContain('#8a1c7c');
    expect(looked.headers.get('cache-control')).toBe('no-store');
    // Whatever is done there is done: it has no draft.
    expect((await owner.get(`/order/${acme.portal.slug}?draft=1`)).status).toBe(404);
    expect((await owner.get(`/signup/${acme.portal.slug}?draft=1`)).status).toBe(404);
    const asked = await owner.post(`${at}/preview`, { customerId: customer.id, draft: true, language: 'en' });
    expect(asked.body.url).toContain(`/p/${acme.portal.slug}?draft=1&language=en#token=`);
    const token = asked.body.url.split('#token=')[1];
    const opened = await portico.anonymous.post('/portal/v1/sessions', { token });
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    const preview = new Client(portico.sibling(), opened.body.sessionToken);
    expect(await seesDocuments(preview)).toBe(false);
    expect((await preview.get('/portal/v1/documents')).body.code).toBe('panel.hidden');
    expect((await preview.patch('/portal/v1/profile', { language: 'nl' })).body.code).toBe('login-as.denied');
    const plain = await owner.post(`${at}/preview`, { customerId: customer.id });
    const live = await portico.anonymous.post('/portal/v1/sessions', {
      token: plain.body.url.split('#token=')[1],
    });
    expect(await seesDocuments(new Client(portico.app, live.body.sessionToken))).toBe(true);

    const { seen } = draft.body;
    const published = await owner.post(`${at}/draft/publish`, { seen, note: 'Autumn' });
    expect(published, JSON.stringify(published.body)).toMatchObject({ status: 200, body: change });
    expect((await page()).body).toContain('#8a1c7c');
    expect(await seesDocuments(visitor)).toBe(false);
    expect((await owner.get(`${at}/draft`)).body).toMatchObject({ differences: [], updatedAt: null });

    const { items } = (await owner.get(`${at}/versions`)).body;
    expect(items).toMatchObject([
      { number: 2, note: 'Autumn', fields: ['theme', 'panels'], live: true, by: { name: 'The owner' } },
      { number: 1, note: null, fields: [], live: false, by: null },
    ]);
    const first = (await owner.get(`${at}/versions/1`)).body;
    expect(first.differences).toMatchObject([
      { path: 'theme.light.primary', before: '#8a1c7c', after: null },
      { path: 'panels.documents', before: 'hidden', after: null },
    ]);
    const back = await owner.post(`${at}/versions/1/publish`, { seen: first.seen });
    expect(back).toMatchObject({ status: 200, body: { panels: {} } });
    expect((await page()).body).not.toContain('#8a1c7c');
    expect(await seesDocuments(visitor)).toBe(true);
    expect((await owner.get(`${at}/versions`)).body.items[0]).toMatchObject({ number: 3, live: true });
    expect(await events()).toEqual(
      expect.arrayContaining(['portal.draft-updated', 'portal.published', 'portal.rolled-back']),
    );
  });

  test('DAY-29 CCM-25 a plugin that is switched off is looked at in a draft, and nowhere else', async () => {
    const url = 'https://rates.acme.example/now';
    const made = await acme.api.post('/api/v1/plugins', { kind: 'frame', name: 'Rates', url, active: false });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const shows = async (draft: boolean) => {
      const asked = await owner.post(`${at}/preview`, { customerId: customer.id, draft });
      const opened = await portico.anonymous.post('/portal/v1/sessions', {
        token: asked.body.url.split('#token=')[1],
      });
      const { body } = await new Client(portico.app, opened.body.sessionToken).get('/portal/v1/bootstrap');
      return (body.bootstrap.plugins ?? []).map(({ name }: { name: string }) => name);
    };
    expect([await shows(true), await shows(false)]).toEqual([['Rates'], []]);
    expect((await visitor.get('/portal/v1/bootstrap')).body.bootstrap.plugins).toBeUndefined();
    const policyOf = async (query: string) =>
      (await page(query, owner)).headers.get('content-security-policy') ?? '';
    expect(await policyOf('?draft=1')).toContain('https://rates.acme.example');
    expect(await policyOf('')).not.toContain('https://rates.acme.example');
    await acme.api.patch(`/api/v1/plugins/${made.body.id}`, { active: true });
    expect(await shows(false)).toEqual(['Rates']);
    await acme.api.delete(`/api/v1/plugins/${made.body.id}`);
  });

  test('only what was seen goes live: of two who publish at once one does, and what changed since is refused', async () => {
    const draft = (await acme.api.patch(`${at}/draft`, { theme: theme('#005f73') })).body;
    const bodies = await Promise.all(
      [owner, acme.api].map((who) => who.post(`${at}/draft/publish`, { seen: draft.seen })),
    );
    expect(bodies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(bodies.find(({ status }) => status === 409)?.body.code).toBe('portal.draft-changed');
    expect(
      (await owner.get(`${at}/versions`)).body.items.map(({ number }: { number: number }) => number),
    ).toEqual([4, 3, 2, 1]);

    const next = (await owner.patch(`${at}/draft`, { theme: theme('#9b2226') })).body;
    // By API it is live at once; the draft stays what it is to be, and its difference is another.
    expect((await acme.api.patch(at, { panels: { usage: 'hidden' } })).status).toBe(200);
    const refused = await owner.post(`${at}/draft/publish`, { seen: next.seen });
    expect(refused).toMatchObject({ status: 409, body: { code: 'portal.draft-changed' } });
    const again = (await owner.get(`${at}/draft`)).body;
    expect(again.portal.panels).toEqual({ usage: 'hidden' });
    expect(again.differences).toMatchObject([{ path: 'theme.light.primary', after: '#9b2226' }]);
    // What is live was changed to the same by somebody else: there is nothing left to publish.
    await acme.api.patch(at, { theme: theme('#9b2226') });
    expect((await owner.get(`${at}/draft`)).body.differences).toEqual([]);
    expect((await owner.delete(`${at}/draft`)).status).toBe(204);
    expect((await owner.get(`${at}/draft`)).body.updatedAt).toBeNull();
  });

  test('a draft takes what customers look at and nothing else, and is shown to nobody else', async () => {
    for (const change of [
      { slug: 'x1' },
      { allowedHosts: [] },
      { signIn: { password: true } },
      { languages: ['de'] },
    ])
      expect((await owner.patch(`${at}/draft`, change)).status, JSON.stringify(change)).toBe(422);
    expect(
      await owner.patch(`${at}/draft`, { customCss: { enabled: true, source: '@import "x";' } }),
    ).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'customCss.source' }] } },
    });
    await owner.patch(`${at}/draft`, { customCss: { enabled: true, source: 'h1 { color: #7f5539 }' } });
    const css = /\/looks\/[^"]+\.css\?draft=1/.exec((await page('?draft=1', owner)).body)?.[0] as string;
    expect((await owner.get(css)).headers.get('cache-control')).toBe('private, no-store');
    expect((await portico.app.request(`${testPublicUrl}${css}`)).status).toBe(404);
    expect((await portico.app.request(`${testPublicUrl}${css.replace('?draft=1', '')}`)).status).toBe(404);

    const stranger = await signedIn(portico, other.id, 'owner', 'other@other.example');
    expect((await page('?draft=1', stranger)).status).toBe(404);
    expect((await other.api.get(`${at}/draft`)).status).toBe(404);
    // A customer's session opens no draft, and its own portal is the live one whatever the address says.
    expect((await visitor.get(`${at}/draft`)).status).toBe(401);
    await owner.delete('/api/v1/operator-session');
    expect((await page('?draft=1', owner)).status).toBe(404);
  });
});
