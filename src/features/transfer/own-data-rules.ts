import type { ContactRole } from '../customers/schema.ts';

/** Archives of one customer within 24 hours, for it and for its vendor apart. */
export const mostOwnExports = 3;

/**
 * The archive holds the whole account: it is for who sees all of it, an owner by name or whoever came for the customer as
 * a whole, and neither for a code of one contract or location nor for somebody limited to some domains.
 */
export const mayTakeData = ({
  contactId,
  role,
  subject,
  domainIds,
  panels,
}: {
  readonly contactId: string | null;
  readonly role: ContactRole | null;
  readonly subject: unknown;
  readonly domainIds: readonly string[] | null;
  readonly panels: readonly string[] | null;
}): boolean =>
  subject === null &&
  domainIds === null &&
  panels === null &&
  (contactId === null ? role === null : role === 'owner');
