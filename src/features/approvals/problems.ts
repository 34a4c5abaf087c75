import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const approvalProblems = defineProblems({
  'approval.not-found': { status: 404, title: 'There is no such contract to approve' },
  'approval.done': { status: 409, title: 'It was approved, and stays as it is' },
  'approval.withdrawn': { status: 409, title: 'It was withdrawn' },
  'approval.other-text': { status: 409, title: 'Another text than the one that was shown' },
});
export const approvalProblem = problemThrower(approvalProblems);
