import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { greyPng } from '../helpers/pdf.ts';

/** As much of a WOFF2 file as this service looks at: its header, and bytes. */
function woff2(last = 0): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.writeUInt32BE(0x774f4632, 0);
  bytes.writeUInt32BE(0x00010000, 4);
  bytes.writeUInt32BE(bytes.byteLength, 8);
  bytes.writeUInt16BE(9, 12);
  bytes.writeUInt32BE(4000, 16);
  bytes[95] = last;
  return bytes;
}

describe.each(databaseKinds)('looks as one file, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  let fontId: string;
  let logoId: string;
  // biome-ignore lint/suspicious/noExplicitAny: it is what a file of a stranger's would be
  let file: any;
  const at = ({ portal }: TestVendor, what = 'theme-file') => `/api/v1/portals/${portal.id}/${what}`;
  const take = (vendor: TestVendor, body: object) =>
    vendor.api.post(at(vendor), body, { 'idempotency-key': crypto.randomUUID() });
  const upload = async (query: string, bytes: Buffer, type: string) =>
    (await acme.api.send('POST', `/api/v1/files?${query}`, bytes, { 'content-type': type })).body.id;

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
    fontId = await upload('name=Acme%20Sans', woff2(), 'font/woff2');
    logoId = await upload('name=Acme&kind=logo', greyPng(120, 40), 'image/png');
    await upload('name=unused', woff2(7), 'font/woff2');
    const look = {
      theme: { name: 'plum', scheme: 'auto', light: { primary: '#0b5a45' }, dark: {}, font: fontId },
      customCss: { enabled: true, source: 'h1 { letter-spacing: 0.02em }' },
      logo: { light: logoId, alt: { en: 'Acme' } },
      footer: {
        en: { text: 'Acme Ltd', links: [{ label: 'Imprint', href: 'https://acme.example/imprint' }] },
      },
    };
    expect(await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, look)).toMatchObject({ status: 200 });
    ({ body: file } = await acme.api.get(at(acme)));
  });
  afterAll(() => portico.close());

  test('a whole look is one file, with the fonts and pictures that it names and no others', () => {
    expect(file).toMatchObject({
      ...{ format: 'portico-theme', version: 1, favicon: null },
      theme: { name: 'plum', font: fontId, light: { primary: '#0b5a45' } },
      footer: { en: { text: 'Acme Ltd' } },
    });
    const brought = file.files.map(({ id }: { id: string }) => id).sort();
    expect(brought).toEqual([fontId, logoId].sort());
    expect(Object.keys(file)).not.toContain('allowedHosts');
  });

  test('what another portal would look like is shown first, then exactly that goes into its draft', async () => {
    const looked = await take(other, { dryRun: true, file });
    expect(looked.status, JSON.stringify(looked.body)).toBe(200);
    expect(looked.body.differences).toContainEqual({ path: 'theme.name', before: 'harbour', after: 'plum' });
    expect(looked.body.files).toHaveLength(2);
    // It was a look and no more.
    expect((await other.api.get('/api/v1/files')).body.items).toEqual([]);
    expect((await other.api.get(at(other, 'draft'))).body.updatedAt).toBeNull();

    const seen = looked.body.seen;
    expect(await take(other, { file: { ...file, favicon: logoId }, seen })).toMatchObject({ status: 409 });
    expect(await take(other, { file, seen })).toMatchObject({ status: 200 });
    const { portal } = (await other.api.get(at(other, 'draft'))).body;
    expect(portal.theme).toMatchObject({ name: 'plum', light: { primary: '#0b5a45' } });
    const live = await other.api.get(`/api/v1/portals/${other.portal.id}`);
    expect(live.body.theme.name).toBe('harbour');
    const files = (await other.api.get('/api/v1/files')).body.items;
    expect(files.map((one: { id: string }) => one.id).sort()).toEqual(
      [portal.theme.font, portal.logo.light].sort(),
    );

    // A second time there is nothing to bring, and nothing that differs.
    const again = await take(other, { file });
    expect(again.body.files).toEqual([]);
    expect((await other.api.get('/api/v1/files')).body.items).toHaveLength(2);
    const back = await other.api.get(`${at(other)}?of=draft`);
    expect(back.body).toMatchObject({ theme: file.theme, customCss: file.customCss, footer: file.footer });
  });

  test('a file whose id stands for something else here is given another, and everything that names it follows', async () => {
    const [font] = file.files.filter(({ id }: { id: string }) => id === fontId);
    const changed = { ...font, content: woff2(9).toString('base64') };
    const files = [changed, ...file.files.filter(({ id }: { id: string }) => id !== fontId)];
    const taken = await take(acme, { file: { ...file, files } });
    expect(taken.status, JSON.stringify(taken.body)).toBe(200);
    const { portal } = (await acme.api.get(at(acme, 'draft'))).body;
    expect(portal.theme.font).not.toBe(fontId);
    expect(portal.logo.light).toBe(logoId);
  });

  test.each([
    ['no look', () => ({ format: 'zip' }), 'file.format'],
    [
      'a part that is not of a look',
      () => ({ ...file, allowedHosts: ['https://evil.example'] }),
      'file.allowedHosts',
    ],
    [
      'a style sheet that fetches from elsewhere',
      () => ({ ...file, customCss: { enabled: true, source: '@import url(//sink.example/x);' } }),
      'customCss.source',
    ],
    [
      'a picture that is none',
      () => ({
        ...file,
        files: file.files.map((one: object) => ({
          ...one,
          content: Buffer.from('<svg/>').toString('base64'),
        })),
      }),
      'files.0.content',
    ],
    [
      'a file that is named and not there',
      () => ({ ...file, files: [], favicon: 'fil_000000000000' }),
      'favicon',
    ],
    [
      'a name that is a path',
      () => ({ ...file, files: [{ ...file.files[0], id: '../../etc/passwd' }] }),
      'file.files.0.id',
    ],
    [
      'more files than a look names',
      () => ({ ...file, files: Array.from({ length: 25 }, () => file.files[0]) }),
      'file.files',
    ],
    [
      'a footer that leads to a script',
      () => ({ ...file, footer: { en: { text: '', links: [{ label: 'a', href: 'javascript:alert(1)' }] } } }),
      'file.footer.en.links.0.href',
    ],
  ])('%s is refused whole, and the field is named', async (_, make, path) => {
    const before = (await acme.api.get('/api/v1/files')).body.items;
    const refused = await take(acme, { file: make() });
    expect(refused.status, JSON.stringify(refused.body)).toBe(422);
    expect(refused.body.fields.map((one: { path: string }) => one.path)).toContain(path);
    expect((await acme.api.get('/api/v1/files')).body.items).toEqual(before);
  });
});
