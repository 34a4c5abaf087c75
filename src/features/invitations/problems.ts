import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const invitationProblems = defineProblems({
  'invitation.not-found': { status: 404, title: 'No such invitation' },
  'invitation.nobody': { status: 409, title: 'There is nobody to invite' },
  'invitation.over': { status: 409, title: 'The invitation is over' },
});
export const invitationProblem = problemThrower(invitationProblems);
