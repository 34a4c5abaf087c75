import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const correctionProblems = defineProblems({
  'correction.not-found': { status: 404, title: 'No such correction' },
  'correction.decided': { status: 409, title: 'This was decided before' },
  'correction.asked': { status: 409, title: 'A corrected invoice is asked for already' },
  'correction.off': { status: 409, title: 'This portal takes no such wishes' },
  'correction.same': { status: 409, title: 'A corrected invoice would say the same' },
  'invoice.not-correctable': {
    status: 409,
    title:
      'Only an invoice of ours that is open or paid, and of which nothing was taken back, can be corrected',
  },
});
export const correctionProblem = problemThrower(correctionProblems);
