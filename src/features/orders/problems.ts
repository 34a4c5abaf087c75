import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const orderProblems = defineProblems({
  'order.not-found': { status: 404, title: 'No such order' },
  'order.closed': { status: 403, title: 'Nobody can order this here' },
  'order.price-changed': { status: 409, title: 'The price has changed since it was shown' },
  'order.terms-changed': { status: 409, title: 'The terms have changed since they were shown' },
  'order.sent': { status: 409, title: 'This form was sent before, with other contents' },
  'order.state': { status: 409, title: 'The order is not in a state for this' },
  'order.session-needed': {
    status: 403,
    title: 'Orders are taken here only by a page that the vendor opened',
  },
  'order-session.refused': { status: 403, title: 'This order page does not work any more' },
});
export const orderProblem = problemThrower(orderProblems);
