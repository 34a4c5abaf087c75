import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const textProblems = defineProblems({
  'text-gateway.not-found': { status: 404, title: 'No text messages are sent here' },
  'text.not-sent': { status: 502, title: 'The text message could not be sent' },
});
export const textProblem = problemThrower(textProblems);
