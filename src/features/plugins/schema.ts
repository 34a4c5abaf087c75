import * as v from 'valibot';
import { Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId, PluginId } from '../customers/schema.ts';
import { Language, PortalId } from '../portals/schema.ts';

/** `link`: opens in a tab of its own. `frame`: is shown in the portal, shut off from it. `list`: rows that the API feeds. */
export const PluginKind = v.picklist(['link', 'frame', 'list']);
export type PluginKind = v.InferOutput<typeof PluginKind>;

/**
 * An address of the vendor's own; nothing but https, so that no script or file can hide in it. On a test side pages on
 * this machine may be shown too; the route looks at that.
 */
const PageAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(1000),
  v.check(
    (text) =>
      /^(?:https:\/\/[^\s\\@]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?(?:\/[^\s\\@]*)?)$/.test(
        text,
      ) && URL.canParse(text),
    'expected an https address like https://help.acme.example/portal, without user name and password',
  ),
);

export const ColumnType = v.picklist(['text', 'number', 'day', 'money', 'state']);

/** A column of a list: the first one names the row. */
export const PluginColumn = v.strictObject({
  /** By which rows name their cells. */
  id: v.pipe(v.string(), v.regex(/^[a-z][a-zA-Z0-9_-]{0,39}$/, 'expected a name like startsOn')),
  label: v.pipe(line(40), v.minLength(1)),
  /** In other languages, by their tag. */
  labels: v.optional(v.record(Language, v.pipe(line(40), v.minLength(1))), {}),
  type: v.optional(ColumnType, 'text'),
});
export type PluginColumn = v.InferOutput<typeof PluginColumn>;

const pluginFields = {
  /** As the customer reads it in the portal's menu. */
  name: v.pipe(line(40), v.minLength(1)),
  /** In other languages, by their tag. */
  names: v.record(Language, v.pipe(line(40), v.minLength(1))),
  /** The page of a link or a frame. */
  url: v.nullable(PageAddress),
  /** Of a list. */
  columns: v.pipe(
    v.array(PluginColumn),
    v.maxLength(12),
    v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'expected each id once'),
  ),
  /** On for everybody, or off for everybody; a customer's record can only take it away. */
  active: v.boolean(),
  /** The one portal in whose menu it stands; `null`: all of them. */
  portalId: v.nullable(PortalId),
};

/** Something of the vendor's own that stands in the portal's menu. */
export const Plugin = v.object({
  id: PluginId,
  externalId: v.nullable(v.string()),
  kind: PluginKind,
  ...pluginFields,
  /** Of a frame: whether its page is told who looks, signed. */
  hasSecret: v.boolean(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Plugin = v.InferOutput<typeof Plugin>;

export const NewPlugin = v.strictObject({
  ...v.partial(v.strictObject(pluginFields)).entries,
  name: pluginFields.name,
  /** It stays what it is: a link unless said otherwise. */
  kind: v.optional(PluginKind),
  externalId: v.optional(ExternalId),
});
export type NewPlugin = v.InferOutput<typeof NewPlugin>;

export const PluginChange = v.partial(v.strictObject(pluginFields));
export type PluginChange = v.InferOutput<typeof PluginChange>;

/** `state` is a word with how it looks. */
const Cell = v.union([
  line(300),
  v.number(),
  Money,
  v.strictObject({
    label: v.pipe(line(40), v.minLength(1)),
    tone: v.optional(v.picklist(['good', 'warn', 'bad', 'info', 'past']), 'info'),
  }),
]);

export const PluginRow = v.strictObject({
  /** Your own id of it, once in a customer's list. */
  id: v.pipe(line(128), v.minLength(1)),
  cells: v.record(v.string(), Cell),
});
export type PluginRow = v.InferOutput<typeof PluginRow>;

/** PUT /api/v1/plugins/:id/rows: all rows of one customer, in the order in which they are shown. */
export const PluginRows = v.strictObject({
  customerId: CustomerReference,
  rows: v.pipe(
    v.array(PluginRow),
    v.maxLength(1000),
    v.check((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, 'expected each id once'),
  ),
});
export type PluginRows = v.InferOutput<typeof PluginRows>;
export const KeptPluginRows = v.object({ customerId: CustomerId, rows: v.array(PluginRow) });

/** POST /portal/v1/plugins/:id/token. */
export const PluginToken = v.object({
  /** Compact JWS (HS256); `null` where the vendor made no secret for it. */
  token: v.nullable(v.string()),
  expiresAt: v.nullable(v.string()),
});
export type PluginToken = v.InferOutput<typeof PluginToken>;
