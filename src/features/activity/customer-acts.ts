import type { PanelId } from '../portals/schema.ts';

interface CustomerAct {
  /** Told only where this panel is seen: who sees no invoices reads of none. */
  readonly panel?: PanelId;
  /** Names of fields that may be told; an act of which none is left is not told at all. Without: none is ever told. */
  readonly fields?: Readonly<Record<string, string>>;
}

const ofCustomer = {
  ...{ name: 'name', number: 'number', status: 'status', language: 'language', billing: 'billing' },
} as const;
const ofContact = {
  ...{
    name: 'name',
    username: 'username',
    email: 'email',
    phone: 'phone',
    mobile: 'phone',
    mobileVerified: 'phone',
  },
  ...{ role: 'role', rights: 'role', active: 'status', language: 'language', password: 'password' },
  ...{ allowedAddresses: 'addresses', secondFactor: 'second-factor', publicNotes: 'notes' },
} as const;
const mode = { look: 'look', act: 'act' } as const;

const each = <Name extends string>(thing: string, act: CustomerAct, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [`${thing}.${name}`, act])) as Record<string, CustomerAct>;
const written = ['created', 'updated', 'deleted'] as const;

/**
 * What a customer reads in its own log, and how much of it. Whatever is not here is the vendor's business: notes for its
 * staff, settings, mail, what its program does a thousand times a day.
 */
export const customerActs: Readonly<Record<string, CustomerAct>> = {
  'customer.created': {},
  'customer.updated': { fields: ofCustomer },
  'customer.ownership-moved': {},
  'customer.deletion-requested': {},
  'customer.deletion-withdrawn': {},
  'customer.deletion-declined': {},
  'customer.data-asked': {},
  'customer.data-fetched': {},
  'contact.created': {},
  'contact.updated': { fields: ofContact },
  'contact.deleted': {},
  'contact.invited': {},
  'contact.recovery-code-used': {},
  'contact.second-factor-on': {},
  'contact.second-factor-off': {},
  'contact.password-reset': {},
  'contact.email-proven': {},
  ...each('contract', { panel: 'contracts' }, [
    ...written,
    ...(['cancelled', 'cancellation-undone', 'withdrawn', 'resubscribed'] as const),
    ...(['changed', 'change-scheduled', 'change-cancelled', 'paused', 'resumed'] as const),
  ]),
  ...each('order', { panel: 'order' }, ['placed', 'delivered', 'cancelled']),
  ...each('invoice', { panel: 'documents' }, [...written, 'reminded']),
  ...each('correction', { panel: 'documents' }, ['asked', 'done', 'refused']),
  ...each('payment', { panel: 'payments' }, ['created', 'failed', 'refunded']),
  ...each('payment-method', { panel: 'payments' }, written),
  ...each('balance', { panel: 'payments' }, ['updated', 'low', 'exhausted', 'restored']),
  'voucher.redeemed': { panel: 'payments' },
  ...each('approval', { panel: 'approvals' }, ['created', 'approved', 'withdrawn', 'overdue']),
  ...each('credit-note', { panel: 'documents' }, written),
  ...each('domain', { panel: 'domains' }, [...written, 'verified', 'broken', 'limit-reached']),
  ...each('domain-sighting', { panel: 'domains' }, ['approved', 'rejected']),
  ...each('calls', { panel: 'domains' }, ['key-renewed', 'reset', 'quota-reached']),
  ...each('usage-view', { panel: 'usage' }, written),
  ...each('licence', { panel: 'licences' }, [
    ...written,
    ...(['key-read', 'key-renewed', 'claimed', 'offered', 'offer-withdrawn', 'transferred'] as const),
    ...(['device-allowed', 'device-refused'] as const),
  ]),
  ...each('machine', { panel: 'licences' }, ['activated', 'updated', 'freed']),
  ...each('location', { panel: 'sites' }, [...written, 'handed-over']),
  'logbook-entry.created': { panel: 'sites' },
  'site-document.created': { panel: 'sites' },
  'inspection.done': { panel: 'sites' },
  ...each('site-request', { panel: 'sites' }, ['created', 'updated']),
  ...each('calendar-feed', { panel: 'sites' }, ['created', 'revoked']),
  ...each('installation', { panel: 'sites' }, [...written, 'token-read', 'token-replaced']),
  ...each('route', { panel: 'routes' }, [...written, 'secret-read', 'secret-renewed']),
  ...each('package', { panel: 'packages' }, written),
  ...each('alert', { panel: 'alerts' }, [...written, 'fired', 'tested']),
  ...each('access-code', {}, ['created', 'read', 'revoked']),
  ...each('customer-secret', {}, ['created', 'read', 'removed']),
  'portal-token.created': {},
  'portal-link.sent': {},
  'sign-up.completed': {},
  'sign-up.approved': {},
  'terms.accepted': {},
  'session.started': {},
  'session.ended': {},
  'sessions.ended': {},
  'sign-in.refused': {},
  'login-as.granted': { fields: mode },
  'login-as.code-made': { fields: mode },
  'login-as.withdrawn': {},
  'login-as.started': { fields: mode },
  'login-as.ended': {},
};

/** Actions that somebody may read who sees these panels. */
export const actsFor = (seen: readonly PanelId[]): string[] =>
  Object.entries(customerActs).flatMap(([action, { panel }]) =>
    panel === undefined || seen.includes(panel) ? [action] : [],
  );

/** The words for an act's fields; `undefined`: nothing is left to tell of it. */
export function toldOf(action: string, fields: readonly string[]): readonly string[] | undefined {
  const act = customerActs[action];
  if (!act) return undefined;
  if (!act.fields) return [];
  const names = fields.flatMap(
    (field) => act.fields?.[field] ?? act.fields?.[field.split('.')[0] ?? ''] ?? [],
  );
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** Who did it, as a customer tells them apart. */
export const whoOf: Readonly<Record<string, 'person' | 'account' | 'staff' | 'program'>> = {
  contact: 'person',
  customer: 'account',
  operator: 'staff',
  'api-key': 'program',
  command: 'program',
  system: 'program',
};
