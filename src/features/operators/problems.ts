import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const operatorProblems = defineProblems({
  'operator.not-found': { status: 404, title: 'No such operator' },
  'operator.email-taken': { status: 409, title: 'An operator with this e-mail address exists' },
  'operator.last-owner': { status: 409, title: 'The last owner stays: make another owner first' },
  'operator.beyond': {
    status: 403,
    title: 'Nobody may give or change a role that may do more than their own',
  },
  'operator.live-side': { status: 409, title: 'Operators are kept at the live side' },
  'operator-session.missing': { status: 401, title: 'Nobody is signed in' },
  'operator-session.ended': { status: 401, title: 'This session has ended' },
  'operator-session.refused': { status: 401, title: 'E-mail address or password is wrong' },
  'operator-session.password': { status: 422, title: 'The current password is wrong' },
  'operator-session.vendor': { status: 403, title: 'This session does not work for that vendor' },
  'setup.closed': { status: 409, title: 'There is a vendor already' },
  'setup.refused': { status: 401, title: 'This set-up address is not valid' },
});
export const operatorProblem = problemThrower(operatorProblems);
