import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const alertProblems = defineProblems({
  'alert.not-found': { status: 404, title: 'No such alert' },
  'alert.external-id-taken': { status: 409, title: 'Another alert has this external id' },
  'alert.too-many': { status: 409, title: 'The customer has as many alerts as it may have' },
  'alert.nobody': { status: 409, title: 'The alert has nobody to write to' },
});
export const alertProblem = problemThrower(alertProblems);
