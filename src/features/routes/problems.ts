import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const routeProblems = defineProblems({
  'route.not-found': { status: 404, title: 'No such route' },
  'route.external-id-taken': { status: 409, title: 'Another route has this external id' },
  'route.value-taken': { status: 409, title: 'This number, address or user name is in use' },
  'route.no-secret': { status: 409, title: 'Only users have a secret' },
  'route.too-many': { status: 409, title: 'The customer has as many routes as it may have' },
});
export const routeProblem = problemThrower(routeProblems);
