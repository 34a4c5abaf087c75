import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const webhookProblems = defineProblems({
  'webhook-endpoint.not-found': { status: 404, title: 'No such webhook endpoint' },
  'webhook-endpoint.external-id-taken': {
    status: 409,
    title: 'Another webhook endpoint has this external id',
  },
  'webhook-endpoint.too-many': {
    status: 409,
    title: 'There are as many webhook endpoints as a vendor can have',
  },
  'webhook-delivery.not-found': { status: 404, title: 'No such delivery' },
  'webhook-delivery.under-way': { status: 409, title: 'This delivery is on its way already' },
  'webhook-listener.not-found': { status: 404, title: 'No such listener, or it has ended' },
});
export const webhookProblem = problemThrower(webhookProblems);
