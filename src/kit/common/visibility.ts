import * as v from 'valibot';

/** What a portal's setting, or an override, can say of one panel. */
export const PanelSetting = v.picklist(['edit', 'view', 'hidden']);
export type PanelSetting = v.InferOutput<typeof PanelSetting>;

/** Forced for one customer, whatever the portal's setting says. */
export const Override = v.picklist(['show', 'hide']);
export type Override = v.InferOutput<typeof Override>;

/** The eight rules, in the order in which the first that speaks wins. */
export const VisibilityRule = v.picklist([
  'unavailable',
  'customer-inactive',
  'scope',
  'role',
  'override-hide',
  'override-show',
  'portal-setting',
  'default',
]);
export type VisibilityRule = v.InferOutput<typeof VisibilityRule>;

/** One answer for one panel, with the rule that decided each half of it. */
export const PanelVisibility = v.object({
  panel: v.string(),
  view: v.boolean(),
  change: v.boolean(),
  viewRule: VisibilityRule,
  changeRule: VisibilityRule,
});
export type PanelVisibility = v.InferOutput<typeof PanelVisibility>;

/** The same for one feature of a panel, which is there or not. */
export const FeatureVisibility = v.object({
  feature: v.string(),
  panel: v.string(),
  on: v.boolean(),
  rule: VisibilityRule,
});
export type FeatureVisibility = v.InferOutput<typeof FeatureVisibility>;

/** The same for one plugin of the vendor's. */
export const PluginVisibility = v.object({
  plugin: v.string(),
  name: v.string(),
  on: v.boolean(),
  rule: VisibilityRule,
});
export type PluginVisibility = v.InferOutput<typeof PluginVisibility>;

/** Everything of one customer that has a rule, with the rule that decided. */
export const Visibility = v.object({
  panels: v.array(PanelVisibility),
  features: v.array(FeatureVisibility),
  plugins: v.array(PluginVisibility),
});
export type Visibility = v.InferOutput<typeof Visibility>;
