import * as v from 'valibot';
import { expect, test } from 'vitest';
import { grantedBy, LicenceGrant, lastDayOf } from './grant.ts';

const studio = v.parse(LicenceGrant, {
  productId: 'prd_000000000001',
  machineLimit: 2,
  entitlements: ['draw'],
});

test('components add machines and entitlements to the licence of their product, or make one of their own', () => {
  const granted = grantedBy({
    grants: [studio],
    components: [
      { grants: [{ productId: studio.productId, machinesPerUnit: 1, entitlements: [] }], quantity: 3 },
      {
        grants: [{ productId: studio.productId, machinesPerUnit: 0, entitlements: ['render'] }],
        quantity: 1,
      },
      {
        grants: [{ productId: 'prd_000000000002', machinesPerUnit: 1, entitlements: ['lens'] }],
        quantity: 2,
      },
      { grants: [{ productId: 'prd_000000000003', machinesPerUnit: 1, entitlements: [] }], quantity: 0 },
    ],
  });
  expect(granted).toMatchObject([
    { productId: 'prd_000000000001', machineLimit: 5, entitlements: ['draw', 'render'] },
    { productId: 'prd_000000000002', machineLimit: 2, entitlements: ['lens'], lifetime: 'contract' },
  ]);
});

test('no limit stays none, whatever is added', () => {
  const [licence] = grantedBy({
    grants: [{ ...studio, machineLimit: -1 }],
    components: [
      { grants: [{ productId: studio.productId, machinesPerUnit: 4, entitlements: [] }], quantity: 9 },
    ],
  });
  expect(licence?.machineLimit).toBe(-1);
});

test('a licence lasts as long as its contract, a length of its own, or for ever', () => {
  expect([
    lastDayOf('contract', '2026-11-22', '2027-03-31'),
    lastDayOf({ count: 1, unit: 'month' }, '2026-01-31', null),
    lastDayOf(null, '2026-11-22', '2027-03-31'),
  ]).toEqual(['2027-03-31', '2026-02-28', null]);
});
