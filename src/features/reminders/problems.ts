import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const reminderProblems = defineProblems({
  'reminder.not-found': { status: 404, title: 'No such reminder' },
  'reminder.nothing-owed': { status: 409, title: 'Nothing is owed of this invoice' },
  'reminder.no-level': { status: 409, title: 'The portal has no further level of reminders' },
  'reminder.under-way': { status: 409, title: 'A payment of this invoice is under way' },
});
export const reminderProblem = problemThrower(reminderProblems);
