import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const loginAsProblems = defineProblems({
  'login-as.off': { status: 403, title: 'Opening portals as a customer is switched off' },
  'login-as.operators-only': { status: 403, title: 'Only an operator opens a portal as a customer' },
  'login-as.not-granted': { status: 403, title: 'The customer has not allowed this' },
  'login-as.not-shown': { status: 403, title: 'The customer could not see that somebody was in' },
  'login-as.code-refused': { status: 422, title: 'This code allows nothing here' },
  'login-as.ended': { status: 401, title: 'This access has ended' },
  'login-as.denied': { status: 403, title: 'Only the customer may do this' },
  'grant.not-found': { status: 404, title: 'There is no such grant' },
});
export const loginAsProblem = problemThrower(loginAsProblems);
