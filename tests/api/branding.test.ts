import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { makeOperator, signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { greyPng } from '../helpers/pdf.ts';

const at = '/api/v1/branding';
const nothing = {
  logo: { light: null, dark: null },
  ...{ picture: null, credit: null, light: {}, dark: {}, documentation: null, links: [] },
};

describe.each(databaseKinds)('looks of the console, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
  });
  afterAll(() => portico.close());
  const page = async (path: string) => (await portico.app.request(`${testPublicUrl}${path}`)).text();
  const file = async (vendor: TestVendor, query: string) =>
    (
      await vendor.api.send('POST', `/api/v1/files?name=p&${query}`, greyPng(200, 60), {
        'content-type': 'image/png',
      })
    ).body as { id: string; address: string };

  test('CCM-44 logo, sign-in picture with photo credit, colours, documentation and links are kept, shown to staff and before the sign-in, and reset', async () => {
    const logo = await file(acme, 'kind=logo');
    const picture = await file(acme, '');
    expect(await acme.api.get(at)).toMatchObject({ status: 200, body: nothing });
    const set = {
      logo: { light: logo.id, dark: null },
      picture: picture.id,
      credit: { text: 'Photo: Mia <b>Holm</b>', href: 'https://holm.example/' },
      light: { primary: '#0b5a45' },
      dark: { primary: '#7fd6b8' },
      documentation: 'https://acme.example/handbook',
      links: [{ label: 'Help desk', href: 'mailto:desk@acme.example' }],
    };
    expect(await acme.api.patch(at, set)).toMatchObject({ status: 200, body: set });
    expect((await acme.api.get(at)).body).toEqual(set);
    expect(await acme.api.delete(`/api/v1/files/${logo.id}`)).toMatchObject({ status: 409 });
    expect(await acme.api.delete(`/api/v1/files/${picture.id}`)).toMatchObject({ status: 409 });

    const anna = await signedIn(portico, acme.id, 'viewer', 'anna@acme.example');
    const { vendors } = (await anna.get('/api/v1/operator-session')).body;
    expect(vendors[0].branding).toMatchObject({
      logo: [{ src: logo.address, width: 200, height: 60, class: '' }],
      ...{ picture: picture.address, credit: set.credit, links: set.links },
      documentation: set.documentation,
      css: expect.stringContaining('--portico-primary:#0b5a45'),
    });
    expect(vendors[1].branding, 'the test side has its own').toBeNull();

    const html = await page('/console/acme');
    expect(html).toContain('--portico-primary:#7fd6b8');
    expect(html).toContain(picture.address);
    expect(html).toContain('\\u003cb>Holm');
    for (const path of ['/console', '/console/acme/test', '/console/other', '/console/nobody'])
      expect(await page(path), path).not.toMatch(/portico-branding|"branding"/);
    const plain = (html: string) => html.replace(/nonce="[^"]+"/g, '');
    expect(plain(await page('/console/other')), 'one that set nothing is like none').toBe(
      plain(await page('/console/nobody')),
    );

    expect(await anna.patch(at, { picture: null })).toMatchObject({ status: 403 });
    expect(await anna.delete(at)).toMatchObject({ status: 403 });
    portico.clock.move(1000);
    expect(await acme.api.delete(at)).toMatchObject({ status: 204 });
    expect((await acme.api.get(at)).body).toEqual(nothing);
    expect(await page('/console/acme')).not.toContain('portico-branding');
    expect(await acme.api.delete(`/api/v1/files/${logo.id}`)).toMatchObject({ status: 204 });
    const acts = (await acme.api.get('/api/v1/activity?action=branding.')).body.items;
    expect(acts.map(({ action }: { action: string }) => action)).toEqual([
      'branding.reset',
      'branding.updated',
    ]);
  });

  test('CCM-44 refused are files of somebody else or of another kind, links that run, and colours nobody could read', async () => {
    const theirs = await file(other, 'kind=logo');
    const picture = await file(acme, '');
    const refused = async (change: object, path: string, code?: string) =>
      expect(await acme.api.patch(at, change), path).toMatchObject({
        ...{ status: 422, body: { fields: [{ path, ...(code && { code }) }] } },
      });
    await refused({ logo: { light: theirs.id, dark: null } }, 'logo.light', 'unknown');
    await refused({ logo: { light: picture.id, dark: null } }, 'logo.light', 'unknown');
    await refused({ documentation: 'javascript:alert(1)' }, 'documentation');
    await refused({ credit: { text: 'Mia', href: 'mailto:mia@acme.example' } }, 'credit.href');
    await refused({ links: [{ label: 'Run', href: 'javascript:alert(1)' }] }, 'links.0.href');
    await refused({ light: { bg: 'transparent' } }, 'light.bg');
    await refused({ light: { link: '#bbbbbb' } }, 'light.link', 'contrast');
    await refused({ dark: { surface: '#ffffff' } }, 'dark.surface', 'contrast');
    await refused({ colour: '#000000' }, 'colour');
    expect((await acme.api.get(at)).body).toEqual(nothing);
    // pale brand colours keep their fill, as in portals
    expect(await acme.api.patch(at, { light: { primary: '#ffd84d' } })).toMatchObject({ status: 200 });
    await acme.api.delete(at);
  });

  test('CCM-44 what would be taken back is refused where somebody changed the looks meanwhile', async () => {
    const documentation = (page: string) => ({ documentation: `https://acme.example/${page}` });
    const before = (await acme.api.get(at)).body;
    const mine = (await acme.api.patch(at, { ...before, ...documentation('mine') })).body;
    const back = () => acme.api.patch(at, { ...before, seen: mine });
    await acme.api.patch(at, documentation('theirs'));
    const fields = [{ path: 'seen.documentation', code: 'changed' }];
    expect(await back()).toMatchObject({ status: 409, body: { code: 'branding.changed', fields } });
    expect((await acme.api.get(at)).body).toMatchObject(documentation('theirs'));
    await acme.api.patch(at, documentation('mine'));
    expect(await back()).toMatchObject({ status: 200, body: before });
    const wrong = await acme.api.patch(at, { seen: { ...mine, documentation: 'nowhere' } });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'seen.documentation' }] } });
    // With nothing set nothing is seen but that.
    await acme.api.delete(at);
    expect((await back()).body.code).toBe('branding.changed');
    expect((await acme.api.get(at)).body).toEqual(nothing);
  });

  test('CCM-44 of two who save the first looks at once, one is refused and told what changed; nothing is lost', async () => {
    const first = await portico.vendor('first');
    const mine = { ...nothing, documentation: 'https://acme.example/mine', seen: nothing };
    const theirs = { ...nothing, links: [{ label: 'Desk', href: 'tel:+49401' }], seen: nothing };
    // Two processes, again and again: on PostgreSQL no row is there yet at which the second one could wait.
    const other = new Client(portico.sibling(), first.apiKey);
    for (let turn = 0; turn < 8; turn++) {
      await first.api.delete(at);
      const both = await Promise.all([first.api.patch(at, mine), other.patch(at, theirs)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const [done, refused] = both[0].status === 200 ? both : [both[1], both[0]];
      expect((await first.api.get(at)).body).toEqual(done?.body);
      const changed = done === both[0] ? 'seen.documentation' : 'seen.links';
      expect(refused?.body).toMatchObject({ code: 'branding.changed', fields: [{ path: changed }] });
      // Who saw nothing and names one thing loses nothing of the other's.
      await first.api.delete(at);
      const [{ documentation }, { links }] = [mine, theirs];
      const parts = await Promise.all([first.api.patch(at, { documentation }), other.patch(at, { links })]);
      expect(parts.map(({ status }) => status)).toEqual([200, 200]);
      expect((await first.api.get(at)).body).toMatchObject({ documentation, links });
    }
  });

  test('CCM-44 the configuration file takes the looks to the test side, pictures included', async () => {
    const logo = await file(acme, 'kind=logo');
    await acme.api.patch(at, { logo: { light: logo.id, dark: null }, light: { primary: '#0b5a45' } });
    const configuration = (await acme.api.get('/api/v1/configuration')).body;
    const only = ({ format, version, vendor, files, branding }: Record<string, unknown>) => ({
      ...{ format, version, vendor, files, branding },
    });
    const done = await other.api.put('/api/v1/configuration', { configuration: only(configuration) });
    expect(done.status).toBe(200);
    expect(done.body.changes).toContainEqual(
      expect.objectContaining({ part: 'branding', outcome: 'changed' }),
    );
    expect((await other.api.get(at)).body).toEqual((await acme.api.get(at)).body);
    const again = await other.api.post('/api/v1/configuration/comparison', {
      configuration: only(configuration),
    });
    expect(again.body.changes.filter(({ part }: { part: string }) => part === 'branding')).toEqual([]);
    await other.api.delete(at);
  });

  test('DAY-26 second factor for everybody and the company’s sign-in travel by the configuration file, without its secret, from owners alone', async () => {
    const oidc = {
      ...{ issuer: 'https://login.acme.example', clientId: 'portico', clientSecret: 'very-secret-indeed' },
      ...{ roleClaim: 'groups', roles: [{ value: 'desk', role: 'support' }], makesOperators: true },
    };
    expect(await acme.api.put('/api/v1/operator-oidc', oidc)).toMatchObject({ status: 200 });
    await acme.api.put('/api/v1/operator-policy', { secondFactor: 'required' });
    const file = await acme.api.get('/api/v1/configuration');
    expect(JSON.stringify(file.body)).not.toContain('very-secret-indeed');
    const { format, version, vendor, staffSignIn } = file.body;
    const { clientSecret: _, ...shown } = oidc;
    expect(staffSignIn).toEqual({ secondFactor: 'required', oidc: { ...shown, hasSecret: true } });
    const configuration = { format, version, vendor, staffSignIn };

    await makeOperator(portico, other.id, 'owner', 'owner@other.example');
    const admin = await signedIn(portico, other.id, 'admin', 'admin@other.example');
    const refused = await admin.put('/api/v1/configuration', { configuration });
    expect(refused.body.changes).toEqual([
      expect.objectContaining({ part: 'staffSignIn', outcome: 'left-out' }),
    ]);
    expect((await other.api.get('/api/v1/operator-policy')).body).toEqual({ secondFactor: 'optional' });
    portico.clock.move(16 * 60_000);
    expect((await admin.put('/api/v1/configuration', { configuration })).body.code).toBe(
      'operator-session.prove',
    );

    const compared = await other.api.post('/api/v1/configuration/comparison', { configuration });
    const done = await other.api.put('/api/v1/configuration', { configuration, seen: compared.body.seen });
    expect(done.body.changes).toEqual([
      expect.objectContaining({ name: 'policy', outcome: 'changed' }),
      expect.objectContaining({ name: 'oidc', outcome: 'created', note: expect.stringContaining('secret') }),
    ]);
    expect((await other.api.get('/api/v1/operator-oidc')).body).toMatchObject({ ...shown, hasSecret: false });
    expect((await other.api.get('/api/v1/operator-policy')).body).toEqual({ secondFactor: 'required' });
    const fromTest = { ...configuration, vendor: { ...vendor, side: 'test' } };
    const nothing = { ...fromTest, staffSignIn: { secondFactor: 'optional', oidc: null } };
    expect((await other.api.put('/api/v1/configuration', { configuration: nothing })).body.changes).toEqual(
      [],
    );
  });
});
