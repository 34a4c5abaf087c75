import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const accessProblems = defineProblems({
  'token.invalid': { status: 401, title: 'This portal token is not valid' },
  'token.expired': { status: 401, title: 'This portal token has expired' },
  'token.not-yet-valid': { status: 401, title: 'This portal token is from the future' },
  'token.lifetime': { status: 401, title: 'This portal token lives longer than it may' },
  'token.used': { status: 401, title: 'This portal token was used before' },
  'token.in-query': { status: 400, title: 'A token does not belong in an address' },
  'sign-in.refused': { status: 401, title: 'User name or password is not right' },
  'sign-in.not-offered': { status: 403, title: 'This portal has no sign-in by password' },
  'sign-in.must-change': { status: 403, title: 'A new password has to be chosen' },
  'sign-in.password-expired': { status: 403, title: 'This password was not used in time' },
  'code.typo': { status: 400, title: 'This code has a slip of the pen in it' },
  'code.refused': { status: 401, title: 'This code does not open anything here' },
  'access-code.not-found': { status: 404, title: 'There is no access code' },
  'session.missing': { status: 401, title: 'There is no session' },
  'session.ended': { status: 401, title: 'This session has ended' },
  'session.idle': { status: 401, title: 'This session ended after 30 minutes without use' },
  'session.expired': { status: 401, title: 'This session has reached its end' },
  'origin.not-allowed': { status: 403, title: 'This page may not show the portal' },
  'customer.unknown': { status: 403, title: 'The token names a customer who is not known here' },
  'customer.inactive': { status: 403, title: 'This customer is switched off' },
  'contact.unknown': { status: 403, title: 'The token names a contact this customer does not have' },
  'contact.inactive': { status: 403, title: 'This contact is switched off' },
  'panel.hidden': { status: 403, title: 'This page is not part of the account' },
  'panel.read-only': { status: 403, title: 'This page can be read but not changed' },
});
export const accessProblem = problemThrower(accessProblems);
