import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import serviceArgs from '../../scripts/service-args.json' with { type: 'json' };
import { freePort } from '../helpers/free-port.ts';
import { type Running, startServer } from './processes.ts';

/** The service as `npm start` runs it, without the demo. */
export const productArgs: readonly string[] = [...serviceArgs, '--no-demo'];

/** The service under test with a vendor of its own: one portal, a customer with ten contracts and one with one. */
export interface Product {
  readonly port: number;
  readonly publicKey: string;
  readonly tokens: { readonly privateKey: string; readonly kid: string; readonly claims: object };
  readonly portal: string;
  /** Port of the one host page that may frame the portal. */
  readonly hostPort: number;
  start(options?: { env?: Readonly<Record<string, string>>; anyCore?: boolean }): Promise<Running>;
  /** A new launch token, signed by the vendor, of the customer with ten contracts or the one with one. */
  token(whose?: 'ten' | 'one'): string;
  session(whose?: 'ten' | 'one'): Promise<string>;
  remove(): void;
}

const contract = (number: number): object => ({
  number: `SW-${1000 + number}`,
  title: `Green electricity, meter ${number}`,
  startsOn: '2025-02-01',
  terms: {
    minimumTerm: { count: 12, unit: 'month' },
    renewal: { count: 12, unit: 'month' },
    notice: { count: 1, unit: 'month' },
  },
  items: [
    { kind: 'plan', title: 'Base price', quantity: 1, unitPrice: { amount: 1190, currency: 'EUR' } },
    { kind: 'component', title: 'Second meter', quantity: 2, unitPrice: { amount: 250, currency: 'EUR' } },
    { kind: 'usage', title: 'Energy', quantity: 0, unit: 'kWh', unitPrice: { amount: 32, currency: 'EUR' } },
  ],
  billingPeriod: { count: 1, unit: 'month' },
  tax: { included: true, percent: 19 },
  nextChargeOn: '2026-12-01',
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes the data by the documented ways alone: the `portico` command and the vendor API. */
export async function makeProduct(): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const [port, hostPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PORTICO_DATABASE: join(folder, 'bench.db'),
    PORTICO_PUBLIC_URL: url,
    PORTICO_DEMO: '0',
    PORTICO_LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
  };
  const command = (...args: string[]): string =>
    execFileSync(process.execPath, ['src/apps/server/command.ts', ...args], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    }).trim();
  const vendor = command('vendor', 'create', '--slug', 'bench', '--name', 'Bench');
  // Host pages on a loopback address are allowed on the test side only.
  const vendorId = /test side (\S+)/.exec(vendor)?.[1] ?? '';
  const apiKey = command('key', 'create', '--vendor', 'bench', '--test');

  const start: Product['start'] = ({ env: more = {}, anyCore = false } = {}) =>
    startServer(productArgs, {
      ...{ port, ready: '/healthz', anyCore },
      env: { ...env, ...more },
    });
  const keys = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const service = await start();
  const made = await seed(url, apiKey, keys.publicKey, hostPort).finally(() => service.stop());
  const claims = { iss: vendorId, aud: `${url}/p/bench`, sub: made.one };
  const token = (whose: 'ten' | 'one' = 'ten'): string => {
    const iat = Math.floor(Date.now() / 1000);
    const header = encoded({ alg: 'EdDSA', typ: 'portico+jwt', kid: made.kid });
    const jti = randomBytes(18).toString('base64url');
    const content = `${header}.${encoded({ ...claims, sub: made[whose], iat, exp: iat + 240, jti, use: 'launch' })}`;
    return `${content}.${sign(null, Buffer.from(content), keys.privateKey).toString('base64url')}`;
  };
  return {
    port,
    publicKey: keys.publicKey,
    tokens: { privateKey: keys.privateKey, kid: made.kid, claims },
    portal: 'bench',
    hostPort,
    start,
    token,
    async session(whose) {
      const answer = await fetch(`${url}/portal/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: token(whose) }),
      });
      if (answer.status !== 201) throw new Error(`no session: ${await answer.text()}`);
      return ((await answer.json()) as { sessionToken: string }).sessionToken;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function seed(url: string, apiKey: string, publicKey: string, hostPort: number) {
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  await post('portals', {
    slug: 'bench',
    brandName: 'Bench',
    allowedHosts: [`http://127.0.0.1:${hostPort}`],
    isDefault: true,
    signIn: { mailedCode: true },
  });
  const customer = async (name: string, contracts: number): Promise<string> => {
    const { id = '' } = await post('customers', { name });
    for (let i = 0; i < contracts; i++) await post('contracts', { customerId: id, ...contract(i) });
    return id;
  };
  const ten = await customer('Anna Albrecht', 10);
  const one = await customer('Ben Bakker', 1);
  const key = await post('signing-keys', { name: 'bench', algorithm: 'EdDSA', publicKey });
  return { ten, one, kid: key.id ?? '' };
}
