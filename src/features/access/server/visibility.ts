import * as v from 'valibot';
import { plain } from '../../../kit/common/text.ts';
import type { Visibility } from '../../../kit/common/visibility.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findContact, requireCustomer } from '../../customers/server/store.ts';
import { pluginsOf } from '../../plugins/server/store.ts';
import { panelsAt } from '../../portals/rules.ts';
import { findPortal } from '../../portals/server/store.ts';
import { featuresOfAll, pluginOf, type VisibilityFacts, visibilityOfAll } from '../rules.ts';
import { Subject } from '../schema.ts';
import { availableTo } from './found-session.ts';
import { requireHoldings } from './holdings.ts';

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
  const has = await requireHoldings(db, owner);
  const facts: VisibilityFacts = {
    customerActive: customer.status === 'active' && (contact?.active ?? true),
    available: availableTo({
      there: panelsAt(portal, customer.overrides, subject, {
        hasLicences: has.licences,
        hasDomains: customer.limits.domains !== 0 || has.domains,
        hasPayments: has.payments,
        hasApprovals: has.approvals,
        hasRoutes: has.routes,
        hasPackages: has.packages,
        hasAlerts: has.alerts,
        hasUsage: !contact?.domainIds && has.usage,
      }),
      hasAccounts: has.accounts,
      isVisitor: false,
    }),
    subject,
    panels: null,
    readOnly: query.readOnly ?? false,
    held: has.held,
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

function subjectOf(text: string | undefined): Subject | null {
  if (text === undefined) return null;
  const at = text.indexOf(':');
  return v.parse(Subject, { type: text.slice(0, at), id: text.slice(at + 1) });
}
