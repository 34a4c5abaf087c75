import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const vendorProblems = defineProblems({
  'api-key.not-found': { status: 404, title: 'No such API key' },
  'signing-key.not-found': { status: 404, title: 'No such signing key' },
  'signing-key.too-many': { status: 409, title: 'Four signing keys are the most; revoke one first' },
  'signing-key.revoked': { status: 409, title: 'A revoked signing key stays revoked' },
  'vendor.exists': { status: 409, title: 'A vendor of this name exists' },
  'test-clock.live-side': { status: 409, title: 'Only a test side’s clock can be moved' },
});
export const vendorProblem = problemThrower(vendorProblems);
