import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const packageProblems = defineProblems({
  'package.not-found': { status: 404, title: 'No such package' },
  'package.external-id-taken': { status: 409, title: 'Another package has this external id' },
});
export const packageProblem = problemThrower(packageProblems);
