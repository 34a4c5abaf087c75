import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const usageProblems = defineProblems({
  'usage-record.not-found': { status: 404, title: 'No such usage record' },
  'usage-record.external-id-taken': {
    status: 409,
    title: 'Another usage record already has this outside id',
  },
  'usage-record.currency': {
    status: 409,
    title: 'Prices of one metric of a customer are in one currency',
  },
  'usage-report.too-many': { status: 409, title: 'Too many records for this: choose fewer days' },
  'usage-report.column': { status: 403, title: 'The vendor does not show this column' },
  'usage-view.not-found': { status: 404, title: 'No such saved view' },
  'usage-view.too-many': { status: 409, title: 'There are 50 saved views already' },
  'usage-view.no-address': { status: 409, title: 'No e-mail address is known to send it to' },
});
export const usageProblem = problemThrower(usageProblems);
