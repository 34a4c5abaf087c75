import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VisibilityRule } from '../../kit/common/visibility.ts';
import { ContactRole } from '../customers/schema.ts';
import { featureIds, features } from '../portals/features.ts';
import { type PanelId, panelIds } from '../portals/schema.ts';
import { featureOf, pluginOf, type VisibilityFacts, visibilityOf } from './rules.ts';

const open: VisibilityFacts = {
  customerActive: true,
  available: panelIds,
  subject: null,
  panels: null,
  readOnly: false,
  role: null,
  rights: {},
  overrides: {},
  settings: {},
  featureOverrides: {},
  featureSettings: {},
  pluginAccess: {},
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
  role: fc.option(fc.constantFrom(...ContactRole.options)),
  rights: fc.oneof(fc.constant({}), fc.record({ profile: fc.constantFrom('edit', 'view', 'hidden') })),
  overrides: fc.oneof(fc.constant({}), fc.record({ profile: fc.constantFrom('show', 'hide') })),
  settings: fc.oneof(fc.constant({}), fc.record({ profile: fc.constantFrom('edit', 'view', 'hidden') })),
  featureOverrides: fc.oneof(fc.constant({}), fc.record({ 'profile.billing': fc.boolean() })),
  featureSettings: fc.oneof(fc.constant({}), fc.record({ 'profile.billing': fc.boolean() })),
  pluginAccess: fc.constant({}),
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

/** Every combination of what has a say about one panel, with the rules that speak in it, written down a second time. */
function* everyCase(panel: PanelId): Generator<{ facts: VisibilityFacts; view: Said; change: Said }> {
  const subjects = [null, { type: 'contract', id: 'x' }, { type: 'location', id: 'x' }] as const;
  const named = [null, [panel], panelIds.filter((id) => id !== panel)];
  const roles: readonly [VisibilityFacts['role'], VisibilityFacts['rights']][] = [
    [null, {}],
    ...(['owner', 'billing', 'technical', 'read-only', 'custom'] as const).map(
      (role) => [role, {}] as [VisibilityFacts['role'], VisibilityFacts['rights']],
    ),
    ...(['edit', 'view', 'hidden'] as const).map(
      (right) => ['custom', { [panel]: right }] as [VisibilityFacts['role'], VisibilityFacts['rights']],
    ),
  ];
  for (const available of [panelIds, []])
    for (const customerActive of [true, false])
      for (const subject of subjects)
        for (const panels of named)
          for (const readOnly of [false, true])
            for (const [role, rights] of roles)
              for (const override of [undefined, 'show', 'hide'] as const)
                for (const setting of [undefined, 'edit', 'view', 'hidden'] as const) {
                  const facts: VisibilityFacts = {
                    ...{ ...open, available, customerActive, subject, panels, readOnly, role, rights },
                    overrides: override ? { [panel]: override } : {},
                    settings: setting ? { [panel]: setting } : {},
                  };
                  const view = firstThatSpeaks('view', panel, facts);
                  yield { facts, view, change: view[0] ? firstThatSpeaks('change', panel, facts) : view };
                }
}
type Said = readonly [allowed: boolean, rule: VisibilityRule];

const ofSubject: Record<string, readonly string[]> = {
  contract: ['contracts', 'documents', 'profile'],
  location: ['sites'],
};
const ofRole: Record<string, { hidden: readonly string[]; changes: readonly string[] }> = {
  owner: { hidden: [], changes: panelIds },
  billing: { hidden: [], changes: ['contracts', 'documents', 'order', 'payments', 'profile', 'alerts'] },
  'read-only': { hidden: ['order'], changes: [] },
};

/** The table of the eight rules, line by line: when each speaks, and what it says. */
function firstThatSpeaks(right: 'view' | 'change', panel: PanelId, facts: VisibilityFacts): Said {
  const { available, customerActive, subject, panels, readOnly, role, rights } = facts;
  const setting = facts.settings[panel];
  const writes = right === 'change';
  const own = rights[panel];
  const fixed = ofRole[role ?? ''];
  const roleSaysNo =
    role === 'custom'
      ? !(own === 'edit' || (own === 'view' && !writes))
      : fixed !== undefined && (fixed.hidden.includes(panel) || (writes && !fixed.changes.includes(panel)));
  const table: readonly (readonly [speaks: boolean, allowed: boolean, rule: VisibilityRule])[] = [
    [!available.includes(panel), false, 'unavailable'],
    [!customerActive, false, 'customer-inactive'],
    [panels !== null && !panels.includes(panel), false, 'scope'],
    [subject !== null && !ofSubject[subject.type]?.includes(panel), false, 'scope'],
    [writes && readOnly, false, 'scope'],
    [roleSaysNo, false, 'role'],
    [facts.overrides[panel] === 'hide', false, 'override-hide'],
    [facts.overrides[panel] === 'show', true, 'override-show'],
    [setting === 'hidden', false, 'portal-setting'],
    [setting === 'view', !writes, 'portal-setting'],
    [setting === 'edit', true, 'portal-setting'],
    [true, true, 'default'],
  ];
  const [, allowed, rule] = table.find(([speaks]) => speaks) as (typeof table)[number];
  return [allowed, rule];
}

test('X-2 every combination of a panel’s rules, one by one: the first that speaks decides', () => {
  let cases = 0;
  for (const panel of panelIds)
    for (const { facts, view, change } of everyCase(panel)) {
      if (facts.role === 'technical') continue; // a line of its own below
      cases++;
      const seen = visibilityOf(panel, facts);
      const found = [seen.view, seen.viewRule, seen.change, seen.changeRule];
      if (found.join() !== [...view, ...change].join())
        expect({ panel, facts, found }).toEqual({ panel, facts, found: [...view, ...change] });
    }
  expect(cases).toBeGreaterThan(30_000);
});

test('X-2 a technical contact sees no documents, whatever else holds, and changes no contract and no address', () => {
  for (const { facts } of everyCase('documents'))
    if (facts.role === 'technical') expect(visibilityOf('documents', facts).view).toBe(false);
  for (const panel of ['contracts', 'profile'] as const)
    for (const { facts } of everyCase(panel))
      if (facts.role === 'technical') expect(visibilityOf(panel, facts).change).toBe(false);
});

test('CRY-4 every combination of a feature: never without its panel, else the customer, the portal, the default', () => {
  // One of those of a panel that differ in nothing but the name.
  const kinds = new Map(featureIds.map((id) => [Object.values(features[id]).join(), id]));
  for (const feature of kinds.values())
    for (const { facts: ofPanel } of everyCase(features[feature].panel)) {
      const { panel, needs, isOnByDefault } = features[feature];
      const seen = visibilityOf(panel, ofPanel);
      const open = seen.view && (needs !== 'change' || seen.change) && (needs !== 'own' || !ofPanel.readOnly);
      for (const override of [undefined, true, false])
        for (const setting of [undefined, true, false]) {
          const facts: VisibilityFacts = {
            ...ofPanel,
            featureOverrides: override === undefined ? {} : { [feature]: override },
            featureSettings: setting === undefined ? {} : { [feature]: setting },
          };
          const { on, rule } = featureOf(feature, facts);
          if (on !== (open && (override ?? setting ?? isOnByDefault)))
            expect({ facts, feature, on }).toBe('');
          if (open && rule !== ruleOf(override, setting)) expect({ facts, feature, rule }).toBe('');
        }
    }
});
const ruleOf = (override: boolean | undefined, setting: boolean | undefined): VisibilityRule =>
  override === undefined
    ? setting === undefined
      ? 'default'
      : 'portal-setting'
    : override
      ? 'override-show'
      : 'override-hide';

test('CRY-4 switching one feature off leaves every other as it was', () => {
  const before = featureIds.map((feature) => featureOf(feature, open).on);
  expect(before).toEqual(featureIds.map((feature) => features[feature].isOnByDefault));
  for (const off of featureIds) {
    const after = featureIds.map((feature) =>
      featureOf(feature, { ...open, featureSettings: { [off]: false } }),
    );
    const expected = featureIds.filter((feature) => feature === off || !features[feature].isOnByDefault);
    expect(after.filter(({ on }) => !on).map(({ feature }) => feature)).toEqual(expected);
  }
});

test.each([
  { active: true, access: true, on: true, rule: 'override-show' },
  { active: true, access: undefined, on: true, rule: 'default' },
  { active: true, access: false, on: false, rule: 'override-hide' },
  { active: false, access: true, on: false, rule: 'unavailable' },
  { active: false, access: undefined, on: false, rule: 'unavailable' },
  { active: false, access: false, on: false, rule: 'unavailable' },
])(
  'CCM-25 a plugin that is on: $active, with access: $access, is there: $on',
  ({ active, access, on, rule }) => {
    const facts = { ...open, pluginAccess: access === undefined ? {} : { plg_1: access } };
    expect(pluginOf({ id: 'plg_1', active }, facts)).toEqual({ allowed: on, rule });
  },
);

test.each([
  { active: true, access: undefined, previews: undefined, on: false },
  { active: true, access: undefined, previews: 'plugins', on: true },
  { active: false, access: undefined, previews: 'plugins', on: false },
  { active: false, access: undefined, previews: 'all', on: true },
  { active: false, access: false, previews: 'all', on: false },
] as const)(
  'CCM-25 in a preview of $previews a plugin that is on: $active, with access: $access, is shown: $on',
  ({ active, access, previews, on }) => {
    const pluginAccess = access === undefined ? {} : { plg_1: access };
    const facts = { ...open, panels: [], pluginAccess, previews };
    expect(pluginOf({ id: 'plg_1', active }, facts).allowed).toBe(on);
  },
);
