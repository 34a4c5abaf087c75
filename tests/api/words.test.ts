import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('own words, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  const title = 'contracts:contracts.title';
  const save = (change: object, vendor = acme) =>
    vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, change);
  const make = (language: string, texts: object, from: string | null = null, vendor = acme) =>
    vendor.api.post('/api/v1/words', { from, language, texts });
  const request = (path: string) => portico.app.request(`${testPublicUrl}${path}`);
  const page = async (language: string, path = '/p/') =>
    (await request(`${path}${acme.portal.slug}?language=${language}`)).text();
  const dataOf = (html: string) =>
    JSON.parse(/id="portico-page">([^<]*)</.exec(html)?.[1]?.replaceAll('\\u003c', '<') ?? '{}');
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
    await save({ languages: ['en', 'de', 'de-CH'] });
  });
  afterAll(() => portico.close());

  test('X-6 one key in one language is said in the vendor’s words, in the document and under another version', async () => {
    const before = dataOf(await page('de')).words as string;
    const made = await make('de', { [title]: 'Ihre Tarife', 'portal:foot.language': 'Sprachwahl' });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ counts: { own: 2, stale: 0 }, warnings: [] });
    expect(await save({ words: made.body.id })).toMatchObject({ status: 200, body: { words: made.body.id } });
    const html = await page('de');
    expect(html).toContain('Ihre Tarife');
    expect(await page('en')).toContain('Your contracts');
    // German says it to Austria and Switzerland too, until they have their own.
    expect(await page('de-CH')).toContain('Ihre Tarife');
    const { words } = dataOf(html);
    expect(words).toBe(`${before}.${made.body.id}`);
    const part = await request(`/words/acme/${words}/de/shell`);
    expect(part.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await part.json()).toMatchObject({
      'contracts.title': 'Ihre Tarife',
      'foot.language': 'Sprachwahl',
    });
    expect(await (await request(`/words/acme/${before}/de/shell`)).json()).toMatchObject({
      'contracts.title': 'Ihre Verträge',
    });
    // Nobody else’s portal says them, whoever knows the id.
    const foreign = await request(`/words/other/${words}/de/shell`);
    expect(foreign.headers.get('cache-control')).toBe('no-store');
    expect(await foreign.json()).toMatchObject({ 'contracts.title': 'Ihre Verträge' });
    expect(await save({ words: made.body.id }, other)).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'words', code: 'unknown' }] } },
    });
    expect(await make('de', {}, made.body.id, other)).toMatchObject({ status: 404 });
  });

  test('X-6 of ten who change texts at once none loses what another wrote, and customers read nothing of it yet', async () => {
    const { items } = (await acme.api.get('/api/v1/words?language=en&group=contracts&limit=60')).body;
    const keys = (items as { key: string; protected: boolean; values: string[] }[])
      .filter((one) => !one.protected && one.values.length === 0)
      .map(({ key }) => key)
      .slice(0, 10);
    expect(keys).toHaveLength(10);
    const live = (await acme.api.get(`/api/v1/portals/${acme.portal.id}`)).body.words;
    const write = (key: string) =>
      acme.api.post('/api/v1/words', {
        ...{ portal: acme.portal.id, language: 'en', texts: { [key]: `Text of ${key}` } },
      });
    for (const { status, body } of await Promise.all(keys.map(write)))
      expect(status, JSON.stringify(body)).toBe(201);
    const draft = (await acme.api.get(`/api/v1/portals/${acme.portal.id}/draft`)).body.portal.words;
    const own = await acme.api.get(`/api/v1/words?language=en&words=${draft}&state=own&limit=60`);
    const texts = Object.fromEntries(
      own.body.items.map(({ key, text }: { key: string; text: string }) => [key, text]),
    );
    for (const key of keys) expect(texts[key]).toBe(`Text of ${key}`);
    expect((await acme.api.get(`/api/v1/portals/${acme.portal.id}`)).body.words).toBe(live);
    expect((await write('contracts:nothing-like-it')).status).toBe(422);
    expect(
      await other.api.post('/api/v1/words', { portal: acme.portal.id, language: 'en', texts: {} }),
    ).toMatchObject({ status: 404, body: { code: 'portal.not-found' } });
    await acme.api.delete(`/api/v1/portals/${acme.portal.id}/draft`);
  });

  test('X-6 a set is made of another; taking the last text away leaves ours', async () => {
    const first = await make('en', { [title]: 'Your plans' });
    const more = await make('de', { [title]: 'Ihre Pläne' }, first.body.id);
    const list = await acme.api.get(`/api/v1/words?language=en&state=own&words=${more.body.id}`);
    expect(list.body).toMatchObject({
      items: [{ key: title, english: 'Your contracts', text: 'Your plans', state: 'own' }],
      counts: { own: 1 },
    });
    const found = await acme.api.get('/api/v1/words?language=de&search=IHRE%20vertr');
    expect(found.body.items).toContainEqual(
      expect.objectContaining({ key: title, usual: 'Ihre Verträge', state: 'usual' }),
    );
    const all = await acme.api.get('/api/v1/words?language=de&limit=200');
    const next = await acme.api.get(`/api/v1/words?language=de&limit=200&cursor=${all.body.nextCursor}`);
    expect(next.body.items[0].key).not.toBe(all.body.items[0].key);
    const less = await make('en', { [title]: null }, more.body.id);
    expect((await make('de', { [title]: null }, less.body.id)).body).toMatchObject({ id: null });
  });

  test('X-6 F01 F02 F03 F05 F09 hostile texts and keys are refused by name, and nothing of them is kept', async () => {
    const refused = await make('de', {
      [title]: '<img src=x onerror=alert(1)>',
      'contracts:contracts.number': '{customer_email}',
      'contracts:contracts.customer-number': 'a\u202eb',
      'portal:foot.cancel': 'Weiter',
      'no:such': 'x',
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    expect(refused.body.fields.map(({ code }: { code: string }) => code).sort()).toEqual([
      ...['key', 'protected', 'signs', 'syntax', 'unknown'],
    ]);
    for (const body of [
      '{"language":"__proto__","texts":{}}',
      `{"language":"de","texts":{"${title}":{"type":"img","props":{"src":"x"}}}}`,
      '{"language":"de","texts":{"hasOwnProperty":"x"}}',
    ]) {
      const answer = await acme.api.send('POST', '/api/v1/words', Buffer.from(body), {
        'content-type': 'application/json',
      });
      expect(answer.status, body).toBe(422);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    for (const texts of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      const inert = await acme.api.send(
        ...(['POST', '/api/v1/words', Buffer.from(`{"language":"de","texts":${texts}}`)] as const),
        { 'content-type': 'application/json' },
      );
      expect(inert.body, 'what names no text changes none').toMatchObject({ id: null, counts: { own: 0 } });
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const check = await acme.api.post('/api/v1/words/check', { language: 'de', key: title, text: 'Tarife' });
    expect(check.body).toEqual({ refused: [], warnings: [], sample: 'Tarife' });
  });

  test('X-6 a language is exported, filled in and imported, as table and as JSON', async () => {
    const made = await make('de', { [title]: 'Ihre Tarife' });
    const table = await request2(`/api/v1/words/file?language=de&words=${made.body.id}`);
    expect(table.headers.get('content-disposition')).toBe('attachment; filename="words-de.csv"');
    const filled = (await table.text()).replace('Ihre Tarife', 'Ihre Pläne');
    const file = `/api/v1/words/file?language=de&from=${made.body.id}`;
    const back = await acme.api.send('POST', file, Buffer.from(filled), { 'content-type': 'text/csv' });
    expect(back.status, JSON.stringify(back.body)).toBe(201);
    const list = await acme.api.get(`/api/v1/words?language=de&state=own&words=${back.body.id}`);
    expect(list.body.items).toMatchObject([{ key: title, text: 'Ihre Pläne', state: 'own' }]);
    const json = Buffer.from(JSON.stringify({ [title]: '{x}' }));
    expect(await acme.api.send('POST', file, json, { 'content-type': 'application/json' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: `texts.${title}`, code: 'unknown' }] },
    });
    expect(
      await acme.api.send('POST', file, Buffer.from('nothing'), { 'content-type': 'text/csv' }),
    ).toMatchObject({ status: 422, body: { code: 'words.file' } });
  });
  const request2 = (path: string) =>
    portico.app.request(`${testPublicUrl}${path}`, { headers: { authorization: `Bearer ${acme.apiKey}` } });

  test('X-6 CON-23 mails and pages without a script say the vendor’s words, with its text and links below', async () => {
    const made = await make('en', {
      'mails:access.help': 'Ask us: {help}',
      'portals/foot:statement.contact': 'Barriers?',
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const footer = {
      en: {
        text: '<b>Acme</b> Ltd\nDublin',
        links: [{ label: 'Imprint & more', href: 'https://acme.example/imprint?a=1&b=2' }],
      },
    };
    const statement = { enabled: true, state: 'full', email: 'access@acme.example' };
    await save({ words: made.body.id, footer, statement, support: { phone: '+353 1 234' } });
    const customer = await acme.customer();
    const contact = await acme.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Ada', email: 'ada@mail.example' },
    });
    await acme.api.post('/api/v1/portal-links', { customerId: customer.id, contact: contact.body.id });
    const mail = await portico.database.db
      .selectFrom('mail')
      .select(['body_text', 'body_html'])
      .where('to_address', '=', 'ada@mail.example')
      .executeTakeFirstOrThrow();
    expect(mail.body_text).toContain('Ask us: +353 1 234');
    expect(mail.body_text).toContain(
      '<b>Acme</b> Ltd\nDublin\nImprint & more: https://acme.example/imprint?a=1&b=2',
    );
    expect(mail.body_html).toContain('&lt;b&gt;Acme&lt;/b&gt; Ltd<br>Dublin');
    expect(mail.body_html).toContain('<a href="https://acme.example/imprint?a=1&amp;b=2"');
    const html = await page('en', '/accessibility/');
    expect(html).toContain('<h2>Barriers?</h2>');
    expect(html).toContain('&lt;b&gt;Acme&lt;/b&gt; Ltd<br>Dublin');
    // Where a language has none, the portal’s first one with one stands in, and says which it is.
    expect(await page('de', '/accessibility/')).toContain('<div class="foot small" lang="en" dir="ltr">');
    expect((await request('/accessibility/other')).status).toBe(404);
    expect(dataOf(await page('en')).foot).toEqual({ footer: footer.en, statement: true });
    expect(await (await request('/looks/acme/footer/de')).json()).toMatchObject({
      text: footer.en.text,
      lang: 'en',
    });
    expect(await (await request('/looks/other/footer/de')).json()).toBeNull();
  });

  test('X-6 words and footer come along in the configuration file; one that was tampered with is refused', async () => {
    const made = await make('de', { [title]: 'Ihre Tarife' });
    const footer = { de: { text: 'Acme', links: [{ label: 'Impressum', href: 'https://acme.example/' }] } };
    await save({ words: made.body.id, footer });
    const { body: configuration } = await acme.api.get('/api/v1/configuration');
    expect(configuration.words).toEqual([
      { id: made.body.id, texts: { de: { [title]: { text: 'Ihre Tarife', of: 'Your contracts' } } } },
    ]);
    const third = await portico.vendor('third');
    const slugs = { acme: 'acme-moved' };
    const change = (text: string, key = title) => ({
      ...configuration,
      words: [{ id: made.body.id, texts: { de: { [key]: { text, of: 'Your contracts' } } } }],
    });
    for (const [text, key, code] of [
      ['Andere', title, 'reference'],
      ['{customer_email}', title, 'unknown'],
      ['a\u202eb', title, 'signs'],
      ['Weiter', 'cancellations:page.cancel.button', 'protected'],
    ] as const)
      expect(
        await third.api.put('/api/v1/configuration', { configuration: change(text, key), slugs }),
        code,
      ).toMatchObject({ status: 422, body: { fields: [{ code }] } });
    const applied = await third.api.put('/api/v1/configuration', { configuration, slugs });
    expect(applied.status, JSON.stringify(applied.body)).toBe(200);
    const html = await (await request('/p/acme-moved?language=de')).text();
    expect(html).toContain('Ihre Tarife');
    expect(dataOf(html).foot.footer).toEqual(footer.de);
  });

  test('DAY-24 F06 links lead to pages, mailboxes and telephones alone', async () => {
    const link = (href: string) => save({ footer: { en: { links: [{ label: 'x', href }] } } });
    for (const href of ['https://acme.example/', 'mailto:a@acme.example', 'tel:+3531234'])
      expect((await link(href)).status, href).toBe(200);
    for (const href of [
      ...['javascript:alert(1)', 'java\tscript:alert(1)', ' javascript:alert(1)', 'JAVASCRIPT:alert(1)'],
      ...[
        'data:text/html,x',
        'http://acme.example/',
        '//sink.example',
        '/p/acme',
        'https:/sink',
        'https:\\\\sink',
      ],
      ...['https://a:b@sink.example/', 'vbscript:x', 'blob:https://x/y', 'mailto:', 'tel:', 'x'],
    ])
      expect((await link(href)).status, href).toBe(422);
    expect((await save({ footer: { en: { text: { html: 'x' } } } })).status).toBe(422);
    expect((await save({ footer: { xx: { text: 'x' } } })).status).toBe(422);
    await save({ footer: {}, statement: { enabled: false } });
    expect(dataOf(await page('en')).foot).toBeUndefined();
  });
});
