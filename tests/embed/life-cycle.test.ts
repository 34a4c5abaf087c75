import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage, heard, heardNames, openWorld, portalFrame, tokenSource, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const element = '<portico-portal portal="acme"></portico-portal>';
const shown = () => world.open(`${tokenSource()}${world.loader}<div id="route">${element}</div>`);

/** Waits until host and frame speak over their port. */
const linked = (page: Page) =>
  page.waitForFunction(() => 'navigate' in (document.querySelector('portico-portal') ?? {}));
const signals = async (page: Page, nth = 0) =>
  (await portalFrame(page, nth)).evaluate(() => window.standIn.heard);

describe('a page that changes', () => {
  test('H21 an element made before the script keeps its properties', async () => {
    const page = await world.open('<div id="route"></div>');
    await page.evaluate(() => {
      const el = document.createElement('portico-portal');
      Object.assign(el, { portal: 'acme', panel: 'profile', fetchToken: () => 'tok-carl-1' });
      document.querySelector('#route')?.append(el);
    });
    await page.addScriptTag({ url: `${world.portal}/v1/portico.js` });
    await heard(page, 'ready');
    expect(await (await portalFrame(page)).locator('h1').textContent()).toBe('acme profile');
    await linked(page);
    // What was a plain property is an accessor of the attribute now, so later changes are heard.
    await page.evaluate('document.querySelector("portico-portal").language = "fr"');
    await expect
      .poll(async () => (await signals(page)).at(-1))
      .toMatchObject({ name: 'update', value: { language: 'fr' } });
  });

  test('H22 the module may be imported where there is no document', async () => {
    const { createPortal } = await import('../../embed/npm.ts');
    const { Portal } = await import('../../embed/react.tsx');
    const { createElement } = await import('react');
    const { renderToString } = await import('react-dom/server');
    expect(createPortal).toBeTypeOf('function');
    expect(renderToString(createElement(Portal, { portal: 'acme' }))).toBe(
      '<portico-portal portal="acme"></portico-portal>',
    );
  });

  test('H23 H25 leaving the route and coming back ten times leaves no listener behind', async () => {
    const page = await world.open('<div id="route"></div>');
    await page.evaluate(() => {
      const counts = { added: 0 };
      Object.assign(window, { counts });
      const { addEventListener, removeEventListener } = window;
      window.addEventListener = (...given: Parameters<typeof addEventListener>) => {
        const [type, , options] = given as [string, unknown, AddEventListenerOptions | undefined];
        if (type === 'message') {
          counts.added += 1;
          options?.signal?.addEventListener('abort', () => {
            counts.added -= 1;
          });
        }
        return addEventListener.apply(window, given);
      };
      Object.assign(window, { removeEventListener });
    });
    await page.addScriptTag({
      content: "window.portico={fetchToken:()=>'tok-anna-'+Math.random().toString(36).slice(2)}",
    });
    await page.addScriptTag({ url: `${world.portal}/v1/portico.js` });
    for (let round = 0; round < 10; round += 1) {
      await page.evaluate((html) => {
        const route = document.querySelector('#route') as HTMLElement;
        route.innerHTML = html;
        window.heardEvents = [];
      }, element);
      await heard(page, 'ready');
      if (round === 9) expect((await heardNames(page)).filter((name) => name === 'ready')).toHaveLength(1);
      await page.evaluate(() => document.querySelector('portico-portal')?.remove());
    }
    await expect.poll(() => page.evaluate('counts.added')).toBe(0);
  });

  test('H26 a body that is swapped whole', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await page.evaluate((body) => {
      const next = document.createElement('body');
      next.innerHTML = body;
      window.heardEvents = [];
      document.body.replaceWith(next);
    }, `<p>Second page</p>${element}`);
    await heard(page, 'ready');
    expect(page.frames()).toHaveLength(2);
  });

  test('H27 theme, language and callbacks change without a reload; typed text stays', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    const frame = await portalFrame(page);
    await frame.fill('#name', 'Anna Bauer');
    await page.evaluate(() => {
      const el = document.querySelector('portico-portal') as HTMLElement;
      el.setAttribute('language', 'de');
      el.setAttribute('scheme', 'dark');
      el.style.setProperty('--portico-primary', 'teal');
      Object.assign(el, { fetchToken: () => 'tok-anna-new' });
    });
    await expect
      .poll(async () => (await signals(page)).at(-1))
      .toMatchObject({
        name: 'update',
        value: { language: 'de', scheme: 'dark', tokens: { primary: 'teal' } },
      });
    expect(await frame.inputValue('#name')).toBe('Anna Bauer');
    expect(await page.locator('portico-portal iframe').evaluate((it) => it.style.colorScheme)).toBe('dark');
    expect(world.requests.filter((each) => each === 'GET /p/acme')).toHaveLength(1);
  });

  test('H29 a frame that is reloaded by its menu finds its page again, with a new token', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    await (await portalFrame(page)).evaluate(() => location.reload());
    await heard(page, 'ready', 2);
    expect(world.tokens).toHaveLength(2);
    expect(new Set(world.tokens).size).toBe(2);
    await page.evaluate('document.querySelector("portico-portal").navigate("profile")');
    expect(await signals(page)).toContainEqual({ name: 'navigate', value: { panel: 'profile' } });
  });

  test('H30 a frame whose script comes late, and an element that comes before its fetchToken', async () => {
    world.portals.late = { scriptDelayMs: 300 };
    const page = await world.open(`${world.loader}<portico-portal portal="late"></portico-portal>`);
    await page.evaluate(() =>
      Object.assign(document.querySelector('portico-portal') ?? {}, { fetchToken: () => 'tok-anna-late' }),
    );
    await heard(page, 'ready');
    expect(world.tokens).toEqual(['tok-anna-late']);
  });

  test('H31 a call under way ends when the frame goes', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    const outcome = await page.evaluate(() => {
      const el = document.querySelector('portico-portal') as HTMLElement & {
        navigate(panel: string): Promise<void>;
      };
      const call = el.navigate('profile');
      el.remove();
      return call.then(
        () => 'answered',
        (error) => error.code,
      );
    });
    expect(['answered', 'lost']).toContain(outcome);
  });

  test('H31 a call to a frame that went elsewhere ends, too', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    world.serve('/elsewhere', '<body>elsewhere</body>');
    await (await portalFrame(page)).evaluate(
      (address) => location.assign(address),
      `${world.shop}/elsewhere`,
    );
    await expect.poll(() => page.frames()[1]?.url()).toContain('/elsewhere');
    const outcome = await page.evaluate(() =>
      (document.querySelector('portico-portal') as unknown as { navigate(panel: string): Promise<void> })
        .navigate('profile')
        .catch((error) => error.code),
    );
    expect(outcome).toBe('lost');
  });

  test('a portal that is moved in the page comes back by itself', async () => {
    const page = await world.open(`${tokenSource()}${world.loader}${element}<div id="there"></div>`);
    await heard(page, 'ready');
    await linked(page);
    await page.evaluate(() =>
      document.querySelector('#there')?.append(document.querySelector('portico-portal') as Element),
    );
    await heard(page, 'ready', 2);
    await page.evaluate('document.querySelector("portico-portal").navigate("orders")');
    expect(await signals(page)).toContainEqual({ name: 'navigate', value: { panel: 'orders' } });
  });

  test('H33 back from the back/forward cache, the frame wakes and can ask for a new token', async () => {
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    world.serve('/other', '<body>other</body>');
    await page.goto(`${world.shop}/other`);
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.evaluate(() => window.heardEvents.length)).toBeGreaterThan(0); // the same page, not a new one
    expect(await heard(page, 'session.expired')).toMatchObject({
      token: expect.stringMatching(/^tok-anna-/),
    });
  });

  test('H34 destroyed and made again', async () => {
    const page = await world.open(`<div id="here"></div><script type="module">
      import { createPortal } from '${world.portal}/v1/portico.mjs';
      window.make = () => createPortal({ portal: 'acme', target: '#here' });
      window.portal = make(); portal.destroy(); window.portal = make();</script>`);
    const frame = await portalFrame(page);
    await frame.waitForFunction(() => window.standIn.link);
    expect(await page.locator('portico-portal').count()).toBe(1);
  });
});

test('H27 React: only another portal loads a new frame; callbacks may be new on every render', async () => {
  await buildPage(`${world.folder}/assets`, 'tests/embed/stand-in/react-page.tsx', 'react-page');
  const page = await world.open('<div id="app"></div>');
  await page.addScriptTag({ url: `${world.portal}/assets/react-page.js`, type: 'module' });
  await heard(page, 'ready');
  const frame = await portalFrame(page);
  await frame.fill('#name', 'typed');
  await page.evaluate('render({ language: "nl", said: "second" })');
  await expect
    .poll(async () => (await signals(page)).at(-1))
    .toMatchObject({ name: 'update', value: { language: 'nl' } });
  expect(await frame.evaluate(() => window.standIn.link?.requestToken('expired'))).toBe('tok-second-expired');
  await frame.evaluate(() => window.standIn.greeting?.post('event', { name: 'profile.updated', detail: {} }));
  await page.waitForFunction('said.join() === "second"');
  expect(await frame.inputValue('#name')).toBe('typed');
  await page.evaluate('render({ portal: "other" })');
  await heard(page, 'ready', 2);
  expect(await (await portalFrame(page)).locator('h1').textContent()).toBe('other ');
  await page.evaluate('render(null)');
  await expect.poll(() => page.locator('portico-portal').count()).toBe(0);
});

describe('tokens', () => {
  test('H61 a token that expires is asked for again; text stays; one call at a time', async () => {
    const page = await world.open(`<script>
      window.reasons = [];
      window.portico = { fetchToken: async ({ reason }) => { reasons.push(reason); return 'tok-anna-' + reasons.length; } };
      </script>${world.loader}${element}`);
    await heard(page, 'ready');
    const frame = await portalFrame(page);
    await frame.fill('#name', 'half a sentence');
    const given = await frame.evaluate(() => {
      const { link } = window.standIn;
      return Promise.all([link?.requestToken('expired'), link?.requestToken('expired')]);
    });
    expect(given).toEqual(['tok-anna-2', 'tok-anna-2']);
    expect(await page.evaluate('reasons')).toEqual(['initial', 'expired']);
    expect(await frame.inputValue('#name')).toBe('half a sentence');
  });

  test.each([
    { name: 'rejects', source: "() => Promise.reject(new Error('no'))", code: 'token_failed' },
    { name: 'throws', source: "() => { throw new Error('no') }", code: 'token_failed' },
    { name: 'gives a page of HTML', source: "() => '<html>not found</html>'", code: 'token_failed' },
    { name: 'gives a number', source: '() => 42', code: 'token_failed' },
    { name: 'gives a token that is refused', source: "() => 'stale.token.x'", code: 'token_rejected' },
  ])('H62 a fetchToken that $name: coded error, no ready', async ({ source, code }) => {
    const lines: string[] = [];
    const page = await world.open('<p></p>');
    page.on('console', (message) => lines.push(message.text()));
    world.serve(
      '/bad',
      `<body><script>window.portico={fetchToken:${source}}</script>${world.loader}${element}`,
    );
    await page.goto(`${world.shop}/bad`);
    expect(await heard(page, 'error')).toMatchObject({ code, portal: 'acme' });
    await expect
      .poll(() => lines.filter((line) => line.startsWith('Portico: ')).join())
      .toContain(`(${code}`);
    expect(await heardNames(page)).not.toContain('ready');
  });

  test('H62 a fetchToken that never settles: token_timeout', async () => {
    const page = await world.open('<p></p>');
    await page.clock.install();
    world.serve(
      '/never',
      `<body><script>window.portico={fetchToken:()=>new Promise(()=>{})}</script>${world.loader}${element}`,
    );
    await page.goto(`${world.shop}/never`);
    await portalFrame(page);
    await page.clock.runFor(10_000);
    await page.waitForTimeout(200);
    await page.clock.runFor(1_000);
    await page.waitForTimeout(100);
    await page.clock.runFor(4_000);
    expect(await heard(page, 'error')).toMatchObject({ code: 'token_timeout', fatal: true });
    expect(await heardNames(page)).not.toContain('ready');
  });

  test('nobody signed in: no token, no error, and the frame knows that there is a source', async () => {
    const page = await world.open(
      `<script>window.portico={fetchToken:()=>null}</script>${world.loader}${element}`,
    );
    const frame = await portalFrame(page);
    await frame.waitForFunction(() => window.standIn.link);
    expect(await frame.evaluate(() => window.standIn.greeting?.token())).toBeNull();
    expect(await heardNames(page)).not.toContain('error');
  });

  test('H63 two portals of two customers never share a token', async () => {
    const page = await world.open(`<div id="one"></div><div id="two"></div><script type="module">
      import { createPortal } from '${world.portal}/v1/portico.mjs';
      createPortal({ portal: 'acme', target: '#one', fetchToken: () => 'tok-anna-1' });
      createPortal({ portal: 'acme', target: '#two', fetchToken: () => 'tok-ben-1' });</script>`);
    await heard(page, 'ready', 2);
    const who = (nth: number) => portalFrame(page, nth).then((frame) => frame.locator('#who').textContent());
    expect([await who(0), await who(1)]).toEqual(['customer anna', 'customer ben']);
    const instances = await page.evaluate(() =>
      window.heardEvents.filter(({ name }) => name === 'ready').map(({ detail }) => detail.instance),
    );
    expect(new Set(instances).size).toBe(2);
  });

  test("the page's sign-out reaches every portal on it", async () => {
    const page = await world.open(
      `${tokenSource()}${world.loader}${element}<portico-portal portal="other"></portico-portal>`,
    );
    await heard(page, 'ready', 2);
    await linked(page);
    await page.evaluate('document.querySelector("portico-portal").logout()');
    for (const nth of [0, 1]) expect(await signals(page, nth)).toContainEqual({ name: 'logout' });
  });
});
