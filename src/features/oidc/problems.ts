import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const oidcProblems = defineProblems({
  'oidc.not-found': { status: 404, title: 'This portal has no OpenID Connect provider' },
});
export const oidcProblem = problemThrower(oidcProblems);
