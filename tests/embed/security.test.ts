import { afterAll, beforeAll, expect, test } from 'vitest';
import { heard, heardNames, openWorld, portalFrame, tokenSource, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const element = '<portico-portal portal="acme"></portico-portal>';
const nonceOf = (src: string | null) => new URLSearchParams(new URL(src ?? '').hash.slice(1)).get('n');

/** A ready portal beside a frame of another site that posts what it is told to. */
async function withStranger(attributes = '', at = world.shop) {
  const evil = `http://evil.test:${world.hostPort}`;
  world.serve('/stranger', '<script>onmessage = ({ data }) => { window.got = data }</script>');
  world.portals.acme = { allowedHosts: [world.shop, at] };
  const page = await world.open(
    `${tokenSource()}${world.loader}${element}<iframe id="stranger" src="${evil}/stranger" ${attributes}></iframe>`,
    { at },
  );
  await heard(page, 'ready');
  const stranger = await (await page.locator('#stranger').elementHandle())?.contentFrame();
  if (!stranger) throw new Error('There is no stranger.');
  const src = await page.locator('portico-portal iframe').getAttribute('src');
  return { page, stranger, nonce: nonceOf(src) };
}

test('PM01 PM03 H41 messages of another frame, of a sandboxed one and of the page itself change nothing', async () => {
  for (const attributes of ['', 'sandbox="allow-scripts"']) {
    const { page, stranger, nonce } = await withStranger(attributes);
    const before = await page.locator('portico-portal iframe').getAttribute('height');
    const messages = [
      { portico: 1, type: 'height', nonce, px: 9000 },
      { portico: 1, type: 'event', nonce, name: 'contract.cancelled', detail: {} },
      { portico: 1, type: 'hello', nonce },
      { portico: 1, type: 'bridge', nonce },
    ];
    await stranger.evaluate((all) => {
      for (const each of all) parent.postMessage(each, '*');
    }, messages);
    await page.evaluate((all) => {
      for (const each of all) window.postMessage(each, '*');
    }, messages);
    await page.waitForTimeout(100);
    expect(await page.locator('portico-portal iframe').getAttribute('height')).toBe(before);
    expect(await heardNames(page)).not.toContain('contract.cancelled');
    expect(await stranger.evaluate(() => (window as { got?: unknown }).got)).toBeUndefined();
  }
});

test('PM02 H65 look-alike origins around the frame are refused', async () => {
  const good = `http://shop.test:${world.hostPort}`;
  world.portals.strict = { allowedHosts: [good] };
  for (const host of ['shop.test.evil.test', 'shopXtest.test', 'a.shop.test']) {
    const page = await world.open(
      `${tokenSource()}${world.loader}<portico-portal portal="strict"></portico-portal>`,
      { at: `http://${host}:${world.hostPort}` },
    );
    await page.locator('portico-portal iframe').waitFor();
    await page.waitForTimeout(150);
    expect(await heardNames(page)).not.toContain('ready');
    expect(world.tokens).toEqual([]);
  }
  const page = await world.open(
    `${tokenSource()}${world.loader}<portico-portal portal="strict"></portico-portal>`,
    { at: good },
  );
  await heard(page, 'ready');
});

test('PM05 PM06 hostile payloads from the frame itself are dropped', async () => {
  const page = await world.open(`${tokenSource()}${world.loader}${element}`);
  await heard(page, 'ready');
  const thrown: unknown[] = [];
  page.on('pageerror', (error) => thrown.push(error));
  const frame = await portalFrame(page);
  const nonce = nonceOf(await page.locator('portico-portal iframe').getAttribute('src'));
  await frame.evaluate(
    ({ nonce, origin }) => {
      const cyclic: Record<string, unknown> = { nonce, type: 'height' };
      cyclic.self = cyclic;
      const payloads: unknown[] = [
        'text',
        [nonce],
        new Map([['nonce', nonce]]),
        cyclic,
        { nonce, type: 'x'.repeat(1e6) },
        JSON.parse(`{"nonce":"${nonce}","type":"event","name":"a","detail":{"__proto__":{"polluted":1}}}`),
        { nonce: 'wrong', type: 'height', px: 5000 },
        { nonce, type: 'height', px: '100px;position:fixed' },
        { nonce, type: 'unknown' },
      ];
      for (const payload of payloads) parent.postMessage(payload, origin);
    },
    { nonce, origin: world.shop },
  );
  await page.waitForTimeout(100);
  expect(await page.evaluate(() => ({}) as { polluted?: number })).toEqual({});
  expect(await page.evaluate('({}).polluted')).toBeUndefined();
  expect(thrown).toEqual([]);
});

test('PM07 H66 a frame that was sent elsewhere is told nothing', async () => {
  const evil = `http://evil.test:${world.hostPort}`;
  world.serve(
    '/thief',
    `<script>window.got = []; onmessage = ({ data }) => got.push(data);
     const nonce = new URLSearchParams(location.hash.slice(1)).get('n') ?? location.search.slice(1);
     parent.postMessage({ portico: 1, type: 'hello', nonce }, '*')</script>`,
  );
  const page = await world.open(`${tokenSource()}${world.loader}${element}`);
  await heard(page, 'ready');
  const nonce = nonceOf(await page.locator('portico-portal iframe').getAttribute('src'));
  const frame = await portalFrame(page);
  await frame.evaluate((address) => location.assign(address), `${evil}/thief?${nonce}`);
  await expect.poll(() => page.frames()[1]?.url()).toContain('/thief');
  await page.evaluate(() => document.documentElement.classList.add('dark'));
  await page.waitForTimeout(150);
  const thief = page.frames()[1];
  expect(JSON.stringify(await thief?.evaluate('got'))).not.toContain('tok-');
  expect(world.tokens).toHaveLength(1);
});

test('PM09 heights are clamped to whole pixels between 0 and 10,000', async () => {
  const page = await world.open(`${tokenSource()}${world.loader}${element}`);
  await heard(page, 'ready');
  const frame = await portalFrame(page);
  const nonce = nonceOf(await page.locator('portico-portal iframe').getAttribute('src'));
  const after = async (px: unknown) => {
    await frame.evaluate(
      ({ nonce, px, origin }) => parent.postMessage({ portico: 1, type: 'height', nonce, px }, origin),
      {
        nonce,
        px,
        origin: world.shop,
      },
    );
    await page.waitForTimeout(30);
    return page.locator('portico-portal iframe').evaluate((it) => it.getBoundingClientRect().height);
  };
  expect(await after(1e9)).toBe(10_000);
  expect(await after(700)).toBe(700);
  for (const px of [-1, Number.NaN, '100px;position:fixed', null, {}]) expect(await after(px)).toBe(700);
});

test('PM10 addresses in the place of a panel are refused', async () => {
  const page = await world.open(`${tokenSource()}${world.loader}${element}`);
  await heard(page, 'ready');
  await page.waitForFunction(() => 'navigate' in (document.querySelector('portico-portal') ?? {}));
  const bad = [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.test',
    '\\\\evil.test',
    'https:evil.test',
    'java\tscript:x',
  ];
  const outcomes = await page.evaluate(
    (all) =>
      Promise.all(
        all.map((each) =>
          (document.querySelector('portico-portal') as unknown as { navigate(panel: string): Promise<void> })
            .navigate(each)
            .then(
              () => 'went',
              (error) => error.code,
            ),
        ),
      ),
    bad,
  );
  expect(outcomes).toEqual(bad.map(() => 'config_invalid'));
  const frame = await portalFrame(page);
  expect(await frame.evaluate(() => window.standIn.heard.filter(({ name }) => name === 'navigate'))).toEqual(
    [],
  );
});

test('PM11 ten thousand foreign messages leave the page responsive', async () => {
  const { page, stranger } = await withStranger();
  const took = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        Object.assign(window, { flood: () => {} });
        const started = performance.now();
        setTimeout(() => done(performance.now() - started), 300);
        document.querySelector<HTMLIFrameElement>('#stranger')?.contentWindow?.postMessage('go', '*');
      }),
  );
  await stranger.evaluate(() => {
    for (let i = 0; i < 10_000; i += 1) parent.postMessage({ portico: 1, type: 'height', px: i }, '*');
  });
  const late = await page.evaluate(() => {
    const started = performance.now();
    return new Promise<number>((done) => setTimeout(() => done(performance.now() - started), 50));
  });
  expect(took).toBeLessThan(2_000);
  expect(late).toBeLessThan(1_500);
});

test('PM17 a page with overridden built-ins learns of no secret but the token it gave itself', async () => {
  const page = await world.open(`<script>
    window.leaked = '';
    const keep = (value) => { if (typeof value === 'string') leaked += value + '\\n' };
    const { stringify } = JSON; JSON.stringify = (...all) => { const text = stringify(...all); keep(text); return text };
    const { push } = Array.prototype; Array.prototype.push = function (...all) { for (const one of all) keep(one); return push.apply(this, all) };
    const { then } = Promise.prototype; Promise.prototype.then = function (yes, no) {
      return then.call(this, typeof yes === 'function' ? (value) => { keep(value); return yes(value) } : yes, no) };
    </script>${tokenSource()}${world.loader}${element}`);
  await heard(page, 'ready');
  const frame = await portalFrame(page);
  await frame.evaluate(() => window.standIn.link?.requestToken('expired'));
  const leaked = await page.evaluate('leaked');
  expect(leaked).not.toContain('customer');
  expect(leaked).not.toContain('sessionToken');
});

test('H67 a used fragment token shows no portal, and is gone from the address', async () => {
  const page = await world.open(`<iframe src="${world.portal}/p/acme#token=tok-anna-once"></iframe>`);
  const who = () => page.frames()[1]?.locator('#who').textContent();
  await expect.poll(who).toBe('customer anna');
  await page.reload();
  await expect.poll(who).toBe('refused');
  expect(page.frames()[1]?.url()).not.toContain('tok-');
});

test('H74 PM06 a page with a portal inside a portal frame: the two do not hear each other', async () => {
  world.serve(
    '/inner',
    `<body>${tokenSource('inner')}${world.loader}<portico-portal portal="acme"></portico-portal>`,
  );
  const page = await world.open(
    `${tokenSource('outer')}${world.loader}${element}<iframe src="${world.shop}/inner"></iframe>`,
  );
  await heard(page, 'ready');
  await expect.poll(() => world.tokens.length).toBe(2);
  expect((await heardNames(page)).filter((name) => name === 'ready')).toHaveLength(1);
  const inner = page.frames().find((frame) => frame.url().endsWith('/inner'));
  await expect
    .poll(() => inner?.evaluate(() => window.heardEvents.filter(({ name }) => name === 'ready').length))
    .toBe(1);
});

test('no message with data ever goes to any origin', async () => {
  const { readdir, readFile } = await import('node:fs/promises');
  for (const folder of ['src/bridge', 'embed'])
    for (const name of await readdir(folder))
      if (/\.tsx?$/.test(name))
        expect(await readFile(`${folder}/${name}`, 'utf8')).not.toMatch(/postMessage\([^)]*['"`]\*['"`]/);
});
