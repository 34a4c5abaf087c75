import type { App } from '../../src/apps/server/app.ts';
import type { OperatorRole } from '../../src/features/operators/schema.ts';
import { createOperator } from '../../src/features/operators/server/operators-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { hashPassword } from '../../src/kit/server/passwords.ts';
import { type Answer, type TestApp, testPublicUrl } from './app.ts';

/** A browser tab with the console in it: keeps its cookies and says where its requests come from. */
export class ConsoleTab {
  readonly cookies = new Map<string, string>();
  readonly #app: App;
  /** The vendor side that requests name. */
  vendorId: string | undefined;
  /** What the network sees. */
  address = '192.0.2.1';
  constructor(app: App) {
    this.#app = app;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    /** `undefined` takes a header away that a browser would send. */
    headers: Record<string, string | undefined> = {},
  ): Promise<Answer> {
    const all: Record<string, string | undefined> = {
      'sec-fetch-site': 'same-origin',
      ...(method !== 'GET' && { origin: testPublicUrl }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(this.cookies.size > 0 && {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      }),
      ...(this.vendorId && { 'x-portico-vendor': this.vendorId }),
      ...headers,
    };
    const response = await this.#app.request(
      `${testPublicUrl}${path}`,
      {
        method,
        headers: Object.fromEntries(Object.entries(all).filter((entry) => entry[1] !== undefined)) as Record<
          string,
          string
        >,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      { incoming: { socket: { remoteAddress: this.address } } },
    );
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: json && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (!name) return;
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }

  get = (path: string, headers?: Record<string, string | undefined>) =>
    this.send('GET', path, undefined, headers);
  post = (path: string, body: unknown = {}, headers?: Record<string, string | undefined>) =>
    this.send('POST', path, body, headers);
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);
  put = (path: string, body: unknown) => this.send('PUT', path, body);
  delete = (path: string) => this.send('DELETE', path);

  signIn = (email: string, password = testPassword) =>
    this.post('/api/v1/operator-sessions', { email, password });
}

export const testPassword = 'correct horse battery';
let hash: Promise<string> | undefined;

/** An operator of this role, made behind the service's back: one hash serves all of them. */
export async function makeOperator(
  portico: TestApp,
  vendorId: string,
  role: OperatorRole,
  email = `${role}@acme.example`,
): Promise<{ id: string; email: string }> {
  hash ??= hashPassword(testPassword);
  const passwordHash = await hash;
  return inTransaction(portico.database.db, (tx) =>
    createOperator(
      tx,
      vendorId,
      { name: `The ${role}`, email, role, language: null, passwordHash },
      portico.clock.now(),
    ),
  );
}

/** A tab in which an operator of this role is signed in, at the live side. */
export async function signedIn(
  portico: TestApp,
  vendorId: string,
  role: OperatorRole,
  email?: string,
): Promise<ConsoleTab & { readonly operatorId: string }> {
  const operator = await makeOperator(portico, vendorId, role, email);
  const tab = new ConsoleTab(portico.app);
  const answer = await tab.signIn(operator.email);
  if (answer.status !== 201) throw new Error(`no session: ${JSON.stringify(answer.body)}`);
  tab.vendorId = vendorId;
  return Object.assign(tab, { operatorId: operator.id });
}
