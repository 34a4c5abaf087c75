import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const operatorProblems = defineProblems({
  'operator.not-found': { status: 404, title: 'No such operator' },
  'operator.email-taken': { status: 409, title: 'An operator with this e-mail address exists' },
  'operator.last-owner': { status: 409, title: 'The last owner stays: make another owner first' },
  'operator.beyond': {
    status: 403,
    title: 'Nobody may give or change a role that may do more than their own',
  },
  'operator.live-side': { status: 409, title: 'Operators are kept at the live side' },
  'operator.shared': {
    status: 409,
    title:
      'This person works for another vendor too: address, password and second factor are theirs to change',
  },
  'operator-invitation.not-found': { status: 404, title: 'No such invitation' },
  'operator-invitation.refused': {
    status: 410,
    title: 'This invitation was taken back, used or has run out',
  },
  'operator-invitation.other': { status: 409, title: 'The invitation is for another e-mail address' },
  'operator-reset.no-mail': {
    status: 409,
    title:
      'No mail leaves this service: whoever runs it gives a new password by the command “operator reset”',
  },
  'operator-reset.refused': {
    status: 410,
    title: 'This link was used, replaced by a newer one, or has run out',
  },
  'operator-oidc.not-found': { status: 404, title: 'No sign-in of the vendor’s own' },
  'operator-second-factor.not-begun': { status: 409, title: 'Begin to add an app first' },
  'operator-second-factor.on': { status: 409, title: 'There is an authenticator app already' },
  'operator-second-factor.off': { status: 409, title: 'There is no second factor' },
  'operator-second-factor.required': {
    status: 409,
    title: 'A vendor of yours asks for a second factor: add another one first',
  },
  'operator-passkey.not-found': { status: 404, title: 'No such passkey' },
  'operator-passkey.refused': { status: 401, title: 'This passkey was not accepted' },
  'operator-session.not-found': { status: 404, title: 'No such session' },
  'operator-session.second-factor': { status: 401, title: 'A second factor is asked for' },
  'operator-session.second-factor-needed': {
    status: 403,
    title: 'This vendor asks everybody for a second factor: add one, or show it',
  },
  'operator-session.narrow': {
    status: 403,
    title:
      'This session began at the company’s own sign-in: sign in with a password or passkey to change these',
  },
  'operator-session.prove': { status: 403, title: 'Prove once more who you are' },
  'operator-session.code': { status: 401, title: 'This code is wrong, or was used' },
  'operator-session.missing': { status: 401, title: 'Nobody is signed in' },
  'operator-session.ended': { status: 401, title: 'This session has ended' },
  'operator-session.refused': { status: 401, title: 'E-mail address or password is wrong' },
  'operator-session.password': { status: 422, title: 'The current password is wrong' },
  'operator-session.vendor': { status: 403, title: 'This session does not work for that vendor' },
  'setup.closed': { status: 409, title: 'There is a vendor already' },
  'setup.refused': { status: 401, title: 'This set-up address is not valid' },
});
export const operatorProblem = problemThrower(operatorProblems);
