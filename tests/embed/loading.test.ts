import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heard, heardNames, openWorld, portalFrame, tokenSource, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const element = '<portico-portal portal="acme"></portico-portal>';

describe('what a vendor writes', () => {
  test('a tag and an element show the portal, signed in, in four requests and one API call', async () => {
    const page = await world.open(`${tokenSource()}${world.loader}${element}`);
    const detail = await heard(page, 'ready');
    const before = world.requests.filter((each) => !/favicon|bridge|rpc/.test(each));
    expect(detail).toMatchObject({ portal: 'acme', panel: null, tookMs: expect.any(Number) });
    expect(before).toEqual([
      'GET /v1/portico.js',
      'GET /p/acme',
      'GET /assets/frame.js',
      'POST /portal/v1/sessions',
    ]);
    expect(await (await portalFrame(page)).locator('#who').textContent()).toBe('customer anna');
  });

  test('the bridge is fetched behind the first screen, never before it', async () => {
    const page = await world.open(`${tokenSource()}${world.loader}${element}`);
    await heard(page, 'ready');
    await expect
      .poll(() => world.requests.findIndex((each) => each.includes(world.bridge)))
      .toBeGreaterThan(0);
    const order = world.requests;
    expect(order.findIndex((each) => each.includes(world.bridge))).toBeGreaterThan(
      order.indexOf('POST /portal/v1/sessions'),
    );
  });

  test('a script tag alone mounts where it stands, or into its target', async () => {
    const tag = (rest: string) =>
      `<script async src="${world.portal}/v1/portico.js" data-portal="acme" ${rest}>
</script>`;
    const page = await world.open(
      `<main>${tag('data-panel="signup"')}</main><div id="there"></div>${tag('data-target="#there" data-language="de"')}`,
    );
    await page.locator('#there portico-portal iframe').waitFor();
    expect(await page.locator('main > script + portico-portal').getAttribute('panel')).toBe('signup');
    expect(await page.locator('#there iframe').getAttribute('src')).toContain('language=de');
    expect(await page.locator('script[data-mounted]').count()).toBe(2);
  });

  test('a press on data-portico-open shows the panel in a dialog', async () => {
    const page = await world.open(
      `${tokenSource()}${world.loader}<button data-portico-open="invoices" data-portal="acme">Invoices</button>`,
    );
    await page.getByText('Invoices').click();
    expect(await heard(page, 'open')).toMatchObject({ by: 'user', portal: 'acme' });
    await heard(page, 'ready');
    expect(await (await portalFrame(page)).locator('h1').textContent()).toBe('acme invoices');
    expect(await page.locator('dialog[open]').count()).toBe(1);
  });

  test('the npm module gives a portal with typed events and methods', async () => {
    const page = await world.open(
      `<div id="here"></div><script type="module">
        import { createPortal } from '${world.portal}/v1/portico.mjs';
        window.said = [];
        window.portal = createPortal({ portal: 'acme', target: '#here', language: 'nl',
          fetchToken: ({ reason }) => 'tok-ben-' + reason, on: { ready: (detail) => said.push(detail.portal) } });
      </script>`,
    );
    await heard(page, 'ready');
    await page.waitForFunction('said.length === 1 && "navigate" in portal.element');
    await page.evaluate('portal.navigate("profile")');
    const frame = await portalFrame(page);
    expect(await frame.evaluate(() => window.standIn.heard.at(-1))).toEqual({
      name: 'navigate',
      value: { panel: 'profile' },
    });
    await page.evaluate('portal.destroy()');
    expect(await page.locator('portico-portal').count()).toBe(0);
  });

  test('a plain iframe brings its token in the fragment, which is stripped', async () => {
    const page = await world.open(`<iframe src="${world.portal}/p/acme#token=tok-anna-plain"></iframe>`);
    const frame = page.frames()[1];
    await frame?.waitForFunction(() => document.querySelector('#who')?.textContent === 'customer anna');
    expect(frame?.url()).toBe(`${world.portal}/p/acme`);
    expect(world.tokens).toEqual(['tok-anna-plain']);
  });
});

describe('pages with rules of their own', () => {
  const quiet = async (headers: Record<string, string>, body = `${world.loader}${element}`) => {
    const page = await world.open(body, { headers, waitFor: 'commit' });
    const broken: string[] = [];
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    await page.locator('portico-portal iframe').waitFor();
    await (await portalFrame(page)).waitForFunction(() => window.standIn.link);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
    return { page, broken: broken.filter((text) => /policy|trusted/i.test(text)) };
  };

  test('H01 a content policy with script-src, frame-src and style-src self alone', async () => {
    const { broken } = await quiet({
      'content-security-policy': `default-src 'none'; script-src ${world.portal}; frame-src ${world.portal}; style-src 'self'`,
    });
    expect(broken).toEqual([]);
  });

  test('H02 a nonce with strict-dynamic', async () => {
    const body = `<script nonce="abc" async src="${world.portal}/v1/portico.js"></script>${element}`;
    const { broken } = await quiet(
      { 'content-security-policy': "script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'" },
      body,
    );
    expect(broken).toEqual([]);
  });

  test('H03 a page that requires trusted types, dialog included', async () => {
    const { page, broken } = await quiet(
      { 'content-security-policy': "require-trusted-types-for 'script'" },
      `${world.loader}${element}<button data-portico-open="profile">Open</button>`,
    );
    await page.getByText('Open').click();
    await heard(page, 'open');
    expect(broken).toEqual([]);
  });

  test('H10 the tag in the head, before there is a body', async () => {
    const page = await world.open(
      `<!doctype html><html><head><script src="${world.portal}/v1/portico.js" data-portal="acme"></script></head><body><p>text</p></body></html>`,
    );
    await page.locator('body > portico-portal iframe').waitFor();
    expect(await page.locator('portico-portal').count()).toBe(1);
  });

  test('H11 the snippet pasted twice is one portal and one warning', async () => {
    const warnings: string[] = [];
    const tag = `<script async src="${world.portal}/v1/portico.js" data-portal="acme"></script>`;
    const page = await world.open('<p></p>');
    page.on('console', (message) => message.text().startsWith('portico:') && warnings.push(message.text()));
    world.serve('/twice', `<!doctype html><body>${tag}${tag}</body>`);
    await page.goto(`${world.shop}/twice`);
    await page.locator('portico-portal iframe').waitFor();
    await expect.poll(() => warnings).toHaveLength(1);
    expect(warnings[0]).toContain('duplicate_loader');
    expect(await page.locator('portico-portal').count()).toBe(1);
  });

  test('H13 a tag manager that strips data attributes and runs code without a current script', async () => {
    const page = await world.open(`<div id="there"></div>
      <script type="application/json" data-portico-config>{"portal":"acme","panel":"signup","target":"#there"}</script>
      <script>setTimeout(() => { const tag = document.createElement('script'); tag.src = '${world.portal}/v1/portico.js';
        document.head.append(tag) }, 20)</script>`);
    await page.locator('#there portico-portal[panel=signup] iframe').waitFor();
  });

  test('H14 markup that shadows the global', async () => {
    const page = await world.open(
      `<a id="portico" name="fetchToken"></a><a id="portico" name="init"></a><a id="Portico"></a>${world.loader}${element}`,
    );
    const frame = await portalFrame(page);
    await frame.waitForFunction(() => window.standIn.link);
    expect(await frame.locator('#who').textContent()).toBe('signed out');
  });

  test("H15 a blocked loader leaves the vendor's own link in place", async () => {
    const page = await world.open('<p></p>');
    await page.route('**/v1/portico.js', (route) => route.abort());
    world.serve(
      '/blocked',
      `<body>${world.loader}<portico-portal portal="acme"><a href="/p">Portal</a></portico-portal>`,
    );
    await page.goto(`${world.shop}/blocked`);
    expect(await page.getByText('Portal').isVisible()).toBe(true);
  });

  test('H17 a loader that is older than the files on the server still shows the portal', async () => {
    const page = await world.open('<p></p>');
    world.broken.set(`/v1/${world.bridge}`, 'missing');
    world.serve('/old', `<body>${tokenSource()}${world.loader}${element}`);
    await page.goto(`${world.shop}/old`);
    await heard(page, 'ready');
    expect(await page.locator('portico-portal iframe').getAttribute('height')).toMatch(/^\d+$/);
  });

  test('H19 a page with its own window.onmessage, set before and after', async () => {
    const page = await world.open(`<script>window.got = 0; window.onmessage = () => { got += 1 }</script>
      ${tokenSource()}${world.loader}${element}`);
    await page.evaluate(() => {
      const { onmessage } = window;
      window.onmessage = (event) => onmessage?.call(window, event);
    });
    await heard(page, 'ready');
    expect(await page.evaluate('got')).toBeGreaterThan(0);
  });

  test('H18 a loader of a pinned version finds its service', async () => {
    const page = await world.open(
      `<script async src="${world.portal}/v1.4.2/portico.js"></script>${element}`,
    );
    expect(await page.locator('portico-portal iframe').getAttribute('src')).toMatch(
      `${world.portal}/p/acme?`,
    );
  });
});

describe('when it cannot be shown', () => {
  const console_ = (page: { on(name: 'console', act: (message: { text(): string }) => void): void }) => {
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    return lines;
  };

  test('H07 DAY-34 a page that is not on the list: coded error, one sentence with the fix, a way on', async () => {
    world.portals.closed = { allowedHosts: ['https://shop.example'] };
    const page = await world.open('<p></p>');
    const lines = console_(page);
    await page.clock.install();
    world.serve(
      '/closed',
      `<body lang="de">${world.loader}<portico-portal portal="closed"></portico-portal>`,
    );
    await page.goto(`${world.shop}/closed`);
    await page.clock.runFor(10_000);
    await page.waitForTimeout(100);
    await page.clock.runFor(1_500);
    const detail = await heard(page, 'error');
    expect(detail).toMatchObject({ code: 'frame_blocked', fatal: true, retryable: false, portal: 'closed' });
    await expect
      .poll(() => lines.find((line) => line.startsWith('Portico:')))
      .toBe(
        `Portico: ${world.shop} may not show portal "closed". Add it under Allowed hosts of the portal, or run: npm run -s portico -- portal allow closed ${world.shop} (frame_blocked)`,
      );
    const link = page.getByRole('link', { name: 'In neuem Tab öffnen' });
    expect(await link.getAttribute('href')).toBe(`${world.portal}/p/closed`);
    expect(await heardNames(page)).not.toContain('ready');
  });

  test('PM13 a portal without registered hosts cannot be framed at all', async () => {
    world.portals.nobody = { allowedHosts: [] };
    const page = await world.open(`${world.loader}<portico-portal portal="nobody"></portico-portal>`);
    await page.locator('portico-portal iframe').waitFor();
    await page.waitForTimeout(200);
    expect(page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  });

  test('frame_timeout: a service that never answers ends in an error, and the vendor’s children stay', async () => {
    const page = await world.open('<p></p>');
    world.broken.set('/p/acme', 'hang');
    await page.clock.install();
    world.serve(
      '/slow',
      `<body>${world.loader}<portico-portal portal="acme"><a href="/mail">Write to us</a></portico-portal>`,
    );
    await page.goto(`${world.shop}/slow`, { waitUntil: 'commit' });
    await page.getByText('Write to us').waitFor();
    await page.locator('portico-portal iframe').waitFor({ state: 'attached' });
    await page.clock.runFor(10_000);
    await page.waitForTimeout(100);
    await page.clock.runFor(1_500);
    expect(await heard(page, 'error')).toMatchObject({ code: 'frame_timeout', retryable: true });
    expect(await page.getByText('Write to us').isVisible()).toBe(true);
  });

  test("the vendor's children stay in sight until the frame has drawn, and go then", async () => {
    const page = await world.open(
      `<script>window.portico={fetchToken:()=>new Promise((done)=>{window.give=done})}</script>${world.loader}
      <portico-portal portal="acme"><a href="/mail">Write to us</a></portico-portal>`,
    );
    await portalFrame(page);
    await page.getByText('Write to us').click({ trial: true });
    await page.evaluate('give("tok-anna-late")');
    await heard(page, 'ready');
    // The height that puts the frame in their place may come a moment after the event.
    await expect.poll(() => page.getByText('Write to us').isVisible()).toBe(false);
    expect(await page.locator('portico-portal iframe').isVisible()).toBe(true);
  });
});
