import { expect, test } from 'vitest';
import { isSuspicious } from './abuse.ts';

test.each([
  { machineLimit: 3, used: 3, refused: 1, looks: false },
  { machineLimit: 3, used: 0, refused: 3, looks: true },
  { machineLimit: 3, used: 8, refused: 0, looks: false },
  { machineLimit: 3, used: 9, refused: 0, looks: true },
  { machineLimit: 1, used: 5, refused: 0, looks: true },
  { machineLimit: -1, used: 500, refused: 0, looks: false },
])(
  'DAY-32 of $machineLimit places $used used and $refused refused machines are worth a look: $looks',
  ({ looks, ...one }) => expect(isSuspicious(one)).toBe(looks),
);
