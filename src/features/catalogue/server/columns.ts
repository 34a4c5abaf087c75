import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns } from '../../../kit/server/transfer/movable.ts';
import { NoticeTo } from '../../contracts/schema.ts';

/** The columns of the catalogue's files. */

const active: Column = {
  ...{ name: 'active', type: 'boolean', example: 'true' },
  doc: 'Whether it is on sale.',
};
const position: Column = {
  ...{ name: 'position', type: 'number', example: '0' },
  doc: 'Where it stands among its neighbours, 0 first.',
};
const description: Column = {
  ...{ name: 'description', type: 'text', empty: null, example: 'Green power for two years' },
  doc: 'A few words about it.',
};
const texts = (of: string, example: string): Column => ({
  ...{ name: 'texts', type: 'json', example },
  doc: `${of} by language.`,
});
const taxClassId: Column = {
  ...{ name: 'taxClassId', type: 'reference', empty: null, example: 'reduced' },
  doc: 'Tax class: your own id, or ours. Empty: that of the family, or the standard rates.',
};
const familyId: Column = {
  ...{ name: 'familyId', type: 'reference', required: true, example: 'power' },
  doc: 'Product family: your own id, or ours. It stays as it is.',
};
const soldAt: Column = {
  ...{ name: 'soldAt', type: 'instant', readOnly: true, example: '2026-03-31T09:00:00Z' },
  doc: 'When it was first ordered.',
};

export const taxClassColumns: readonly Column[] = [
  ...idColumns('tax class', 'tax'),
  { name: 'name', type: 'text', required: true, doc: 'What you call it.', example: 'Reduced' },
  {
    ...{ name: 'rates', type: 'json', example: '[{"country":"DE","percent":7,"from":"2021-01-01"}]' },
    doc: 'Rates by country, each from a day on.',
  },
];

export const familyColumns: readonly Column[] = [
  ...idColumns('product family', 'fam'),
  { name: 'name', type: 'text', required: true, doc: 'What it is called.', example: 'Power' },
  description,
  texts('Name and description', '{"de":{"name":"Strom"}}'),
  taxClassId,
  active,
];

export const planColumns: readonly Column[] = [
  ...idColumns('plan', 'pln'),
  familyId,
  { name: 'name', type: 'text', required: true, doc: 'What customers compare.', example: 'Ökostrom 24' },
  description,
  texts('Name and description', '{"de":{"name":"Ökostrom 24"}}'),
  active,
  position,
];

export const variantColumns: readonly Column[] = [
  ...idColumns('plan variant', 'var'),
  {
    ...{ name: 'planId', type: 'reference', required: true, example: 'green-24' },
    doc: 'Plan: your own id, or ours. It stays as it is.',
  },
  {
    ...{ name: 'name', type: 'text', empty: null, example: 'Yearly' },
    doc: 'What it is called; empty: the billing period says it.',
  },
  texts('Name', '{"de":{"name":"Jährlich"}}'),
  {
    name: 'billingPeriod',
    type: 'period',
    required: true,
    doc: 'How often it is billed.',
    example: '1 month',
  },
  {
    ...{ name: 'terms.minimumTerm', type: 'period', empty: null, example: '24 months' },
    doc: 'First length of its contracts; empty where they may end at any time with notice.',
  },
  {
    ...{ name: 'terms.renewal', type: 'period', empty: null, example: '12 months' },
    doc: 'What they renew by after that; empty: they run on open-ended.',
  },
  { name: 'terms.notice', type: 'period', empty: null, doc: 'Length of notice.', example: '1 month' },
  {
    ...{ name: 'terms.noticeTo', type: 'choice', choices: NoticeTo.options, empty: null, example: 'month' },
    doc: 'What notice goes to the end of; empty: it counts by itself.',
  },
  {
    ...{ name: 'trial', type: 'period', empty: null, example: '14 days' },
    doc: 'Free time before the first charge.',
  },
  {
    ...{ name: 'prices', type: 'json', example: '[{"currency":"EUR","amount":2900,"setupFee":0}]' },
    doc: 'One price per currency for a billing period, in the smallest unit.',
  },
  {
    ...{ name: 'selfService', type: 'boolean', example: 'true' },
    doc: 'Whether it has an order link that anybody may use.',
  },
  {
    ...{ name: 'switchable', type: 'boolean', example: 'true' },
    doc: 'Whether customers of other variants may change to it.',
  },
  {
    ...{ name: 'grants', type: 'json', example: '[{"productId":"ext:studio","machineLimit":3}]' },
    doc: 'Licences that an order makes.',
  },
  {
    ...{ name: 'limits', type: 'json', empty: null, example: '{"calls":100000,"domains":5}' },
    doc: 'What its contracts let a customer use: calls a month, domains, noLabel (−1: no limit), and atZero, atMaximum.',
  },
  active,
  position,
  soldAt,
];

export const componentColumns: readonly Column[] = [
  ...idColumns('component', 'cmp'),
  familyId,
  {
    ...{ name: 'kind', type: 'choice', required: true, choices: ['quantity', 'switch', 'metered'] },
    ...{ doc: 'How it is booked. It stays as it is.', example: 'quantity' },
  },
  { name: 'name', type: 'text', required: true, doc: 'What it is called.', example: 'Additional user' },
  description,
  { name: 'unit', type: 'text', empty: null, doc: 'What one of them is called.', example: 'user' },
  texts('Name, description and unit', '{"de":{"name":"Weiterer Nutzer","unit":"Nutzer"}}'),
  { name: 'min', type: 'number', doc: 'Smallest quantity.', example: '1' },
  { name: 'max', type: 'number', doc: 'Largest quantity; -1: as many as wanted.', example: '-1' },
  { name: 'step', type: 'number', doc: 'Step between quantities.', example: '1' },
  { name: 'required', type: 'boolean', doc: 'Whether every order has it.', example: 'false' },
  taxClassId,
  {
    ...{ name: 'prices', type: 'json' },
    doc: 'Prices by currency and billing period, with tiers.',
    example:
      '[{"currency":"EUR","period":{"count":1,"unit":"month"},"mode":"graduated","tiers":[{"upTo":null,"amount":500}]}]',
  },
  {
    ...{ name: 'selfService', type: 'boolean', example: 'true' },
    doc: 'Whether order pages offer it.',
  },
  {
    ...{ name: 'shownAsPrice', type: 'boolean', example: 'false' },
    doc: 'Of metered ones: whether order pages show it as price information.',
  },
  {
    ...{ name: 'grants', type: 'json', example: '[{"productId":"ext:studio","machinesPerUnit":1}]' },
    doc: 'What it adds to the licences of the variant.',
  },
  active,
  position,
  soldAt,
];

export const couponColumns: readonly Column[] = [
  ...idColumns('coupon', 'cpn'),
  { name: 'code', type: 'text', required: true, doc: 'What customers type.', example: 'SUMMER26' },
  { name: 'name', type: 'text', empty: null, doc: 'What it is for.', example: 'Trade fair 2026' },
  {
    ...{ name: 'kind', type: 'choice', required: true, choices: ['percent', 'amount'], example: 'percent' },
    doc: 'What it takes off.',
  },
  { name: 'percent', type: 'number', empty: null, doc: 'Of percent: how much.', example: '12.5' },
  {
    ...{ name: 'amounts', type: 'json', example: '[{"amount":500,"currency":"EUR"}]' },
    doc: 'Of amounts: one per currency, in the smallest unit.',
  },
  { name: 'periods', type: 'number', doc: 'Billing periods it lowers; -1: all.', example: '1' },
  { name: 'maxUses', type: 'number', doc: 'Orders altogether; -1: any number.', example: '100' },
  { name: 'maxPerCustomer', type: 'number', doc: 'Orders of one customer; -1: any number.', example: '1' },
  {
    name: 'from',
    type: 'instant',
    empty: null,
    doc: 'Since when it works.',
    example: '2026-06-01T00:00:00Z',
  },
  {
    ...{ name: 'until', type: 'instant', empty: null, example: '2026-09-01T00:00:00Z' },
    doc: 'When it stops working.',
  },
  {
    ...{ name: 'familyIds', type: 'json', example: '["ext:power"]' },
    doc: 'Product families it is for; empty: all.',
  },
  active,
  { name: 'used', type: 'number', readOnly: true, doc: 'Orders that have it.', example: '42' },
];
