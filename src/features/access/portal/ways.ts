import type { SignIn } from '../../portals/schema.ts';

/** What people do at the portal's own page; codes, licence keys and customers' secrets share one field. */
export type OwnWay = 'password' | 'mail' | 'code' | 'oidc';

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

export interface ShownWays {
  /** Stands open. */
  readonly first: OwnWay | undefined;
  /** One press away. */
  readonly second: OwnWay | undefined;
  /** Behind “another way”. */
  readonly others: readonly OwnWay[];
}

/** One or two ways are shown, the rest waits: whoever chose another one finds that first. */
export function shownWays(ways: readonly OwnWay[], chosen: OwnWay | undefined): ShownWays {
  const first = chosen && ways.includes(chosen) ? chosen : ways[0];
  const [second, ...others] = ways.filter((way) => way !== first);
  return { first, second, others };
}
