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
  'payment-method.in-use': { status: 409, title: 'Contracts are paid by it: name another one in its place' },
  'payment.excess': {
    status: 409,
    title: 'It is more than the invoice asks for: say what becomes of the rest',
  },
  'credit-note.nothing-left': { status: 409, title: 'No money is left to go back for this credit note' },
  'credit-note.way': { status: 409, title: 'The money can not go back this way' },
  'payment.under-way': { status: 409, title: 'Money for this invoice is on its way already' },
  'top-up.not-offered': { status: 409, title: 'A balance can not be topped up this way' },
  'top-up.amount': { status: 422, title: 'The amount is not between the least and the most' },
  'voucher.not-found': { status: 404, title: 'No such voucher' },
  'voucher.refused': { status: 409, title: 'This code is not good, or not any more' },
  'voucher.wrong-state': { status: 409, title: 'The voucher was redeemed or is void' },
  'payment-event.refused': { status: 400, title: 'This is no event for this account' },
});
export const paymentProblem = problemThrower(paymentProblems);
