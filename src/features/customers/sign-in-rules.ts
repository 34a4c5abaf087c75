import { addressInRanges } from '../../kit/common/address.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import type { Contact } from './schema.ts';

/** One person types a name in many ways; it is found by this one. */
export const loginKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/**
 * Under which a claimed address is kept: typed at sign-up and not proven, it is nobody's own, and whoever has it by
 * right keeps the plain one. No person can type this.
 */
export const claimedKey = (email: string): string => `\u0001${loginKey(email)}`;

export const isClaimed = (key: string): boolean => key.startsWith('\u0001');

/** The names under which a contact is found at sign-in. A mere e-mail address is nobody's until it has a password. */
export function loginKeysOf({ username, email, emailClaimed, hasPassword }: Contact): {
  path: string;
  key: string;
}[] {
  const names = [
    { path: 'username', name: username },
    { path: 'email', name: hasPassword ? email : null },
  ];
  const keyOf = (path: string, name: string) =>
    path === 'email' && emailClaimed ? claimedKey(name) : loginKey(name);
  const found = names.flatMap(({ path, name }) => (name ? [{ path, key: keyOf(path, name) }] : []));
  return found.filter(({ key }, index) => found.findIndex((other) => other.key === key) === index);
}

/** What an account with sign-in by password needs, and lacks (DAY-10). One reached otherwise needs a name only. */
export const missingForSignIn = (
  account: { readonly username?: unknown; readonly email?: unknown },
  hasPassword: boolean,
): ProblemField[] =>
  [
    { path: 'username', given: account.username },
    { path: 'email', given: account.email },
    { path: 'password', given: hasPassword },
  ]
    .filter(({ given }) => !given)
    .map(({ path }) => ({
      path,
      code: 'missing',
      message: 'This field is needed where customers sign in with user name and password.',
    }));

/** Why a password that is long enough is none; `undefined` for one that may be used. */
export function weaknessOf(
  password: string,
  { username, email }: { readonly username?: string | null; readonly email?: string | null },
): ProblemField | undefined {
  const typed = loginKey(password);
  const names = [username, email, email?.split('@')[0]].flatMap((name) => (name ? [loginKey(name)] : []));
  const message = names.includes(typed)
    ? 'Expected something else than the user name or e-mail address.'
    : new Set(typed).size < 3
      ? 'Expected more than one symbol over and over.'
      : undefined;
  return message ? { path: 'password', code: 'weak', message } : undefined;
}

/** A new address or number is not verified, unless the same act says so. */
export const verifiedAfter = (
  before: Contact,
  change: { readonly [Name in keyof Contact]?: Contact[Name] | undefined },
): Pick<Contact, 'emailVerified' | 'mobileVerified' | 'emailClaimed' | 'emailBouncing'> => {
  const stays = (field: 'email' | 'mobile') => change[field] === undefined || change[field] === before[field];
  const emailVerified = change.emailVerified ?? (before.emailVerified && stays('email'));
  return {
    emailVerified,
    // Proven, or given by the vendor, an address is a name like any other.
    emailClaimed: before.emailClaimed && stays('email') && !emailVerified,
    // Another address, or somebody who vouches for this one: mail is tried again.
    emailBouncing: before.emailBouncing && stays('email') && change.emailVerified !== true,
    mobileVerified: change.mobileVerified ?? (before.mobileVerified && stays('mobile')),
  };
};

/** Whether a contact may come in from this address; without one (no socket, in tests) only where any will do. */
export const mayComeFrom = (allowed: readonly string[], address: string | undefined): boolean =>
  allowed.length === 0 || (address !== undefined && addressInRanges(address, allowed));
