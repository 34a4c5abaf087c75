import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const signUpProblems = defineProblems({
  'sign-up.closed': { status: 403, title: 'Nobody can sign up here' },
  'sign-up.link-refused': { status: 403, title: 'This link does not work' },
  'sign-up.too-soon': { status: 403, title: 'The form came back sooner than anybody can fill it in' },
  'sign-up.stale': { status: 403, title: 'This form is too old, or not from here' },
  'sign-up.work': { status: 403, title: 'The work that was asked for is not done' },
  'sign-up.suspicious': { status: 403, title: 'This looks as if a program had filled it in' },
  'sign-up.sent': { status: 409, title: 'This form was sent before, with other contents' },
  'sign-up.not-found': { status: 404, title: 'No such sign-up' },
  'sign-up.decided': { status: 409, title: 'This sign-up was decided before' },
  'terms.unaccepted': { status: 403, title: 'The terms of use have to be accepted first' },
  'terms.changed': { status: 409, title: 'These are not the terms of use that are in force' },
  'email-proof.refused': { status: 403, title: 'This code is not right' },
  'email-proof.used-up': { status: 403, title: 'This code does not work any more' },
  'personal-link.off': { status: 409, title: 'Nobody may register for this customer by a link' },
  'personal-link.not-found': { status: 404, title: 'There is no personal link' },
});
export const signUpProblem = problemThrower(signUpProblems);
