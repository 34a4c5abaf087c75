/** What other features may ask of customers and their contacts. */
export { createCustomerFromClaims } from './claims.ts';
export {
  createContact,
  findContact,
  findContactByEmail,
  findContactByExternalId,
  updateContact,
} from './contacts-store.ts';
export {
  createCustomer,
  deleteCustomer,
  findCustomer,
  findCustomerByExternalId,
  requireCustomer,
  requireSameCustomer,
  updateCustomer,
} from './customers-store.ts';
export { signInNotes } from './last-sign-in.ts';
export {
  claimProven,
  findCandidate,
  findLogins,
  type Logins,
  noteSignIn,
  replacePassword,
  type SignInCandidate,
} from './logins-store.ts';
export { agencyOf } from './parents.ts';
export { findPeople, findPeopleByEmail, findPeopleByExternalId, type Person } from './people-store.ts';
export { requireSecondFactor, type SecondProof } from './second-factor.ts';
export { toCustomer } from './table.ts';
