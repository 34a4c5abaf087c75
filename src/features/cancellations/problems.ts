import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const cancellationProblems = defineProblems({
  'cancellation.not-possible': { status: 409, title: 'The contract ends already, or has ended' },
  'cancellation.day-not-allowed': { status: 409, title: 'The contract can not end on this day' },
  'cancellation.reason-missing': { status: 422, title: 'An extraordinary cancellation needs its reason' },
  'cancellation.not-undoable': { status: 409, title: 'There is no cancellation to take back' },
  'withdrawal.not-possible': { status: 409, title: 'The time for a withdrawal is over, or there is none' },
  'resubscription.not-possible': { status: 409, title: 'The contract can not be had again like this' },
  'declaration.not-found': { status: 404, title: 'No such declaration' },
  'declaration.settled': { status: 409, title: 'The declaration has taken effect already' },
});
export const cancellationProblem = problemThrower(cancellationProblems);
