import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const accountProblems = defineProblems({
  'account.not-found': { status: 404, title: 'No such account' },
  'account.closed': { status: 403, title: 'This account is switched off' },
});
export const accountProblem = problemThrower(accountProblems);
