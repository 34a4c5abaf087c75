import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const pricingProblems = defineProblems({
  'pricing.no-tax-country': { status: 409, title: 'The vendor has not said in which country it is taxed' },
  'pricing.no-rate': { status: 409, title: 'There is no tax rate for this country' },
  'vat-id.missing': { status: 404, title: 'The customer has no VAT id' },
});
export const pricingProblem = problemThrower(pricingProblems);
