import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const brandingProblems = defineProblems({
  'branding.changed': {
    status: 409,
    title: 'The looks are not those that were seen: somebody changed them meanwhile',
  },
});
export const brandingProblem = problemThrower(brandingProblems);
