import { expect, test } from 'vitest';
import { eachAlone } from './each-alone.ts';

test('one that fails holds up nobody behind it, and is told when all had their turn', async () => {
  const done: number[] = [];
  const act = async (item: number) => {
    if (item === 2) throw new Error('no such product');
    done.push(item);
  };
  await expect(eachAlone([1, 2, 3], act)).rejects.toThrow(
    '1 of 3 failed, the first with: Error: no such product',
  );
  expect(done).toEqual([1, 3]);
  await eachAlone([4], act);
  expect(done).toEqual([1, 3, 4]);
});
