import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const addressProblems = defineProblems({
  'address.not-found': { status: 404, title: 'No such address of this portal' },
  'address.taken': { status: 409, title: 'This name leads to a portal already' },
  'address.too-many': { status: 409, title: 'A portal has twenty addresses at most' },
});
export const addressProblem = problemThrower(addressProblems);
