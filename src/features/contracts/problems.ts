import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const contractProblems = defineProblems({
  'contract.not-found': { status: 404, title: 'No such contract' },
  'contract.external-id-taken': { status: 409, title: 'Another contract has this external id' },
});
export const contractProblem = problemThrower(contractProblems);
