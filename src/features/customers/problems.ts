import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const customerProblems = defineProblems({
  'customer.not-found': { status: 404, title: 'No such customer' },
  'customer.external-id-taken': { status: 409, title: 'Another customer has this external id' },
  'customer.has-documents': { status: 409, title: 'A customer with invoices is kept: switch it off instead' },
  'customer.erased': { status: 409, title: 'This customer was erased: there is nothing left to change' },
  'customer.moving': {
    status: 409,
    title: 'Somebody at that portal signs in with the name of one of its contacts',
  },
  'customer.too-deep': { status: 409, title: 'Customers can stand three levels deep below each other' },
  'bulk-change.not-found': { status: 404, title: 'No such change of many customers' },
  'bulk-change.not-ready': { status: 409, title: 'This is not the moment for that: see its state' },
  'bulk-change.changed-since': { status: 409, title: 'The customer was changed again since' },
  'bulk-change.too-many': { status: 429, title: 'Too many changes are waiting' },
  'customer-filter.not-found': { status: 404, title: 'No such saved filter' },
  'customer-filter.too-many': { status: 409, title: 'There are 50 saved filters already' },
  'contact.not-found': { status: 404, title: 'No such contact' },
  'email-proof.over': { status: 409, title: 'No code is waited for: it is too old, or was tried too often' },
  'mobile-proof.over': {
    status: 409,
    title: 'No code of a text message is waited for: it is too old, or was tried too often',
  },
  'second-factor.on': { status: 409, title: 'There is an authenticator app already' },
  'second-factor.not-begun': { status: 409, title: 'No authenticator app is being added' },
  'second-factor.off': { status: 409, title: 'There is no authenticator app' },
  'contact.external-id-taken': { status: 409, title: 'Another contact has this external id' },
});
export const customerProblem = problemThrower(customerProblems);
