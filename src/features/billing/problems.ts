import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const billingProblems = defineProblems({
  'contract-change.not-possible': { status: 409, title: 'This contract can not be changed now' },
  'contract-change.not-offered': { status: 422, title: 'This can not be changed to' },
  'contract-change.pending': { status: 409, title: 'A change of this contract is waiting already' },
  'contract-change.price-changed': { status: 409, title: 'The price is another one now' },
  'contract-change.not-found': { status: 404, title: 'No change is waiting' },
  'contract-change.unchanged': { status: 422, title: 'Nothing would change' },
  'contract-pause.not-possible': { status: 409, title: 'This contract can not be paused now' },
  'contract-pause.not-found': { status: 404, title: 'The contract is not paused' },
});
export const billingProblem = problemThrower(billingProblems);
