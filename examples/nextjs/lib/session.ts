import { createHmac, timingSafeEqual } from 'node:crypto';
import { cookies } from 'next/headers';

/** The site's own people. A real site asks its database. */
export const people = [
  { id: 'u-1', name: 'Anna Albrecht' },
  { id: 'u-2', name: 'Ben Bakker' },
] as const;
export type Person = (typeof people)[number];

const mac = (id: string): string =>
  createHmac('sha256', process.env.SESSION_SECRET ?? '')
    .update(id)
    .digest('base64url');

/** Signs a person in on this site: a cookie of its own, which Portico never sees. */
export async function signIn(id: string): Promise<void> {
  const jar = await cookies();
  jar.set('session', `${id}.${mac(id)}`, { httpOnly: true, sameSite: 'lax', path: '/' });
}

export async function signOut(): Promise<void> {
  (await cookies()).delete('session');
}

/** Who is signed in on this site. */
export async function currentPerson(): Promise<Person | undefined> {
  const [id = '', given = ''] = (await cookies()).get('session')?.value.split('.') ?? [];
  const right = Buffer.from(mac(id));
  const got = Buffer.from(given);
  if (got.length !== right.length || !timingSafeEqual(got, right)) return undefined;
  return people.find((person) => person.id === id);
}
