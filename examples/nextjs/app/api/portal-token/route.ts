import { portalTokenFor } from '../../../lib/portico.ts';
import { currentPerson } from '../../../lib/session.ts';

/** What the portal's `fetchToken` asks: a token for whoever is signed in on this site. */
export async function GET(): Promise<Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401, headers: { 'cache-control': 'no-store' } });
  return new Response(await portalTokenFor(person), {
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
  });
}
