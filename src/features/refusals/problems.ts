import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const refusalProblems = defineProblems({
  'refused-request.not-found': { status: 404, title: 'There is no refused request with this id' },
});
export const refusalProblem = problemThrower(refusalProblems);
