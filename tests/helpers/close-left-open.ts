import { afterAll } from 'vitest';
import { leftOpen } from './left-open.ts';

// A set-up file, since those run for each test file, also where one worker keeps its modules for many.
afterAll(async () => {
  await Promise.all([...leftOpen].map((close) => close()));
});
