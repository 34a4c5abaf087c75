import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const domainProblems = defineProblems({
  'domain.not-found': { status: 404, title: 'No such domain' },
  'domain.external-id-taken': { status: 409, title: 'Another domain has this external id' },
  'domain.host-taken': { status: 409, title: 'This domain is entered already' },
  'domain.limit-reached': { status: 409, title: 'The customer has as many domains as it may have' },
  'domain.no-label-used': { status: 409, title: 'All domains without label are in use' },
  'call.unknown-key': { status: 404, title: 'No such publishable key' },
  'domain-sighting.not-found': { status: 404, title: 'No such host waits' },
  'domain-sighting.decided': { status: 409, title: 'This was decided already' },
  'call-count.not-found': { status: 404, title: 'No such count of calls' },
  'call-count.external-id-taken': { status: 409, title: 'Another count of calls has this external id' },
  'call-count.exists': { status: 409, title: 'This month is counted already' },
});
export const domainProblem = problemThrower(domainProblems);
