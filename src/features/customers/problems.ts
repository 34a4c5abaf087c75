import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const customerProblems = defineProblems({
  'customer.not-found': { status: 404, title: 'No such customer' },
  'customer.external-id-taken': { status: 409, title: 'Another customer has this external id' },
  'customer.has-documents': { status: 409, title: 'A customer with invoices is kept: switch it off instead' },
  'contact.not-found': { status: 404, title: 'No such contact' },
  'contact.external-id-taken': { status: 409, title: 'Another contact has this external id' },
});
export const customerProblem = problemThrower(customerProblems);
