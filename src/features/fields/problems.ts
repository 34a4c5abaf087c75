import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const fieldProblems = defineProblems({
  'custom-field.not-found': { status: 404, title: 'No such custom field' },
  'custom-field.external-id-taken': { status: 409, title: 'Another custom field has this external id' },
});
export const fieldProblem = problemThrower(fieldProblems);
