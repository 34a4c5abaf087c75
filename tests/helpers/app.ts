import { type App, createApp } from '../../src/apps/server/app.ts';
import { makeMetrics } from '../../src/apps/server/metrics.ts';
import { migrations } from '../../src/apps/server/migrations.ts';
import type { VatServices } from '../../src/features/pricing/server/vat-services.ts';
import { Scope } from '../../src/features/vendors/schema.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { type Database, inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import type { OutsideRules } from '../../src/kit/server/outbound.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';
import { testDatabase } from './databases.ts';

export const testPublicUrl = 'http://localhost:4400';
export const testSecret = 'a secret of at least thirty-two symbols';
export const testSecrets = makeSecrets(testSecret);

/** A clock that stands still until it is moved. */
export class TestClock {
  #now: number;
  constructor(start = '2026-11-22T10:00:00Z') {
    this.#now = Date.parse(start);
  }
  now(): Date {
    return new Date(this.#now);
  }
  move(ms: number): void {
    this.#now += ms;
  }
  set(instant: string): void {
    this.#now = Date.parse(instant);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
export interface Answer<Body = any> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** Speaks JSON to the app under one credential. */
export class Client {
  readonly #app: App;
  readonly #credential: string | undefined;
  constructor(app: App, credential?: string) {
    this.#app = app;
    this.#credential = credential;
  }
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.#app.request(`${testPublicUrl}${path}`, {
      method,
      headers: {
        ...(this.#credential && { authorization: `Bearer ${this.#credential}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: (typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)) as string,
      }),
    });
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: json && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }
  /** The answer as it came, for bytes. */
  raw = (method: string, path: string): Promise<Response> =>
    Promise.resolve(
      this.#app.request(`${testPublicUrl}${path}`, {
        method,
        headers: { ...(this.#credential && { authorization: `Bearer ${this.#credential}` }) },
      }),
    );
  get = (path: string, headers?: Record<string, string>) => this.send('GET', path, undefined, headers);
  post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
    this.send('POST', path, body, headers);
  put = (path: string, body: unknown) => this.send('PUT', path, body);
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);
  delete = (path: string) => this.send('DELETE', path);
}

export interface TestVendor {
  readonly id: string;
  readonly testSideId: string;
  readonly apiKey: string;
  readonly api: Client;
  /** The vendor's default portal. */
  readonly portal: { readonly id: string; readonly slug: string };
  customer(fields?: Record<string, unknown>): Promise<{ id: string }>;
  /** A portal token of this customer, as `POST /api/v1/portal-tokens` makes it. */
  token(customerId: string, more?: Record<string, unknown>): Promise<string>;
  /** A client signed in as this customer. */
  signIn(customerId: string, more?: Record<string, unknown>): Promise<Client>;
}

export interface TestApp {
  readonly app: App;
  readonly database: Database;
  readonly clock: TestClock;
  readonly anonymous: Client;
  /** A second process's app on the same database. */
  sibling(): App;
  vendor(slug?: string): Promise<TestVendor>;
  close(): Promise<void>;
}

/** The whole app over a fresh database, or a given one; `log` receives every line. */
export async function testApp(
  kind: 'sqlite' | 'postgres',
  options: {
    log?: (line: string) => void;
    database?: Database;
    trustedProxies?: number;
    countryHeader?: string;
    stripeUrl?: string;
    vatServices?: VatServices;
    outside?: OutsideRules;
    sendsMail?: boolean;
  } = {},
): Promise<TestApp> {
  const database = options.database ?? (await testDatabase(kind, migrations));
  const clock = new TestClock();
  const { log } = options;
  const make = () =>
    createApp({
      database,
      secrets: testSecrets,
      clock,
      publicUrl: testPublicUrl,
      trustedProxies: options.trustedProxies ?? 0,
      countryHeader: options.countryHeader,
      privateMailHosts: true,
      sendsMail: options.sendsMail ?? false,
      stripeUrl: options.stripeUrl,
      vatServices: options.vatServices,
      outside: options.outside ?? {},
      log: log ? makeLog('debug', { write: log }) : makeLog('silent'),
      metrics: makeMetrics(),
      stopping: () => false,
    });
  const app = make();
  return {
    app,
    database,
    clock,
    anonymous: new Client(app),
    sibling: make,
    vendor: (slug = 'acme') => makeVendor(app, database, clock, slug),
    close: () => database.close(),
  };
}

async function makeVendor(app: App, database: Database, clock: TestClock, slug: string): Promise<TestVendor> {
  const { live, test, key } = await inTransaction(database.db, async (tx) => {
    const made = await createVendor(tx, testSecrets, { slug, name: slug, now: clock.now() });
    return {
      ...made,
      key: await createApiKey(tx, made.live, { name: 'tests', scopes: Scope.options }, clock.now()),
    };
  });
  const api = new Client(app, key.key);
  const portal = await api.post('/api/v1/portals', {
    slug,
    brandName: slug,
    languages: ['en', 'de', 'nl', 'fr'],
    timeZone: 'Europe/Berlin',
    allowedHosts: ['https://shop.example'],
    isDefault: true,
  });
  if (portal.status !== 201) throw new Error(`no portal: ${JSON.stringify(portal.body)}`);
  const token = async (customerId: string, more: Record<string, unknown> = {}) => {
    const made = await api.post('/api/v1/portal-tokens', { customerId, portal: slug, ...more });
    if (made.status !== 201) throw new Error(`no token: ${JSON.stringify(made.body)}`);
    return made.body.token as string;
  };
  return {
    id: live.id,
    testSideId: test.id,
    apiKey: key.key,
    api,
    portal: portal.body,
    token,
    async customer(fields = {}) {
      const made = await api.post('/api/v1/customers', { name: 'Anna Example', ...fields });
      if (made.status !== 201) throw new Error(`no customer: ${JSON.stringify(made.body)}`);
      return made.body;
    },
    async signIn(customerId, more) {
      const session = await new Client(app).post('/portal/v1/sessions', {
        token: await token(customerId, more),
      });
      if (session.status !== 201) throw new Error(`no session: ${JSON.stringify(session.body)}`);
      return new Client(app, session.body.sessionToken);
    },
  };
}
