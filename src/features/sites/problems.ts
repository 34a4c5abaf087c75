import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const siteProblems = defineProblems({
  'location.not-found': { status: 404, title: 'No such location' },
  'location.external-id-taken': { status: 409, title: 'Another location has this external id' },
  'installation.not-found': { status: 404, title: 'No such installation' },
  'installation.external-id-taken': { status: 409, title: 'Another installation has this external id' },
  'installation.token-taken': { status: 409, title: 'Another installation has this token' },
});
export const siteProblem = problemThrower(siteProblems);
