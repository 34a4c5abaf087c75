import { expect, test } from 'vitest';
import { addedOf, draftAdded, draftGrants, grantsOf } from './grant-fields.tsx';

test('BIL-13 licences of a variant are shown and saved as they are', () => {
  const grants = [
    {
      ...({ productId: 'prd_1', kind: 'perpetual', mode: 'floating', machineLimit: -1 } as const),
      ...{ entitlements: ['draw', 'export.pdf'], lifetime: null },
    },
    {
      ...({ productId: 'prd_2', kind: 'trial', mode: 'node-locked', machineLimit: 3 } as const),
      ...{ entitlements: [], lifetime: { count: 30, unit: 'day' } as const },
    },
    {
      ...({ productId: 'prd_3', kind: 'subscription', mode: 'node-locked', machineLimit: 0 } as const),
      ...{ entitlements: [], lifetime: 'contract' as const },
    },
  ];
  expect(grantsOf(draftGrants(grants))).toEqual(grants);
  const added = [{ productId: 'prd_1', machinesPerUnit: 2, entitlements: ['render'] }];
  expect(addedOf(draftAdded(added))).toEqual(added);
});
