import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const teamProblems = defineProblems({
  'team.owners-only': { status: 403, title: 'Only an owner of the account looks after its people' },
  'team.last-owner': { status: 409, title: 'The account needs an owner who can sign in' },
  'team.has-been-in': {
    status: 409,
    title: 'This person has been in already: there is nothing to invite to',
  },
  'team.full': { status: 409, title: 'There are as many people as an account can have' },
  'deletion-request.not-found': { status: 404, title: 'No such request to be erased' },
  'deletion-request.decided': { status: 409, title: 'This request is not open any more' },
  'deletion-request.open': { status: 409, title: 'The account is asked to be erased already' },
});
export const teamProblem = problemThrower(teamProblems);
