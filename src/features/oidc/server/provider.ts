import type { Configuration } from 'openid-client';
import { askOutside, OutboundError } from '../../../kit/server/outbound.ts';
import { type Identity, verifiedEmail } from '../rules.ts';
import type { Provider } from './store.ts';

const freshMs = 10 * 60_000;
const most = 200;
/** What providers say of themselves, by what was asked: not asked again for each person. */
const known = new Map<string, { readonly at: number; readonly found: Promise<Configuration> }>();

/**
 * The provider's addresses and keys, from its own description.
 * @throws whatever openid-client, or the guard around outgoing requests, says
 */
export function configurationOf(provider: Provider, local: boolean, now: Date): Promise<Configuration> {
  const { issuer, clientId, updatedAt } = provider;
  const key = JSON.stringify([issuer, clientId, updatedAt, local]);
  const before = known.get(key);
  if (before && now.getTime() - before.at < freshMs) return before.found;
  const found = discover(provider, local);
  if (known.size >= most) known.clear();
  known.set(key, { at: now.getTime(), found });
  found.catch(() => known.delete(key));
  return found;
}

async function discover(
  { issuer, clientId, clientSecret }: Provider,
  local: boolean,
): Promise<Configuration> {
  const client = await import('openid-client'); // only portals that use it load it
  const fetch: import('openid-client').CustomFetch = (url, { method, headers, body }) => {
    const text = body instanceof URLSearchParams ? body.toString() : (body as string | undefined);
    return askOutside(url, { method, headers, body: text }, { loopback: local });
  };
  const plain = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  const options = { [client.customFetch]: fetch, timeout: 10, ...plain };
  const asked = await client.discovery(new URL(issuer), clientId, undefined, client.None(), options);
  const server = asked.serverMetadata();
  // The standard's default is Basic; a provider that does not take it says so.
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const { ClientSecretBasic, ClientSecretPost, None } = client;
  const proof =
    clientSecret === undefined
      ? None()
      : methods.includes('client_secret_basic')
        ? ClientSecretBasic(clientSecret)
        : ClientSecretPost(clientSecret);
  const configuration = new client.Configuration(server, clientId, undefined, proof);
  configuration[client.customFetch] = fetch;
  configuration.timeout = 10;
  if (plain.execute) client.allowInsecureRequests(configuration);
  // The signature of the ID token counts too, not only the connection it came by.
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

/** What a sign-in at the provider begins with; all but the address stays in the browser, sealed. */
export interface Began {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export async function beginAt(
  configuration: Configuration,
  {
    redirectUri,
    slug,
    language,
    scope = 'openid email',
  }: { redirectUri: string; slug: string; language: string | undefined; scope?: string },
): Promise<{ url: URL; began: Began }> {
  const client = await import('openid-client');
  const verifier = client.randomPKCECodeVerifier();
  // Names the portal, so that whoever comes back without the cookie still stands before the right door.
  const state = `${slug}.${client.randomState()}`;
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ state, nonce },
    ...(language !== undefined && { ui_locales: language }),
  });
  return { url, began: { state, nonce, verifier } };
}

/** Turns what came back into who it is. @throws whatever openid-client says */
export async function identityFrom(
  configuration: Configuration,
  came: URL,
  { state, nonce, verifier }: Began,
  /** Names of further claims that are asked for. */
  wanted: readonly string[] = [],
): Promise<Identity> {
  const client = await import('openid-client');
  const tokens = await client.authorizationCodeGrant(configuration, came, {
    ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
    idTokenExpected: true,
  });
  const claims = tokens.claims() as Identity;
  const told = verifiedEmail(claims) !== undefined && wanted.every((name) => name in claims);
  if (told || !configuration.serverMetadata().userinfo_endpoint) return claims;
  // Many providers tell the address there only.
  const more = await client
    .fetchUserInfo(configuration, tokens.access_token, claims.sub)
    .catch(() => undefined);
  return more ? { ...claims, ...more } : claims;
}

/** Why it did not work, in one sentence for the vendor's log; never with a code or token in it. */
export function reasonOf(error: unknown): string {
  if (error instanceof OutboundError) return error.message;
  for (let one: unknown = error; one instanceof Error; one = one.cause)
    if (one instanceof OutboundError) return one.message;
  const { error: code, message } = error as { error?: unknown; message?: unknown };
  return typeof code === 'string' ? `The provider answered: ${code}` : String(message ?? error).slice(0, 200);
}
