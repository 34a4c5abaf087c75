import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const portalProblems = defineProblems({
  'portal.not-found': { status: 404, title: 'No such portal' },
  'portal.slug-taken': { status: 409, title: 'Another portal has this slug' },
  'portal.external-id-taken': { status: 409, title: 'Another portal has this external id' },
  'portal.in-use': { status: 409, title: 'Customers belong to this portal; move them to another one first' },
  'portal.is-default': {
    status: 409,
    title: 'The default portal can not be removed; make another one the default first',
  },
  'portal.draft-changed': {
    status: 409,
    title: 'What would go live is not what was seen: read the difference again',
  },
  'portal.version-not-found': { status: 404, title: 'No such version of the portal' },
  'portal.draft-not-shown': {
    status: 403,
    title: 'Only whoever may read portals in the console sees a draft',
  },
});
export const portalProblem = problemThrower(portalProblems);
