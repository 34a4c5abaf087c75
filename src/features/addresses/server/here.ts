import * as v from 'valibot';
import { requestProblem } from '../../../kit/server/http/problems.ts';

/** What there is at a portal's own name besides the portal's pages. */
const served =
  /^\/(assets|v1|words|looks|fonts|files|content|portal\/v1|runtime\/v1|calendar|pay|alerts|report-mails|oidc)\/|^\/favicon\.ico$/;
const page = /^\/(p|signup|order|cancel|accessibility|brand)\/([^/]+)(\/.*)?$/;

/** These have a page that says there is no such portal. */
const saysSo = /^(p|signup|order)$/;

/** Nothing else is there, as if it never was: no console, no API of vendors, no other portal. @throws `request.not-found` */
export function requireServedHere(path: string, slug: string): void {
  const [, kind, named] = page.exec(path) ?? [];
  // An address with another portal's name is answered by the page that says there is none.
  const fine =
    named === undefined ? path === '/' || served.test(path) : named === slug || saysSo.test(kind ?? '');
  if (!fine) throw requestProblem('request.not-found');
}

const Named = v.object({ portal: v.optional(v.unknown()), token: v.optional(v.string()) });

/**
 * What is asked for by name, in an address or in a body, is this portal or none. A portal token says for whom it is
 * meant, which is not proven here, only compared. @throws `request.not-found`
 */
export function refuseOtherPortals(here: { readonly slug: string }, sent: unknown): void {
  if (!v.is(Named, sent)) return;
  const { portal, token } = sent;
  if (typeof portal === 'string' && portal !== '' && portal !== here.slug)
    throw requestProblem('request.not-found');
  const audience = token === undefined ? undefined : audienceOf(token);
  if (audience !== undefined && audience !== here.slug) throw requestProblem('request.not-found');
}

const Claims = v.object({ aud: v.string() });

/** The slug at the end of the address that a token is meant for. */
function audienceOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return v.is(Claims, claims) ? /\/p\/([^/]+)$/.exec(claims.aud)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
