import * as v from 'valibot';
import { line } from '../../kit/common/text.ts';
import { ExternalId, PluginId } from '../customers/schema.ts';
import { Language, PortalId } from '../portals/schema.ts';

/** An address of the vendor's own; nothing but https, so that no script or file can hide in it. */
const PageAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(1000),
  v.check(
    (text) => /^https:\/\/[^\s\\@]+$/.test(text) && URL.canParse(text),
    'expected an https address like https://help.acme.example/portal, without user name and password',
  ),
);

const pluginFields = {
  /** As the customer reads it in the portal's menu. */
  name: v.pipe(line(40), v.minLength(1)),
  /** In other languages, by their tag. */
  names: v.record(Language, v.pipe(line(40), v.minLength(1))),
  /** A page of the vendor's that opens in a tab of its own. */
  url: PageAddress,
  /** On for everybody, or off for everybody; a customer's record can only take it away. */
  active: v.boolean(),
  /** The one portal in whose menu it stands; `null`: all of them. */
  portalId: v.nullable(PortalId),
};

/** A page of the vendor's own that stands in the portal's menu. */
export const Plugin = v.object({
  id: PluginId,
  externalId: v.nullable(v.string()),
  ...pluginFields,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Plugin = v.InferOutput<typeof Plugin>;

export const NewPlugin = v.strictObject({
  ...v.partial(v.strictObject(pluginFields)).entries,
  name: pluginFields.name,
  url: pluginFields.url,
  externalId: v.optional(ExternalId),
});
export type NewPlugin = v.InferOutput<typeof NewPlugin>;

export const PluginChange = v.partial(v.strictObject(pluginFields));
export type PluginChange = v.InferOutput<typeof PluginChange>;
