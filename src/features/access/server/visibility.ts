import * as v from 'valibot';
import { plain } from '../../../kit/common/text.ts';
import type { Visibility } from '../../../kit/common/visibility.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findContact, hasAccounts, requireCustomer } from '../../customers/server/store.ts';
import { pluginsOf } from '../../plugins/server/store.ts';
import { panelsAt } from '../../portals/rules.ts';
import { findPortal } from '../../portals/server/store.ts';
import { featuresOfAll, pluginOf, type VisibilityFacts, visibilityOfAll } from '../rules.ts';
import { Subject } from '../schema.ts';
import type { Owner } from './env.ts';
import { availableTo } from './found-session.ts';

const reference = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(132), plain));

/** As whom, where and how narrowly it is asked; without it: the customer as a whole, at its own portal. */
export const VisibilityQuery = v.strictObject({
  /** One of the customer's contacts: id or `ext:…`. */
  contact: reference,
  /** As if the customer belonged to this portal: id or `ext:…`. */
  portal: reference,
  /** As with a token for this alone: `contract:ctr_…`. */
  subject: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(160),
      v.regex(/^(?:contract|location|installation|licence):./, 'expected a subject like contract:ctr_01k…'),
    ),
  ),
  /** As with a token that changes nothing. */
  readOnly: v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ),
});
export type VisibilityQuery = v.InferOutput<typeof VisibilityQuery>;

/**
 * What a customer sees and changes, with the rule that decided: the same function that guards every route.
 * @throws `customer.not-found`, `request.invalid` for a contact or portal there is not
 */
export async function visibilityFor(
  db: Db,
  vendorId: string,
  customerReference: string,
  query: VisibilityQuery,
): Promise<Visibility> {
  const customer = await requireCustomer(db, vendorId, customerReference);
  const owner = { vendorId, customerId: customer.id };
  const portal = await findPortal(db, vendorId, query.portal ?? customer.portalId);
  if (!portal) throw unknownReference('portal', 'portal');
  const contact = query.contact === undefined ? undefined : await findContact(db, owner, query.contact);
  if (query.contact !== undefined && !contact) throw unknownReference('contact', 'contact');
  const subject = subjectOf(query.subject);
  const facts: VisibilityFacts = {
    customerActive: customer.status === 'active' && (contact?.active ?? true),
    available: availableTo({
      there: panelsAt(portal, subject, {
        hasLicences: await hasAny(db, 'licence', owner),
        hasDomains: customer.limits.domains !== 0 || (await hasAny(db, 'domain', owner)),
        hasPayments: (await hasAny(db, 'payment', owner)) || (await takesPayments(db, vendorId)),
        hasApprovals: await hasApprovals(db, owner),
      }),
      hasAccounts: await hasAccounts(db, owner),
      isVisitor: false,
    }),
    subject,
    panels: null,
    readOnly: query.readOnly ?? false,
    role: contact?.role ?? null,
    rights: contact?.rights ?? {},
    overrides: customer.overrides,
    settings: portal.panels,
    featureOverrides: customer.features,
    featureSettings: portal.features,
    pluginAccess: customer.plugins,
  };
  const plugins = await pluginsOf(db, vendorId, portal.id);
  return {
    panels: visibilityOfAll(facts),
    features: featuresOfAll(facts),
    plugins: plugins.map((plugin) => {
      const { allowed: on, rule } = pluginOf(plugin, facts);
      return { plugin: plugin.id, name: plugin.name, on, rule };
    }),
  };
}

/** Whether the customer has any of these at all. */
async function hasApprovals(db: Db, { vendorId, customerId }: Owner): Promise<boolean> {
  const row = await db
    .selectFrom('approval')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('state', '<>', 'withdrawn')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether there is more than the transfer: then there is something to choose and to store. */
async function takesPayments(db: Db, vendorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('payment_settings')
    .select('vendor_id')
    .where('vendor_id', '=', vendorId)
    .where((eb) =>
      eb.or([eb('stripe_enabled', '=', 1), eb('sepa_enabled', '=', 1), eb('balance', 'is not', null)]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

async function hasAny(
  db: Db,
  table: 'licence' | 'domain' | 'payment',
  { vendorId, customerId }: Owner,
): Promise<boolean> {
  const row = await db
    .selectFrom(table)
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function subjectOf(text: string | undefined): Subject | null {
  if (text === undefined) return null;
  const at = text.indexOf(':');
  return v.parse(Subject, { type: text.slice(0, at), id: text.slice(at + 1) });
}
