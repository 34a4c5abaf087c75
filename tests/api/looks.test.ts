import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { greyPng, tinyPng } from '../helpers/pdf.ts';

/** As much of a WOFF2 file as this service looks at: its header, and bytes. */
function woff2(): Buffer {
  const bytes = new Uint8Array(96);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x774f4632);
  view.setUint32(4, 0x00010000);
  view.setUint32(8, bytes.byteLength);
  view.setUint16(12, 9);
  view.setUint32(16, 4000);
  return Buffer.from(bytes);
}

describe.each(databaseKinds)('looks, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  const font = { 'content-type': 'font/woff2' };
  const change = (body: object, vendor = acme) =>
    vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, body);
  const page = async (query = '') => {
    const response = await request(`/p/${acme.portal.slug}${query}`);
    return response.text();
  };
  const request = (path: string) => portico.app.request(`${testPublicUrl}${path}`);
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
  });
  afterAll(() => portico.close());

  test('BIL-23 letters of a theme come from our own origin, to be kept for ever; nothing else of their packages does', async () => {
    await change({ theme: { name: 'graphite', scheme: 'auto', light: {}, dark: {} } });
    const addresses = [...(await page()).matchAll(/url\((\/fonts\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(addresses.length).toBeGreaterThanOrEqual(5);
    for (const address of addresses) {
      const served = await request(address);
      expect(served.status, address).toBe(200);
      expect(served.headers.get('content-type')).toBe('font/woff2');
      expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(
        Buffer.from(await served.arrayBuffer())
          .subarray(0, 4)
          .toString(),
      ).toBe('wOF2');
    }
    const [folder] = /^\/fonts\/[^/]+/.exec(addresses[0] ?? '') ?? [];
    for (const none of ['package.json', 'x.woff2', '..%2Fpackage.json', 'inter-latin-wght-italic.woff2'])
      expect((await request(`${folder}/${none}`)).status, none).toBe(404);
  });

  test('DAY-12 the vendor’s font is served from our own origin and named by the tokens; another’s is none', async () => {
    const made = await acme.api.send('POST', '/api/v1/files?name=Acme%20Sans', woff2(), font);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ kind: 'font', name: 'Acme Sans', mediaType: 'font/woff2' });
    const theme = { name: 'paper', scheme: 'auto', font: made.body.id, light: {}, dark: {} };
    expect(await change({ theme })).toMatchObject({ status: 200, body: { theme: { font: made.body.id } } });
    const html = await page();
    expect(html).toContain(`@font-face{font-family:"${made.body.id}";src:url("${made.body.address}")`);
    expect(html).toContain(`--portico-font:"${made.body.id}", system-ui`);
    const served = await request(made.body.address);
    expect(served.headers.get('content-type')).toBe('font/woff2');
    expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(Buffer.from(await served.arrayBuffer())).toEqual(woff2());
    expect(await change({ theme }, other)).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'theme.font', code: 'unknown' }] } },
    });
    expect(await acme.api.delete(`/api/v1/files/${made.body.id}`)).toMatchObject({
      ...{ status: 409, body: { code: 'file.in-use' } },
    });
  });

  test('L05 what is no font and no picture is not taken, whatever it calls itself', async () => {
    const send = (bytes: Buffer, type: string) =>
      acme.api.send('POST', '/api/v1/files', bytes, { 'content-type': type });
    const longer = Buffer.concat([woff2(), Buffer.from([0])]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    for (const [bytes, type, status] of [
      [longer, 'font/woff2', 422],
      [svg, 'image/png', 422],
      [tinyPng, 'font/woff2', 422],
      [svg, 'image/svg+xml', 415],
      [Buffer.from('<script>'), 'text/html', 415],
    ] as const)
      expect(await send(bytes, type), type).toMatchObject({ status });
  });

  test('CON-20 a style sheet is refused by line, or served from an address of its own; off and safe leave it out', async () => {
    const picture = await acme.api.send('POST', '/api/v1/files?name=dots', tinyPng, {
      'content-type': 'image/png',
    });
    const refused = await change({
      customCss: { enabled: true, source: 'h1 { color: red }\n@import url(//sink.example/x);' },
    });
    expect(refused).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'customCss.source', code: 'at-rule' }] } },
    });
    expect(refused.body.fields[0].message).toMatch(/^Line 2: “@import” is not taken/);
    const source = `h1 { background: url(${picture.body.id}); color: #b3123d }`;
    expect(await change({ customCss: { enabled: true, source } }, other)).toMatchObject({ status: 422 });
    expect(await change({ customCss: { enabled: true, source } })).toMatchObject({ status: 200 });
    const address = /@import url\("([^"]+)"\) layer\(vendor\)/.exec(await page())?.[1] as string;
    expect(address).toMatch(/^\/looks\/.+\/[0-9a-f]{16}\.css$/);
    const served = await request(address);
    expect(served.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await served.text()).toContain(`url(${picture.body.address})`);
    expect(await page('?safe=1')).not.toContain('/looks/');
    expect(await page('/order')).not.toContain('/looks/');
    await change({ customCss: { enabled: false, source } });
    expect(await page()).not.toContain('/looks/');
    expect((await request(address)).status).toBe(404);
  });

  test('CON-21 a JPEG logo comes back as a PNG, the right way up, without the place it was taken', async () => {
    const bytes = readFileSync(new URL('../fixtures/jpeg/rotated.jpg', import.meta.url));
    expect(bytes.includes('SECRET-PLACE')).toBe(true);
    const made = await other.api.send('POST', '/api/v1/files?kind=logo&name=Acme', bytes, {
      'content-type': 'image/jpeg',
    });
    expect(made).toMatchObject({ status: 201, body: { mediaType: 'image/png', width: 32, height: 48 } });
    const served = await request(made.body.address);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await served.arrayBuffer()).includes('SECRET')).toBe(false);
    const cut = await other.api.send('POST', '/api/v1/files?kind=logo&name=Cut', bytes.subarray(0, -60), {
      'content-type': 'image/jpeg',
    });
    expect(cut).toMatchObject({ status: 422, body: { code: 'file.not-a-logo' } });
  });

  test('CON-21 CON-22 BIL-24 a logo of 350 pixels is taken, listed, chosen and shown with its words; 351, SVG and WebP are not', async () => {
    const send = (bytes: Buffer, type = 'image/png', kind = 'logo', name = 'Acme') =>
      acme.api.send('POST', `/api/v1/files?${new URLSearchParams({ kind, name })}`, bytes, {
        'content-type': type,
      });
    expect(await send(greyPng(351, 10))).toMatchObject({ status: 422, body: { code: 'file.too-wide' } });
    expect(await send(Buffer.from('<svg/>'), 'image/svg+xml')).toMatchObject({ status: 415 });
    expect(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png')).toMatchObject({
      ...{ status: 422, body: { code: 'file.not-a-logo' } },
    });
    expect(await send(Buffer.from('RIFF\u0010\0\0\0WEBPVP8L and so on'), 'image/webp')).toMatchObject({
      ...{ status: 422, body: { code: 'file.not-a-logo' } },
    });
    const light = await send(greyPng(350, 70), 'image/gif', 'logo', '../../<svg onload=alert(1)>.png');
    expect(light, 'what it is counts, not what it calls itself').toMatchObject({
      ...{ status: 201, body: { kind: 'logo', mediaType: 'image/png', width: 350, height: 70 } },
    });
    const dark = await send(greyPng(300, 60));
    const listed = await acme.api.get('/api/v1/files?kind=logo');
    expect(listed.body.items.map(({ id }: { id: string }) => id).sort()).toEqual(
      [dark.body.id, light.body.id].sort(),
    );
    expect(await change({ logo: { light: light.body.id } }, other)).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'logo.light', code: 'unknown' }] } },
    });
    expect(await change({ favicon: light.body.id })).toMatchObject({ status: 422 });
    expect(await send(greyPng(32, 16), 'image/png', 'favicon')).toMatchObject({
      ...{ status: 422, body: { code: 'file.not-a-favicon' } },
    });
    const icon = await send(greyPng(32, 32), 'image/png', 'favicon');
    const alt = { en: 'Acme, "bolts" & <nuts>', de: 'Acme, Schrauben' };
    const set = { logo: { light: light.body.id, dark: dark.body.id, alt }, favicon: icon.body.id };
    expect(await change({ ...set, languages: ['en', 'de'] })).toMatchObject({ status: 200, body: set });
    for (const path of ['', '/order']) {
      const html = await page(path);
      expect(html).toContain(
        `<img loading="lazy" src="${light.body.address}" class="on-light" width="350" height="70" alt="Acme, &quot;bolts&quot; &amp; &lt;nuts&gt;">`,
      );
      expect(html).toContain(`<link rel="icon" href="${icon.body.address}">`);
    }
    expect(await page('?language=de')).toContain('alt="Acme, Schrauben"');
    expect(await acme.api.delete(`/api/v1/files/${dark.body.id}`)).toMatchObject({ status: 409 });
    const served = await request(dark.body.address);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect((await request(`${dark.body.address}?color=red}</style><script>`)).status).toBe(400);
    await change({ logo: {}, favicon: null });
    expect(await page()).not.toContain('<img ');
    // What one browser keeps under its address stays what it was; another picture has another one.
    expect((await request(light.body.address)).status).toBe(200);
  });

  test('BIL-23 each theme is drawn with the vendor’s colours over it, and listed with its tokens', async () => {
    const { body } = await acme.api.get('/api/v1/themes');
    expect(body.items).toHaveLength(7);
    for (const { name, light } of body.items) {
      await change({ theme: { name, scheme: 'light', light: { primary: '#0b5a45' }, dark: {} } });
      const html = await page();
      expect(html).toContain(`--portico-text:${light.text};`);
      expect(html).toContain('--portico-primary:#0b5a45;');
    }
    expect(await change({ theme: { name: 'noir', scheme: 'auto' } })).toMatchObject({ status: 422 });
  });
});
