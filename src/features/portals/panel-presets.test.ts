import { expect, test } from 'vitest';
import { presetPanels } from './panel-presets.ts';
import { panelIds } from './schema.ts';

test('U1 a portal can begin with what concerns billing alone, with looking alone, or with everything', () => {
  const billing = presetPanels('billing');
  expect(panelIds.filter((panel) => billing[panel] !== 'hidden')).toEqual([
    ...['documents', 'payments', 'approvals', 'profile'],
  ]);
  expect(new Set(Object.values(presetPanels('look')))).toEqual(new Set(['view']));
  expect(new Set(Object.values(presetPanels('all')))).toEqual(new Set(['default']));
  for (const preset of ['all', 'billing', 'look'] as const)
    expect(Object.keys(presetPanels(preset))).toEqual([...panelIds]);
});
