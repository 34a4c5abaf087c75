import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allows, scopesOf } from '../../src/features/operators/rules.ts';
import { OperatorRole } from '../../src/features/operators/schema.ts';
import { Scope } from '../../src/features/vendors/schema.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';

/** Before anybody is known, and one's own session: nothing of a vendor's is behind these. */
const withoutScope =
  /^\S+ \/api\/v1\/(openapi\.json|operator-(sessions?|join|password-resets)(\/.*)?|setup)$/;

interface Route {
  readonly method: string;
  readonly path: string;
}

/** What changes nothing of its collection, or has a scope of its own. */
const ownScope: Readonly<Record<string, readonly string[]>> = {
  'POST /api/v1/portals/:id/mail-preview': ['portals:read', 'portals:write'],
  'POST /api/v1/portals/:id/preview': ['customers:read', 'customers:write'],
  'POST /api/v1/customers/:id/ownership': ['contacts:write'],
  'PUT /api/v1/customers/:id/debit-limit': ['payments:write'],
  'POST /api/v1/customers/:id/data-export': ['exports:write'],
  'PATCH /api/v1/customers/:id/calls': ['domains:write'],
  'POST /api/v1/customers/:id/calls/key': ['domains:write'],
  'POST /api/v1/customers/:id/calls/resets': ['domains:write'],
  'POST /api/v1/contracts/:id/change/preview': ['contracts:read', 'contracts:write'],
  'POST /api/v1/customers/:id/login-as': ['login-as:write'],
  'DELETE /api/v1/customers/:id/login-as/:grantId': ['login-as:write'],
};

describe('what each role may do', () => {
  let portico: TestApp;
  let acme: TestVendor;
  /** Scopes that open a route, each tried alone. */
  const opening = new Map<Route, Scope[]>();

  beforeAll(async () => {
    portico = await testApp('sqlite');
    acme = await portico.vendor('acme');
    await signedIn(portico, acme.id, 'owner', 'stays@acme.example');
    const named = new Map<string, Route>();
    for (const { method, path } of portico.app.routes) {
      const route = { method, path: path.replace(/(.)\/$/, '$1') };
      const name = `${method} ${route.path}`;
      if (method === 'ALL' || !route.path.startsWith('/api/v1/') || withoutScope.test(name)) continue;
      named.set(name, route);
    }
    for (const route of named.values()) opening.set(route, []);
    for (const scope of Scope.options) {
      const { key } = await inTransaction(portico.database.db, (tx) =>
        createApiKey(
          tx,
          { id: acme.id, side: 'live' },
          { name: scope, scopes: [scope] },
          portico.clock.now(),
        ),
      );
      const client = new Client(portico.app, key);
      for (const [route, open] of opening) {
        if (!(await isForbidden(client, route))) open.push(scope);
      }
    }
  }, 120_000);
  afterAll(() => portico.close());

  test('ID13 every vendor route asks for one scope, and writing ones for more than reading', () => {
    expect(opening.size).toBeGreaterThan(30);
    for (const [{ method, path }, scopes] of opening) {
      const collections = new Set(scopes.map((scope) => scope.split(':')[0]));
      expect([`${method} ${path}`, [...collections]]).toEqual([`${method} ${path}`, [expect.any(String)]]);
    }
    const collections = ['customers', 'contacts', 'contracts', 'portals', 'operators', 'api-keys'];
    const asked = [...opening].flatMap(([{ method, path }, scopes]) => {
      const collection = collections.find((one) => path.startsWith(`/api/v1/${one}`));
      if (!collection || method === 'GET') return [];
      const name = `${method} ${path}`;
      return [{ name, scopes, own: ownScope[name] ?? [`${collection}:write`] }];
    });
    expect(asked.map(({ name, scopes }) => [name, scopes])).toEqual(
      asked.map(({ name, own }) => [name, own]),
    );
  });

  test.each(OperatorRole.options.map((role) => [role]))(
    'X-4 an operator session opens the routes that an API key of the same scopes opens, and no other: %s',
    async (role) => {
      const tab = await signedIn(portico, acme.id, role);
      let refused = 0;
      for (const [route, scopes] of opening) {
        const may = scopes.some((scope) => allows(scopesOf(role), scope));
        const forbidden = await isForbidden(tab, route);
        expect([role, route.method, route.path, forbidden]).toEqual([role, route.method, route.path, !may]);
        if (forbidden) refused++;
      }
      if (role === 'viewer') expect(refused).toBeGreaterThan(15);
    },
    60_000,
  );

  test('ID13 a viewer changes nothing, and no role but owner and admin touches keys, staff or settings', () => {
    expect(scopesOf('viewer').filter((scope) => !scope.endsWith(':read'))).toEqual([]);
    const kept = ['api-keys:read', 'signing-keys:read', 'operators:read', 'settings:write', 'imports:write'];
    for (const role of ['support', 'billing', 'technician', 'viewer'] as const) {
      for (const scope of kept)
        expect([role, scope, allows(scopesOf(role), scope)]).toEqual([role, scope, false]);
    }
    expect(scopesOf('owner')).toEqual(Scope.options);
  });
});

/** Asks with nothing behind it: an id that never was, no body. What is refused for another reason was let in. */
async function isForbidden(client: Pick<Client, 'send'>, { method, path }: Route): Promise<boolean> {
  const address = path.replace(/:\w+(\{[^}]*\})?/g, 'nothing');
  // Where money is booked a key is asked for before anything else.
  const headers = address.startsWith('/api/v1/payments') ? { 'idempotency-key': randomUUID() } : {};
  const { status, body } = await client.send(method, address, undefined, headers);
  return status === 403 && body.code === 'request.forbidden';
}
