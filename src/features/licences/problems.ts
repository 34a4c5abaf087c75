import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const licenceProblems = defineProblems({
  'product.not-found': { status: 404, title: 'No such product' },
  'product.external-id-taken': { status: 409, title: 'Another product has this external id' },
  'product.in-use': { status: 409, title: 'There are licences of this product' },
  'licence.not-found': { status: 404, title: 'No such licence' },
  'licence.external-id-taken': { status: 409, title: 'Another licence has this external id' },
  'licence.key-taken': { status: 409, title: 'Another licence has this key' },
  'licence.refused': { status: 401, title: 'There is no licence with this key for this product' },
  'licence.expired': { status: 403, title: 'This licence has expired' },
  'licence.blocked': { status: 403, title: 'This licence is blocked' },
  'licence.machine-limit': { status: 409, title: 'All machines of this licence are in use' },
  'licence.cool-down': { status: 409, title: 'Too many machines were freed within a short time' },
  'licence.claimed': { status: 409, title: 'This licence has a holder already' },
  'machine.not-found': { status: 404, title: 'No such machine at this licence' },
  'machine.exists': { status: 409, title: 'This machine is activated already' },
  'request-file.unreadable': { status: 400, title: 'This is no request file of a licensed program' },
  'request-file.other-product': { status: 409, title: 'This request file is of another product' },
  'customer-secret.refused': { status: 401, title: 'This customer secret opens nothing' },
  'licence-key.not-found': { status: 404, title: 'No such signing key of licences' },
});
export const licenceProblem = problemThrower(licenceProblems);
