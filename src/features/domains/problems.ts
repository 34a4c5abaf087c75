import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const domainProblems = defineProblems({
  'domain.not-found': { status: 404, title: 'No such domain' },
  'domain.external-id-taken': { status: 409, title: 'Another domain has this external id' },
  'domain.host-taken': { status: 409, title: 'This domain is entered already' },
  'domain.limit-reached': { status: 409, title: 'The customer has as many domains as it may have' },
  'usage-record.not-found': { status: 404, title: 'No such usage record' },
  'usage-record.external-id-taken': { status: 409, title: 'Another usage record has this external id' },
  'usage-record.exists': { status: 409, title: 'This month is counted already' },
});
export const domainProblem = problemThrower(domainProblems);
