// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Fragment } from '../../bridge/fragment.ts';
import type { HostSignals } from '../../bridge/link.ts';
import type { Bootstrap } from '../../features/access/schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { portalDefaults, signInDefaults } from '../../features/portals/schema.ts';
import { createPortal } from './portal.ts';
import { begin } from './start.ts';

const bridge = vi.hoisted(() => ({
  link: undefined as { readonly token: string | null; readonly post: unknown } | undefined,
  failure: undefined as unknown,
}));
vi.mock('../../bridge/frame.ts', () => ({ linkHost: () => bridge.link }));
vi.mock('../../bridge/hello.ts', () => ({
  greetHost: async () => {
    if (bridge.failure) throw bridge.failure;
    const { link } = bridge;
    return link && { origin: 'https://shop.example', post: link.post, token: () => link.token };
  },
}));

const page: PortalPage = {
  protocol: 1,
  portal: 'acme',
  address: 'https://account.acme.example/p/acme',
  brandName: 'Acme',
  language: 'en',
  languages: ['en', 'de'],
  languageNames: ['English', 'Deutsch'],
  rightToLeft: [],
  words: 'w1',
  timeZone: 'UTC',
  figures: null,
  panel: null,
  allowedHosts: [],
  support: {},
  theme: { name: 'harbour', scheme: 'auto', light: {}, dark: {} },
  billingFields: portalDefaults.billingFields as PortalPage['billingFields'],
  keepsSession: true,
  signIn: signInDefaults,
  signUp: false,
  order: null,
  variant: null,
  accessMail: 'sends',
  known: true,
  testSide: false,
};
const bootstrap: Bootstrap = {
  customer: { id: 'cus_anna', name: 'Anna', number: null },
  contact: null,
  language: 'en',
  today: '2026-11-22',
  readOnly: false,
  panels: [{ panel: 'contracts', view: true, change: true }],
  features: [],
  contracts: [],
};
const opened = (change = {}) => ({
  sessionToken: 's1',
  expiresAt: new Date(Date.now() + 900_000).toISOString(),
  bootstrap: { ...bootstrap, ...change },
});

/** The server: the first matching answer, a problem's code, or nothing at all. */
type Answers = Readonly<Record<string, readonly [number, unknown] | 'offline'>>;
function serve(answers: Answers) {
  const asked = vi.fn(async (path: string, init: RequestInit) => {
    const words = path.startsWith('/words/acme/w1/')
      ? ([200, { 'contracts.title': path }] as const)
      : undefined;
    const answer = words ?? answers[`${init.method} ${path}`] ?? [404, { code: 'request.not-found' }];
    if (answer === 'offline') throw new TypeError('Failed to fetch');
    const [status, body] = answer;
    return status === 204 ? new Response(null, { status }) : Response.json(body, { status });
  });
  vi.stubGlobal('fetch', asked);
  return asked;
}

const fragment = (token: string | null): Fragment => ({
  ...{ nonce: null, token, mail: null, installation: null, oidc: null, handoff: null },
  ...{ panel: null, prefill: null, tokens: {} },
});
const make = (token: string | null, framed = false, change: Partial<PortalPage> = {}) =>
  createPortal({
    start: begin({ ...page, ...change }, fragment(token), framed),
    words: {},
    root: document.documentElement,
    drawn: false,
  });

function host(change: { readonly token?: string | null } = {}) {
  const heard: Partial<Record<keyof HostSignals, (value: never) => void>> = {};
  const post = vi.fn();
  const link = {
    token: 'first' as string | null,
    post,
    requestToken: vi.fn(async () => 'fresh'),
    explain: vi.fn(),
    on: (name: keyof HostSignals, listener: (value: never) => void) => {
      heard[name] = listener;
      return () => {};
    },
    ...change,
  };
  bridge.link = link;
  /** Events that the page around the portal hears. */
  const told = () => post.mock.calls.map(([, { name, detail }]) => [name, detail]);
  return { link, heard, told };
}

beforeEach(() => {
  bridge.link = undefined;
  bridge.failure = undefined;
  sessionStorage.clear();
  history.replaceState(null, '', '/p/acme');
});
afterEach(() => vi.unstubAllGlobals());

const open = 'POST /portal/v1/sessions';
const resume = 'GET /portal/v1/bootstrap';

test('a link opens a session with one call, and asks for a cookie since the page is its own', async () => {
  const asked = serve({ [open]: [201, opened()] });
  const portal = make('t');
  await portal.start();
  expect(portal.bootstrap.value?.customer.name).toBe('Anna');
  expect(portal.gate.value).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]?.[1].headers).toMatchObject({ 'x-portico-top': 'acme' });
});

test('without a token a page of its own carries on with its cookie, or says that nobody is signed in', async () => {
  serve({ [resume]: [200, { bootstrap }] });
  const known = make(null);
  await known.start();
  expect(known.bootstrap.value?.customer.id).toBe('cus_anna');
  serve({ [resume]: [401, { code: 'session.missing' }] });
  const stranger = make(null);
  await stranger.start();
  expect(stranger.gate.value?.kind).toBe('none');
});

test.each([
  ['token.expired', 401, 'link', 'token_rejected'],
  ['token.used', 401, 'link', 'token_rejected'],
  ['token.not-yet-valid', 401, 'failed', 'clock_skew'],
  ['customer.unknown', 403, 'unknown', 'customer_unknown'],
  ['customer.inactive', 403, 'inactive', 'customer_inactive'],
  ['origin.not-allowed', 403, 'place', 'origin_not_allowed'],
  ['request.unexpected', 500, 'failed', 'server'],
])('%s is told to the person, and to the host by its code', async (code, status, kind, embedCode) => {
  const { told, link } = host();
  serve({ [open]: [status, { code, instance: 'R-1' }] });
  const portal = make(null, true);
  await portal.start();
  expect(portal.gate.value?.kind).toBe(kind);
  const detail = expect.objectContaining({ code: embedCode, fatal: true, requestId: 'R-1' });
  expect(told()).toEqual([['error', detail]]);
  await vi.waitFor(() => expect(link.explain).toHaveBeenCalledExactlyOnceWith(detail));
});

test('without a connection it says so, and trying again works', async () => {
  serve({ [open]: 'offline' });
  const portal = make('t');
  await portal.start();
  expect(portal.gate.value?.kind).toBe('offline');
  serve({ [open]: [201, opened()] });
  await portal.again();
  expect(portal.gate.value).toBeUndefined();
});

test('in a plain frame a reload carries on from the tab, where the portal allows it', async () => {
  serve({ [open]: [201, opened()], [resume]: [200, { bootstrap }] });
  await make('t', true).start();
  const again = make(null, true);
  await again.start();
  expect(again.bootstrap.value?.customer.id).toBe('cus_anna');
  const forgetful = make(null, true, { keepsSession: false });
  await forgetful.start();
  expect(forgetful.gate.value?.kind).toBe('none');
});

test('a host that says nobody is signed in ends what the tab still had', async () => {
  serve({ [open]: [201, opened()], [resume]: [200, { bootstrap }] });
  await make('t', true).start();
  host({ token: null });
  const portal = make(null, true);
  await portal.start();
  expect(portal.gate.value?.kind).toBe('none');
  expect(sessionStorage.length).toBe(0);
});

test('with a host to ask, nothing of the session lies in the tab', async () => {
  host();
  serve({ [open]: [201, opened()] });
  const portal = make(null, true);
  await portal.start();
  expect(portal.bootstrap.value).toBeDefined();
  expect(sessionStorage.length).toBe(0);
});

test('the host’s own sign-out ends the session here and on the server', async () => {
  const { told, heard } = host();
  const asked = serve({ [open]: [201, opened()], 'DELETE /portal/v1/sessions': [204, null] });
  const portal = make(null, true);
  await portal.start();
  portal.reach();
  await vi.waitFor(() => expect(heard.logout).toBeDefined());
  heard.logout?.(undefined as never);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  expect(portal.gate.value?.kind).toBe('signed-out');
  expect(portal.bootstrap.value).toBeUndefined();
  expect(asked.mock.calls[1]?.[1].headers).toMatchObject({ authorization: 'Bearer s1' });
  expect(told()).toEqual([['session.signed_out', { reason: 'customer' }]]);
});

test('the customer’s language is spoken, unless the address asks for another', async () => {
  serve({ [open]: [201, opened({ language: 'de' })] });
  const portal = make('t');
  await portal.start();
  expect(portal.language.value).toBe('de');
  expect(portal.t.value('contracts.title')).toBe('/words/acme/w1/de/shell');
  expect(document.documentElement.lang).toBe('de');
  history.replaceState(null, '', '/p/acme?language=en');
  const asked = make('t');
  await asked.start();
  expect(asked.language.value).toBe('en');
});

test('the host changes scheme, tokens, language and panel without a reload', async () => {
  const { heard, told } = host();
  serve({ [open]: [201, opened()] });
  const portal = make(null, true);
  await portal.start();
  portal.reach();
  await vi.waitFor(() => expect(heard.update).toBeDefined());
  heard.update?.({ scheme: 'dark', tokens: { primary: '#123456' }, language: 'de' } as never);
  expect(document.documentElement.dataset['scheme']).toBe('dark');
  expect(document.documentElement.style.getPropertyValue('--portico-primary')).toBe('#123456');
  await vi.waitFor(() => expect(portal.language.value).toBe('de'));
  heard.navigate?.({ panel: 'profile' } as never);
  expect(portal.router.route.value.panel).toBe('profile');
  expect(told()).toEqual([['navigate', { panel: 'profile' }]]);
});

test('a page that may not show it gets told so in place of the panels', async () => {
  bridge.failure = { code: 'origin_not_allowed', message: '' };
  const portal = make(null, true);
  await portal.start();
  expect(portal.gate.value?.kind).toBe('place');
});

test('ready is said once, with the time it took', async () => {
  const { told } = host();
  serve({ [open]: [201, opened()] });
  const portal = make(null, true);
  await portal.start();
  portal.painted();
  portal.painted();
  expect(told()).toEqual([['ready', { tookMs: expect.any(Number) }]]);
});
