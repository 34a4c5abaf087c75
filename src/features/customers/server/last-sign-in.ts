import type { CompiledQuery } from 'kysely';
import { prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Contact, Customer } from '../schema.ts';

/** Somebody who comes again within a minute is still the same visit: not a write for every page. */
const sameVisitMs = 60_000;

const isOld = (lastSignInAt: string | null, at: Date): boolean =>
  lastSignInAt === null || at.getTime() - Date.parse(lastSignInAt) >= sameVisitMs;

/** Writes that note a sign-in of a customer, and of the contact it was; none where the last one was just now. */
export function signInNotes(
  db: Db,
  vendorId: string,
  { customer, contact }: { readonly customer: Customer; readonly contact?: Contact | undefined },
  at: Date,
): CompiledQuery[] {
  const note = (write: typeof noteCustomer, { id, lastSignInAt }: Customer | Contact) =>
    isOld(lastSignInAt, at) ? [write(db, { vendorId, id, at: at.toISOString() })] : [];
  return [...note(noteCustomer, customer), ...(contact ? note(noteContact, contact) : [])];
}

type Slots = 'vendorId' | 'id' | 'at';

const noteCustomer = prepareOnce((db, slot: (name: Slots) => never) =>
  db
    .updateTable('customer')
    .set({ last_sign_in_at: slot('at') })
    .where('vendor_id', '=', slot('vendorId'))
    .where('id', '=', slot('id')),
);

const noteContact = prepareOnce((db, slot: (name: Slots) => never) =>
  db
    .updateTable('contact')
    .set({ last_sign_in_at: slot('at') })
    .where('vendor_id', '=', slot('vendorId'))
    .where('id', '=', slot('id')),
);
