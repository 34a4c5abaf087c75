import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const statementProblems = defineProblems({
  'statement.not-found': { status: 404, title: 'No such statement' },
  'statement.unreadable': { status: 422, title: 'The file can not be read as a bank statement' },
  'statement-line.not-found': { status: 404, title: 'No such line' },
  'statement-line.wrong-state': { status: 409, title: 'The line does not wait any more, or is not booked' },
  'statement-line.excess': {
    status: 409,
    title: 'It is more than the invoice asks for: say what becomes of the rest',
  },
  'statement-line.fixed': { status: 409, title: 'What followed from it can not be taken back' },
});
export const statementProblem = problemThrower(statementProblems);
