import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const mailProblems = defineProblems({
  'mail.not-found': { status: 404, title: 'No such mail' },
  'mail.held': { status: 409, title: 'The mail of a test side never leaves' },
  'mail.not-sent': { status: 409, title: 'Only a mail that was accepted can come back' },
  'mail-sender.not-found': { status: 404, title: 'This portal has no mail server of its own' },
  'mail.secret-gone': { status: 409, title: 'The mail held a password, which is no longer kept' },
});
export const mailProblem = problemThrower(mailProblems);
