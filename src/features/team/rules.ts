import type { ContactRole } from '../customers/schema.ts';

/** What an owner can make of somebody; here, so that pages need no schema for it. */
export const teamRoles = ['owner', 'billing', 'technical', 'read-only'] as const;

/** What the rules look at of a person. */
export interface Standing {
  readonly id: string;
  readonly role: ContactRole;
  readonly active: boolean;
  /** `null`: has never been in. */
  readonly lastSignInAt: string | null;
  /** Was asked in here. */
  readonly invited: boolean;
}

/** More people than any account has; whoever wants more is up to something. */
export const mostPeople = 200;

/**
 * Whoever looks after people has to be one: an owner by name. A session for the customer as a whole (a code, a link that
 * names nobody) could let people in who stay when the code is taken back.
 */
export const manages = ({
  contactId,
  role,
}: {
  readonly contactId: string | null;
  readonly role: ContactRole | null;
}): boolean => contactId !== null && role === 'owner';

export const stateOf = ({ active, lastSignInAt, invited }: Standing): 'active' | 'invited' | 'off' =>
  !active ? 'off' : invited && lastSignInAt === null ? 'invited' : 'active';

/** An owner who can be reached: active, and not merely asked in. Somebody whom the vendor added counts from the start. */
const isOwner = (one: Standing): boolean => one.role === 'owner' && stateOf(one) === 'active';

/** Whether there would be no owner left if this person were none any more. */
export const isLastOwner = (people: readonly Standing[], id: string): boolean =>
  people.some((one) => one.id === id && isOwner(one)) && !people.some((one) => one.id !== id && isOwner(one));
