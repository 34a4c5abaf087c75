import type { SignIn } from '../portals/schema.ts';

/** What people do at the portal's own page; codes, licence keys and customers' secrets share one field. */
export type OwnWay = 'password' | 'mail' | 'code' | 'oidc';

/** The sign-in page, and the one that brings what its first way in asks for along: a code, or where to mail one. */
export const doorOf = ([first]: readonly OwnWay[]): 'gate' | 'door' =>
  first === 'mail' || first === 'code' ? 'door' : 'gate';

export type AccessMail = 'sends' | 'down' | 'never';

/** The ways that the page offers, the usual first. Mail that does not work now comes last, mail that never comes not at all. */
export function ownWays(signIn: SignIn, accessMail: AccessMail): OwnWay[] {
  const mail = signIn.mailedCode && accessMail !== 'never';
  return [
    ...(signIn.password ? (['password'] as const) : []),
    ...(mail && accessMail === 'sends' ? (['mail'] as const) : []),
    ...(signIn.oidc ? (['oidc'] as const) : []),
    ...(signIn.accessCode || signIn.customerSecret || signIn.licenceKey ? (['code'] as const) : []),
    ...(mail && accessMail === 'down' ? (['mail'] as const) : []),
  ];
}
