import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const paymentProblems = defineProblems({
  'payment.not-found': { status: 404, title: 'No such payment' },
  'payment.external-id-taken': { status: 409, title: 'Another payment has this external id' },
  'payment.wrong-state': { status: 409, title: 'The payment can not go there from where it stands' },
  'payment.by-provider': { status: 409, title: 'The provider says where this payment stands' },
  'payment.refund-too-much': { status: 409, title: 'More would go back than is left of it' },
  'payment.balance-too-low': { status: 409, title: 'The balance does not hold as much' },
  'payment.not-payable': { status: 409, title: 'There is nothing to pay here any more' },
  'payment.not-offered': { status: 409, title: 'This way to pay is not offered' },
  'payment.provider-away': { status: 503, title: 'The payment provider can not be reached' },
  'payment.provider-refused': { status: 502, title: 'The payment provider refused' },
  'payment-method.not-found': { status: 404, title: 'No such way to pay' },
  'payment-event.refused': { status: 400, title: 'This is no event for this account' },
});
export const paymentProblem = problemThrower(paymentProblems);
