import { expect, test } from 'vitest';
import { countFitting } from './Nav.tsx';

test.each([
  { name: 'all, where there is room', widths: [80, 90, 100], room: 270, fit: 3 },
  { name: 'as many as leave place for the word "More"', widths: [80, 90, 100], room: 260, fit: 2 },
  { name: 'never none', widths: [300, 90], room: 200, fit: 1 },
])('tabs stand in the bar: $name', ({ widths, room, fit }) => {
  expect(countFitting(widths, room, 80)).toBe(fit);
});
