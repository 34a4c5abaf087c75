import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../src/apps/server/app.ts';
import { exampleOf, resolved, type Shapes, shapesOf } from '../../src/apps/server/docs/schemas.ts';
import type { JsonSchema, OpenApiFile } from '../../src/apps/server/openapi.ts';
import { newId } from '../../src/kit/common/id.ts';
import { type Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/**
 * Every route of the OpenAPI file is sent what no client of good will sends: each field in turn as something else, names
 * that are none, ids and filters that break out. Whatever joins the file is tried with it.
 */

/** Every value in the long run; otherwise each field gets a few, other fields others. */
const isLong = Boolean(process.env.PORTICO_LONG);
const few = 3;

const file = (await openApi(testPublicUrl)) as OpenApiFile;
const shapes: Shapes = shapesOf(file);

interface Route {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: JsonSchema | undefined;
}
const routes: readonly Route[] = Object.entries(file.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { parameters = [], requestBody } = operation;
      return {
        ...{ method: method.toUpperCase(), path },
        query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
        body: requestBody?.content?.['application/json']?.schema,
      };
    }),
  )
  // These end the credential they are sent with.
  .filter(({ method, path }) => !(method === 'DELETE' && path.endsWith('/sessions')));

/** Text that goes into a body as it stands: JSON has numbers that `JSON.stringify` never writes. */
const raw = (text: string) => ({ raw: text });
const hostile: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  -1,
  0,
  0.5,
  raw('1e400'),
  raw('9007199254740993'),
  raw('-0'),
  '1e999',
  'NaN',
  [],
  [null],
  [[]],
  {},
  { $ne: null },
  { toString: 'x', __proto__: null },
  raw('{"__proto__":{"isAdmin":true}}'),
  'x'.repeat(70_000),
  'a\0b',
  '\uD800',
  '\u202Eexe.pdf',
  "' or 1=1 --",
  '%s%n{{7*7}}',
  '../../etc/passwd',
  'javascript:alert(1)',
  '=HYPERLINK("//evil.test")',
  'x\r\nBcc: y@evil.test',
  '２０２６',
  '2026-02-30',
  '9999-99-99T99:99:99Z',
  'ext:',
  'ext:%00',
  'cus_0',
  { a: { a: { a: { a: { a: 1 } } } } },
];
const strangeIds = [
  '%00',
  '%ff',
  'ext:',
  'ext:%00',
  "'",
  '..%2f..',
  '%E2%80%AE',
  'x'.repeat(3_000),
  '%F0%9F%92%A9',
];
const foreignNames = ['id', 'vendorId', 'vendor_id', 'createdAt', 'passwordHash', 'constructor', 'isAdmin'];

/** The body as text, `raw` parts as they are. */
function written(value: unknown): string {
  const parts: string[] = [];
  const text = JSON.stringify(value, (_, one) => {
    if (typeof one !== 'object' || one === null || typeof one.raw !== 'string') return one;
    parts.push(one.raw);
    return `\u0001${parts.length - 1}\u0001`;
  });
  return text.replace(/"\\u0001(\d+)\\u0001"/g, (_, index) => parts[Number(index)] as string);
}

describe.each(databaseKinds)('every route on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let anna: Client;
  const ids = new Map<string, string>();
  let sent = 0;

  /** An example of the file with ids that exist where there are any. */
  const meant = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value ?? {}).replace(/"([a-z]{3})_[0-9a-z]+"/g, (whole, prefix) =>
        ids.has(prefix) ? `"${ids.get(prefix)}"` : whole,
      ),
    );
  const exampleFor = ({ body }: Route, whole: boolean): Record<string, unknown> =>
    body ? (meant(exampleOf(resolved(body, shapes), shapes, whole)) as Record<string, unknown>) : {};
  const pathOf = ({ path }: Route): string =>
    path.replace(/\{(\w+)\}/g, (_, name) => {
      const collection = /^\/(?:api|portal|runtime)\/v1\/([\w-]+)/.exec(path)?.[1] ?? '';
      const known = name === 'id' ? byCollection.get(collection) : undefined;
      return known ?? (name === 'externalId' ? `hostile-${sent}` : newId('non'));
    });
  const byCollection = new Map<string, string>();
  const clientOf = ({ path }: Route): Client =>
    path.startsWith('/portal/') ? anna : path.startsWith('/api/') ? acme.api : portico.anonymous;

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    const customer = await acme.customer({ externalId: 'anna' });
    const note = (collection: string, id: string) => {
      byCollection.set(collection, id);
      ids.set(id.slice(0, 3), id);
    };
    note('portals', acme.portal.id);
    note('customers', customer.id);
    anna = await acme.signIn(customer.id);
    // What can be made by the file's own example is made, so that the routes below it have something to work on.
    for (let round = 0; round < 3; round++) {
      for (const route of routes.filter(
        ({ method, path }) => method === 'POST' && /^\/api\/v1\/[\w-]+$/.test(path),
      )) {
        const collection = route.path.split('/').at(-1) as string;
        if (byCollection.has(collection)) continue;
        const made = await acme.api.post(route.path, exampleFor(route, false));
        if (made.status === 201 && typeof made.body.id === 'string') note(collection, made.body.id);
      }
    }
  });
  afterAll(() => portico.close());

  const broken: string[] = [];
  beforeEach(() => void broken.splice(0));
  /** Sends it and notes an answer that no request may bring about. */
  async function send(route: Route, path: string, body: string | undefined): Promise<number> {
    sent++;
    const answer = await clientOf(route)
      .send(route.method, path, body)
      .catch((error) => ({ status: 0, body: String(error) }));
    const isProblem = typeof answer.body === 'object' && answer.body !== null && 'code' in answer.body;
    if (
      answer.status >= 500 ||
      answer.status === 0 ||
      (answer.status >= 400 && route.path.includes('/v1/') && !isProblem)
    )
      broken.push(
        `${answer.status} ${route.method} ${path.slice(0, 120)} ${body?.slice(0, 300) ?? ''} → ${JSON.stringify(answer.body).slice(0, 200)}`,
      );
    return answer.status;
  }

  test('R16, ID09, OM01 whatever stands in a field, the answer is no fault of ours', {
    timeout: 600_000,
  }, async () => {
    expect([...byCollection.keys()].length).toBeGreaterThan(8);
    let turn = 0;
    for (const route of routes) {
      if (!route.body) continue;
      const base = exampleFor(route, true);
      const values = isLong ? hostile : undefined;
      for (const field of Object.keys(base)) {
        const some = values ?? Array.from({ length: few }, () => hostile[turn++ % hostile.length]);
        for (const value of some) await send(route, pathOf(route), written({ ...base, [field]: value }));
        const inside = base[field];
        if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) continue;
        for (const name of Object.keys(inside)) {
          const value = hostile[turn++ % hostile.length];
          await send(route, pathOf(route), written({ ...base, [field]: { ...inside, [name]: value } }));
        }
      }
    }
    expect(broken).toEqual([]);
    expect((await portico.anonymous.get('/healthz')).status).toBe(200);
  });

  test('ID07 a name that no body has is refused everywhere, and nothing comes of it', {
    timeout: 120_000,
  }, async () => {
    const taken: string[] = [];
    for (const route of routes) {
      if (!route.body) continue;
      const known = Object.keys(resolved(route.body, shapes).properties ?? {});
      const base = exampleFor(route, false);
      for (const name of foreignNames.filter((one) => !known.includes(one))) {
        const status = await send(route, pathOf(route), written({ ...base, [name]: 'x' }));
        if (status < 400) taken.push(`${route.method} ${route.path} took ${name}`);
      }
    }
    expect(taken).toEqual([]);
    expect(broken).toEqual([]);
  });

  test('ID05, ID09 strange ids and filters are refused or find nothing', { timeout: 120_000 }, async () => {
    let turn = 0;
    for (const route of routes) {
      const body = route.body && written(exampleFor(route, false));
      if (route.path.includes('{')) {
        const some = isLong
          ? strangeIds
          : [
              strangeIds[turn++ % strangeIds.length] as string,
              strangeIds[turn++ % strangeIds.length] as string,
            ];
        for (const id of some)
          await send(route, route.path.replace(/\{\w+\}/, id).replace(/\{\w+\}/g, 'x'), body);
      }
      if (route.method !== 'GET') continue;
      for (const name of [...route.query, 'vendor_id', 'filter[name]', 'sort'])
        for (const value of ['%00', '-1', 'x'.repeat(2_000), "'%20or%201=1--", '[]', '%ED%A0%80'])
          await send(route, `${pathOf(route)}?${name}=${value}`, undefined);
    }
    expect(broken).toEqual([]);
  });

  test.each([
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a text', '"x"'],
    ['half a body', '{"name":'],
    ['a very deep one', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ])('R16 %s in the place of a body is a plain refusal', async (_, body) => {
    for (const route of routes) {
      if (!route.body) continue;
      const status = await send(route, pathOf(route), body);
      if (status < 400) broken.push(`${route.method} ${route.path} took ${body.slice(0, 20)}`);
    }
    expect(broken).toEqual([]);
  });
});
