import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panelIds } from '../portals/schema.ts';
import { type VisibilityFacts, visibilityOf } from './rules.ts';

const open: VisibilityFacts = {
  customerActive: true,
  available: panelIds,
  subject: null,
  panels: null,
  readOnly: false,
  role: null,
  overrides: {},
  settings: {},
};

test.each<[string, Partial<VisibilityFacts>, boolean, boolean, string, string]>([
  ['everything is open by default', {}, true, true, 'default', 'default'],
  [
    'an unavailable panel stays away whatever Show says',
    { available: [], overrides: { profile: 'show' } },
    false,
    false,
    'unavailable',
    'unavailable',
  ],
  [
    'a switched-off customer sees nothing',
    { customerActive: false, overrides: { profile: 'show' } },
    false,
    false,
    'customer-inactive',
    'customer-inactive',
  ],
  [
    'a token for other panels hides it, Show or not',
    { panels: ['contracts'], overrides: { profile: 'show' } },
    false,
    false,
    'scope',
    'scope',
  ],
  [
    'a site token does not reach the profile',
    { subject: { type: 'location', id: 'loc_1' } },
    false,
    false,
    'scope',
    'scope',
  ],
  ['a read-only session views but changes nothing', { readOnly: true }, true, false, 'default', 'scope'],
  [
    'a read-only contact views but changes nothing',
    { role: 'read-only', overrides: { profile: 'show' } },
    true,
    false,
    'override-show',
    'role',
  ],
  ['a technical contact does not change billing data', { role: 'technical' }, true, false, 'default', 'role'],
  [
    'Hide beats the portal',
    { overrides: { profile: 'hide' }, settings: { profile: 'edit' } },
    false,
    false,
    'override-hide',
    'override-hide',
  ],
  [
    'Show beats the portal for view and change',
    { overrides: { profile: 'show' }, settings: { profile: 'hidden' } },
    true,
    true,
    'override-show',
    'override-show',
  ],
  ['the portal hides', { settings: { profile: 'hidden' } }, false, false, 'portal-setting', 'portal-setting'],
  [
    'the portal lets view only',
    { settings: { profile: 'view' } },
    true,
    false,
    'portal-setting',
    'portal-setting',
  ],
])('%s', (_, facts, view, change, viewRule, changeRule) => {
  expect(visibilityOf('profile', { ...open, ...facts })).toEqual({
    panel: 'profile',
    view,
    change,
    viewRule,
    changeRule,
  });
});

const anyFacts: fc.Arbitrary<VisibilityFacts> = fc.record({
  customerActive: fc.boolean(),
  available: fc.subarray([...panelIds]),
  subject: fc.option(
    fc.record({
      type: fc.constantFrom('contract', 'location', 'installation', 'licence'),
      id: fc.constant('x'),
    }),
  ),
  panels: fc.option(fc.subarray([...panelIds], { minLength: 1 })),
  readOnly: fc.boolean(),
  role: fc.option(fc.constantFrom('owner', 'billing', 'technical', 'read-only')),
  overrides: fc.oneof(fc.constant({}), fc.record({ profile: fc.constantFrom('show', 'hide') })),
  settings: fc.oneof(fc.constant({}), fc.record({ profile: fc.constantFrom('edit', 'view', 'hidden') })),
});

test('change never exceeds view', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const seen = visibilityOf('profile', facts);
      expect(!seen.change || seen.view).toBe(true);
    }),
  );
});

test('narrowing a session never shows more', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const wide = visibilityOf('profile', {
        ...facts,
        subject: null,
        panels: null,
        readOnly: false,
        role: null,
      });
      const narrow = visibilityOf('profile', facts);
      expect(!narrow.view || wide.view).toBe(true);
      expect(!narrow.change || wide.change).toBe(true);
    }),
  );
});
