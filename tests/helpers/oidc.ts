import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in there next; `null`: they press cancel. */
  person: { sub: string; email?: string; verified?: boolean; name?: string; groups?: string[] } | null;
  /** Its pages cut themselves off from whoever opened them. */
  isCutOff: boolean;
  close(): Promise<void>;
}

/** A real OpenID Connect provider on this machine whose sign-in page presses its own button. */
export async function startProvider(...redirectUris: string[]): Promise<TestProvider> {
  const [clientId, clientSecret] = ['portico', 'a secret of the client, long enough'];
  const people = new Map<string, NonNullable<TestProvider['person']>>();
  let handle: (request: never, response: never) => void = () => {};
  const server = createServer((request, response) => handle(request as never, response as never));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const silenced = console.warn;
  console.warn = () => {}; // it warns of its development keys
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['a key for tests'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    findAccount: (_context, id) => {
      const person = people.get(id);
      return (
        person && {
          accountId: id,
          claims: () => ({
            ...{ sub: id, email: person.email, email_verified: person.verified ?? true },
            ...{ name: person.name, groups: person.groups },
          }),
        }
      );
    },
    async loadExistingGrant(context) {
      const { client, session, params } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        accountId: session?.accountId as string,
        clientId: client?.clientId as string,
      });
      grant.addOIDCScope(String(params?.['scope']));
      await grant.save();
      return grant;
    },
  });
  console.warn = silenced;
  provider.on('server_error', (_context, error) => console.error(error));
  const test: TestProvider = {
    ...{ issuer, clientId, clientSecret, person: null, isCutOff: false },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  const own = provider.callback();
  handle = (request: never, response: never) => {
    const { url } = request as { url: string };
    if (test.isCutOff) (response as ServerResponse).setHeader('cross-origin-opener-policy', 'same-origin');
    if (!url.startsWith('/interaction/')) return own(request, response);
    const { person } = test;
    if (person) people.set(person.sub, person);
    void provider.interactionFinished(
      request,
      response,
      person
        ? { login: { accountId: person.sub } }
        : { error: 'access_denied', error_description: 'cancelled' },
    );
  };
  return test;
}
