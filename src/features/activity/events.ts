/**
 * Every event the product announces: what happened, and the ids that it carries. Code can announce nothing else (the
 * types refuse it), and nothing but these fields leaves the house, so this is the one list that the API's description,
 * the documentation and the console's picker are made of. A name that was released is never given another meaning.
 */

interface EventEntry {
  /** When it is sent: one English sentence. */
  readonly when: string;
  /** Names of the ids it carries; `contactId?` may be `null`. */
  readonly ids: readonly string[];
}

const event = <const Ids extends readonly string[]>(when: string, ...ids: Ids) => ({ when, ids });

/** The three events that a collection's things have. */
function changes<const Thing extends string, const Ids extends readonly string[]>(
  thing: Thing,
  one: string,
  ...ids: Ids
) {
  const kinds = { created: 'made', updated: 'changed', deleted: 'deleted' };
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, done]) => [`${thing}.${kind}`, { when: `${one} was ${done}.`, ids }]),
  ) as Record<`${Thing}.${keyof typeof kinds}`, { when: string; ids: Ids }>;
}

/** Where something is at a customer’s; no installation, where it is about the location as a whole. */
const sitePlace = ['customerId', 'locationId', 'installationId?'] as const;

export const eventTypes = {
  ...changes('customer', 'A customer', 'customerId'),
  'customer.merged': event(
    'A customer was merged into another one; `goneId` is no more.',
    'customerId',
    'goneId',
  ),
  'customer.erased': event('Personal data of a customer was erased.', 'customerId'),
  'customer.deletion-requested': event('A customer asked to be erased.', 'customerId'),
  'customer.deletion-withdrawn': event('A customer that asked to be erased stays.', 'customerId'),
  'customer.deletion-declined': event('A customer that asked to be erased was told why not.', 'customerId'),
  'customer.data-asked': event('A file with all data of a customer was asked for.', 'customerId'),
  'customer.data-fetched': event('A file with all data of a customer was fetched.', 'customerId'),
  'customer.ownership-moved': event('Another person owns the account.', 'customerId', 'contactId'),
  ...changes('contact', 'A person of a customer', 'customerId', 'contactId'),
  'contact.invited': event('A person was invited to the portal by mail.', 'customerId', 'contactId'),
  'invitation.created': event('An invitation of many people began.', 'invitationId'),
  'invitation.updated': event('The pace of an invitation was changed.', 'invitationId'),
  'invitation.paused': event('An invitation was paused.', 'invitationId'),
  'invitation.resumed': event('An invitation goes on.', 'invitationId'),
  'invitation.cancelled': event('An invitation was cancelled.', 'invitationId'),
  'invitation.stopped': event('An invitation stopped by itself: too many mails failed.', 'invitationId'),
  'invitation.finished': event('Everybody of an invitation had their turn.', 'invitationId'),
  'contact.email-proven': event(
    'A person proved the e-mail address given at sign-up.',
    'customerId',
    'contactId',
  ),
  'contact.password-reset': event('A person chose a new password by mail.', 'customerId', 'contactId'),
  'contact.second-factor-on': event('A person added an authenticator app.', 'customerId', 'contactId'),
  'contact.second-factor-off': event(
    'An authenticator app of a person was removed.',
    'customerId',
    'contactId',
  ),
  'sign-up.completed': event('Somebody signed up as a customer.', 'customerId', 'contactId', 'signUpId'),
  'sign-up.approved': event('A sign-up was approved.', 'customerId', 'contactId?', 'signUpId'),
  'sign-up.rejected': event(
    'A sign-up was rejected; what it had made is gone.',
    'customerId',
    'contactId?',
    'signUpId',
  ),
  'sign-up.removed': event('A sign-up nobody had proven was removed.', 'customerId', 'signUpId'),
  'terms.accepted': event('The terms of use were accepted.', 'customerId', 'contactId?'),
  ...changes('terms-document', 'A terms document', 'termsId'),
  'order.placed': event(
    'An order was placed; a new customer is told of by `customer.created` too.',
    'customerId',
    'contactId?',
    'orderId',
    'contractId?',
    'invoiceId?',
  ),
  'order.paid': event('What an order asks for was paid.', 'customerId', 'orderId'),
  'order.payment-mismatch': event('What was paid is not what an order asks for.', 'customerId', 'orderId'),
  'order.delivered': event(
    'Everything an order brings was delivered.',
    'customerId',
    'orderId',
    'contractId?',
  ),
  'order.stuck': event(
    'A part of an order could not be delivered and waits for repair.',
    'customerId',
    'orderId',
  ),
  'order.repaired': event('What was left of an order was tried again by hand.', 'customerId', 'orderId'),
  'order.cancelled': event('An order was cancelled.', 'customerId', 'orderId'),
  'order.paid-late': event(
    'An order was paid that had been cancelled or had expired: it is not revived, and somebody looks at the money.',
    'customerId',
    'orderId',
  ),
  'order.expired': event('Nobody paid an order in time.', 'customerId', 'orderId'),
  'order-session.created': event('An order page was opened for somebody.', 'orderSessionId', 'customerId?'),
  ...changes('contract', 'A contract', 'customerId', 'contractId'),
  'contract.cancelled': event(
    'A contract was cancelled; it goes on to its last day.',
    'customerId',
    'contractId',
  ),
  'contract.cancellation-undone': event(
    'The cancellation of a contract was taken back.',
    'customerId',
    'contractId',
  ),
  'contract.withdrawn': event('A contract was withdrawn from: it never was.', 'customerId', 'contractId'),
  'contract.resubscribed': event(
    'A contract that had been cancelled was made again.',
    'customerId',
    'contractId',
    'formerContractId',
  ),
  'declaration.received': event(
    'Somebody declared a cancellation or a withdrawal.',
    'declarationId',
    'customerId?',
    'contractId?',
  ),
  'declaration.updated': event(
    'A declaration was settled or noted.',
    'declarationId',
    'customerId?',
    'contractId?',
  ),
  'contract.changed': event(
    'A contract became another plan, or has more or less of it: today, or on the day that was agreed.',
    'customerId',
    'contractId',
    'changeId',
  ),
  'contract.change-scheduled': event(
    'A change of a contract was agreed for a later day.',
    'customerId',
    'contractId',
    'changeId',
  ),
  'contract.change-cancelled': event(
    'A change of a contract that was waiting will not happen.',
    'customerId',
    'contractId',
    'changeId',
  ),
  'contract.paused': event('A pause of a contract was agreed.', 'customerId', 'contractId', 'pauseId'),
  'contract.resumed': event(
    'A paused contract goes on, or a pause was called off.',
    'customerId',
    'contractId',
    'pauseId',
  ),
  ...changes('invoice', 'An invoice', 'customerId', 'invoiceId'),
  ...changes('credit-note', 'A credit note', 'customerId', 'creditNoteId'),
  'invoice.reminded': event('An invoice was reminded of.', 'customerId', 'invoiceId', 'reminderId'),
  'document.mailed': event(
    'An invoice, a credit note or a reminder was mailed.',
    'customerId',
    'documentId',
    'mailId',
  ),
  'document.mail-asked': event(
    'An invoice or a credit note is to be mailed by hand.',
    'customerId',
    'documentId',
  ),
  'correction.asked': event(
    'A customer asks for a corrected invoice.',
    'customerId',
    'invoiceId',
    'correctionId',
  ),
  'correction.done': event(
    'An invoice was taken back and another one stands in its place.',
    'customerId',
    'invoiceId',
    'correctionId',
    'creditNoteId',
    'correctedId',
  ),
  'correction.refused': event('A corrected invoice was refused.', 'customerId', 'invoiceId', 'correctionId'),
  'number-series.updated': event('The numbering of documents was changed.', 'kind'),
  ...changes('payment', 'A payment', 'customerId', 'paymentId'),
  'payment.refunded': event('Money of a payment goes back.', 'customerId', 'paymentId'),
  'credit-note.refunded': event('Money of a credit note goes back.', 'customerId', 'creditNoteId'),
  'payment.mismatched': event(
    'What was paid is not what was asked: somebody has to look.',
    'customerId',
    'paymentId',
  ),
  'payment.failed': event(
    'A charge of a stored card failed, or a debit came back: the customer is told.',
    'customerId',
    'paymentId',
  ),
  ...changes('payment-method', 'A stored way to pay', 'customerId', 'paymentMethodId'),
  'balance.updated': event(
    'The debit limit of a balance, or how it is topped up by itself, was changed.',
    'customerId',
    'currency',
  ),
  'balance.low': event(
    'A balance came down to the amount at which notice is given.',
    'customerId',
    'currency',
  ),
  'balance.exhausted': event(
    'Nothing is left of a balance and of its debit limit.',
    'customerId',
    'currency',
  ),
  'balance.restored': event(
    'A balance that was exhausted may be spent from again.',
    'customerId',
    'currency',
  ),
  'voucher-batch.created': event('Vouchers were made.', 'batch'),
  'voucher.read': event('The code of a voucher was read.', 'voucherId'),
  'voucher.redeemed': event('A voucher was redeemed.', 'customerId', 'voucherId', 'paymentId'),
  'voucher.voided': event('A voucher was made void.', 'voucherId'),
  'approval.created': event('A contract was put before a customer to approve.', 'customerId', 'approvalId'),
  'approval.updated': event(
    'The time or the consequence of a contract to approve was changed.',
    'customerId',
    'approvalId',
  ),
  'approval.approved': event('A customer approved a contract.', 'customerId', 'approvalId'),
  'approval.overdue': event('Nobody approved a contract in time.', 'customerId', 'approvalId'),
  'approval.withdrawn': event('A contract to approve was withdrawn.', 'customerId', 'approvalId'),
  ...changes('statement', 'A bank statement, or the booking of one of its lines,', 'statementId'),
  'payment-settings.updated': event('The ways to pay were changed.', 'vendorId'),
  'payment-event.refused': event('A message about payments was not believed.', 'vendorId'),
  ...changes('domain', 'A domain', 'customerId', 'domainId'),
  'domain.verified': event('It was shown that a domain is the customer’s.', 'customerId', 'domainId'),
  'domain.broken': event('What showed that a domain is the customer’s is gone.', 'customerId', 'domainId'),
  'domain.limit-reached': event(
    'A customer’s code ran on a host beyond the domains allowed, for the first time in a day.',
    'customerId',
  ),
  'domain-sighting.approved': event(
    'A host that waited became a domain.',
    'customerId',
    'domainSightingId',
    'domainId',
  ),
  'domain-sighting.rejected': event('A host that waited was turned away.', 'customerId', 'domainSightingId'),
  'domain-sighting.deleted': event('A host that waited was forgotten.', 'customerId', 'domainSightingId'),
  'calls.updated': event('What is agreed about a customer’s calls was changed.', 'customerId'),
  'calls.key-renewed': event('A customer has another publishable key.', 'customerId'),
  'calls.reset': event('The calls of a month were set to none.', 'customerId', 'callResetId'),
  'calls.quota-reached': event('A customer’s calls reached a share of what is allowed.', 'customerId'),
  ...changes('usage-record', 'A usage record', 'customerId', 'usageRecordId'),
  'usage-record.batch': event(
    'Usage records were made together; `usageRecordId` is the first of them.',
    'usageRecordId',
  ),
  'usage-view.created': event('Somebody saved a view of a report.', 'customerId', 'usageViewId'),
  'usage-view.updated': event(
    'Somebody changed how a view of a report is sent.',
    'customerId',
    'usageViewId',
  ),
  'usage-view.deleted': event('A saved view of a report was deleted.', 'customerId', 'usageViewId'),
  ...changes('report-view', 'A saved view of operators’ reports, or how it is sent,', 'reportViewId'),
  ...changes('call-count', 'The count of calls of a month', 'customerId', 'callCountId'),
  ...changes('product', 'A product', 'productId'),
  ...changes('licence', 'A licence', 'customerId?', 'licenceId'),
  'licence.key-read': event('A licence key was read.', 'customerId?', 'licenceId'),
  'licence.key-renewed': event(
    'A licence has a new key; the old one stopped working and its machines are free.',
    'customerId?',
    'licenceId',
  ),
  'licence.expiring': event(
    'A licence ends soon; its holder was told, where mail is sent.',
    'customerId',
    'licenceId',
  ),
  'licence.payment-event': event(
    'Another system told of a payment for a licence.',
    'customerId?',
    'licenceId',
  ),
  'licence.offered': event('A customer offered a licence to another one.', 'customerId', 'licenceId'),
  'licence.offer-withdrawn': event('The offer of a licence was withdrawn.', 'customerId', 'licenceId'),
  'licence.transferred': event(
    'A customer took over a licence that `fromId` had offered; it has a new key.',
    'customerId',
    'licenceId',
    'fromId',
  ),
  'licence.device-allowed': event(
    'A customer let a program in that asked by a code.',
    'customerId',
    'productId',
  ),
  'licence.device-refused': event(
    'A customer refused a program that asked by a code.',
    'customerId',
    'productId',
  ),
  'licence.claimed': event('A customer took over a licence by its key.', 'customerId', 'licenceId'),
  'machine.activated': event(
    'A machine was activated; not sent for floating licences.',
    'customerId?',
    'licenceId',
    'machineId',
  ),
  'machine.updated': event('A machine was named.', 'customerId?', 'licenceId', 'machineId'),
  'machine.freed': event('A machine was de-activated.', 'customerId?', 'licenceId', 'machineId'),
  'licence-signing-key.created': event('Files of licences are signed with a new key.', 'signingKeyId'),
  'licence-signing-key.withdrawn': event(
    'A key that signed files of licences was withdrawn.',
    'signingKeyId',
  ),
  ...changes('location', 'A location', 'customerId', 'locationId'),
  ...changes('installation', 'An installation', 'customerId', 'locationId', 'installationId'),
  'location.handed-over': event(
    'A location became another customer’s.',
    ...(['customerId', 'formerCustomerId', 'locationId'] as const),
  ),
  ...changes('logbook-entry', 'A logbook entry', ...sitePlace, 'entryId'),
  ...changes('site-document', 'A work order or certificate', ...sitePlace, 'documentId'),
  ...changes('inspection', 'An inspection', ...sitePlace, 'inspectionId'),
  'inspection.done': event('An inspection was done.', ...sitePlace, 'inspectionId'),
  'site-request.created': event('A customer asks for something at a location.', ...sitePlace, 'requestId'),
  'site-request.updated': event(
    'A request of a customer was answered or planned.',
    ...sitePlace,
    'requestId',
  ),
  'calendar-feed.created': event('A calendar of inspections was made.', 'customerId?', 'calendarFeedId'),
  'calendar-feed.revoked': event('A calendar of inspections was revoked.', 'customerId?', 'calendarFeedId'),
  'installation.token-replaced': event(
    'The token of an installation was replaced.',
    'customerId',
    'locationId',
    'installationId',
  ),
  'access-code.created': event(
    'An access code was made; one from before stopped working.',
    'customerId',
    'locationId?',
  ),
  'access-code.read': event('An access code was read.', 'customerId', 'locationId?'),
  'access-code.revoked': event('An access code was revoked.', 'customerId', 'locationId?'),
  'access-code.guessed-at': event('Codes are being guessed at a portal.', 'portalId'),
  'customer-secret.created': event(
    'A customer secret was made; one from before stopped working.',
    'customerId',
  ),
  'customer-secret.read': event('A customer secret was read.', 'customerId'),
  'customer-secret.removed': event('A customer secret was taken away.', 'customerId'),
  'personal-link.created': event('A personal link to register was made.', 'customerId'),
  'personal-link.read': event('A personal link was read.', 'customerId'),
  'personal-link.revoked': event('A personal link was revoked.', 'customerId'),
  'portal-link.sent': event('A link to the portal was mailed.', 'customerId', 'contactId?'),
  'login-as.granted': event('A customer allowed that staff open its portal.', 'customerId', 'grantId'),
  'login-as.code-made': event('A customer made a code that lets staff in.', 'customerId', 'grantId'),
  'login-as.withdrawn': event('Access to a portal was taken back.', 'customerId', 'grantId'),
  'login-as.started': event('Staff opened a portal as the customer.', 'customerId', 'contactId?', 'grantId?'),
  'mail.resent': event('A mail was sent again.', 'customerId?', 'mailId'),
  'mail.bounced': event('A mail came back.', 'customerId?', 'mailId'),
  ...changes('portal', 'A portal', 'portalId'),
  'portal.draft-updated': event('The draft of a portal was changed; nothing is live of it.', 'portalId'),
  'portal.draft-discarded': event('The draft of a portal was discarded.', 'portalId'),
  'portal.published': event('The draft of a portal went live.', 'portalId'),
  'portal.rolled-back': event('What a portal was before is live again.', 'portalId'),
  'portal.sender-updated': event('The mail server of a portal was set.', 'portalId'),
  'portal.sender-removed': event('The mail server of a portal was taken away.', 'portalId'),
  'portal.address-added': event('A portal was given a name of its own, to be proven.', 'portalId'),
  'portal.address-chosen': event('Links name another address of a portal.', 'portalId'),
  'portal.address-opened': event('A portal opens under a name of its own.', 'portalId'),
  'portal.address-broken': event('The records of a portal’s own name lead elsewhere.', 'portalId'),
  'portal.address-removed': event('A name was taken from a portal.', 'portalId'),
  'portal.sender-tried': event('A test mail of a portal was sent.', 'portalId'),
  'file.created': event('A public file was uploaded.', 'fileId'),
  'file.deleted': event('A public file was deleted.', 'fileId'),
  'words.created': event('A set of own words was made, for portals to say.', 'wordsId'),
  ...changes('route', 'A number, a credential or a route', 'customerId', 'routeId'),
  'route.secret-read': event('The password of a user name was read.', 'customerId', 'routeId'),
  'route.secret-renewed': event('A user name has a new password.', 'customerId', 'routeId'),
  ...changes('package', 'A package', 'customerId', 'packageId'),
  ...changes('alert', 'An alert', 'customerId', 'alertId'),
  'alert.fired': event(
    'A figure was reached of which people wanted to be told.',
    'customerId',
    'alertId',
    'firingId',
  ),
  'alert.tested': event('A test mail of an alert was sent.', 'customerId', 'alertId', 'firingId'),
  ...changes('plugin', 'A plugin', 'pluginId'),
  'plugin.rows-written': event(
    'The rows of a list that a customer sees were written.',
    'pluginId',
    'customerId',
  ),
  'plugin.secret-renewed': event('A plugin’s page has a new secret.', 'pluginId'),
  'plugin.secret-removed': event('The secret of a plugin’s page was taken away.', 'pluginId'),
  ...changes('product-family', 'A product family', 'productFamilyId'),
  ...changes('plan', 'A plan', 'planId', 'productFamilyId'),
  ...changes('plan-variant', 'A plan variant', 'planVariantId', 'planId'),
  ...changes('component', 'A component', 'componentId', 'productFamilyId'),
  ...changes('coupon', 'A coupon', 'couponId'),
  ...changes('tax-class', 'A tax class', 'taxClassId'),
  ...changes('custom-field', 'A custom field', 'customFieldId'),
  ...changes('operator', 'An operator', 'operatorId'),
  'operator-invitation.sent': event(
    'Somebody was invited to the team, or once more.',
    'operatorInvitationId',
  ),
  'operator-invitation.revoked': event('An invitation to the team was taken back.', 'operatorInvitationId'),
  'tax-setting.updated': event('How sales are taxed was changed.', 'vendorId'),
  'customer.vat-id-confirmed': event(
    'The official service confirmed the VAT id of a customer.',
    'customerId',
  ),
  'customer.vat-id-refused': event(
    'The official service does not know the VAT id of a customer.',
    'customerId',
  ),
  'text-gateway.updated': event('What text messages are sent by was set or changed.', 'vendorId'),
  'text-gateway.removed': event('No text messages are sent any more.', 'vendorId'),
  'text-gateway.secret-rotated': event('The text gateway got a new secret.', 'vendorId'),
  'text-gateway.tested': event('A test text was sent.', 'vendorId'),
  'settings.updated': event('Settings of the vendor were changed.', 'vendorId'),
  'configuration.applied': event('A configuration file was applied.'),
  'test-clock.moved': event('The clock of the test side was moved.'),
  ...changes('customer-filter', 'A saved filter of customers', 'customerFilterId'),
  'bulk-change.created': event('A change of many customers was checked.', 'bulkChangeId'),
  'bulk-change.started': event('A change of many customers was started or planned.', 'bulkChangeId'),
  'bulk-change.cancelled': event('A change of many customers was called off.', 'bulkChangeId'),
  'bulk-change.applied': event(
    'A change of many customers is done: each of them has an event of its own.',
    'bulkChangeId',
  ),
  'import.created': event('An import was begun.', 'importId', 'kind'),
  'import.tried': event('An import was tried without writing anything.', 'importId', 'kind'),
  'import.started': event('An import was started.', 'importId', 'kind'),
  'import.applied': event('An import was applied: one event for all its rows.', 'importId', 'kind'),
  'import.deleted': event('An import was deleted.', 'importId', 'kind'),
  'export.created': event('An export was begun.', 'exportId'),
  'export.fetched': event('An export was fetched.', 'exportId'),
  'export.deleted': event('An export was deleted.', 'exportId'),
  ...changes('webhook-endpoint', 'A webhook endpoint', 'endpointId'),
  'webhook-endpoint.secret-rotated': event('A webhook endpoint has a new secret.', 'endpointId'),
  'webhook-endpoint.paused': event(
    'A webhook endpoint was paused because it failed for days, or is gone.',
    'endpointId',
  ),
  'webhook-endpoint.tested': event('A test event was sent to a webhook endpoint.', 'endpointId'),
  'webhook-delivery.replayed': event('Events were sent again to a webhook endpoint.', 'endpointId'),
  'webhook-listener.started': event('Somebody listens to events on their own machine.', 'endpointId'),
} as const satisfies Record<string, EventEntry>;

export type EventType = keyof typeof eventTypes;

/** What a collection's things are called in its events. */
export type EventThing = Of<'created'> & Of<'updated'> & Of<'deleted'>;
type Of<Kind extends string, Type = EventType> = Type extends `${infer Thing}.${Kind}` ? Thing : never;

/** Events of one kind of thing: `EventOf<'access-code'>`. */
export type EventOf<Thing extends string> = Extract<EventType, `${Thing}.${string}`>;

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type);

/** Fields of an event's data; `optional` ones may be `null`. */
export const eventFields = (
  type: EventType,
): readonly { readonly name: string; readonly optional: boolean }[] =>
  eventTypes[type].ids.map((id) => ({ name: id.replace('?', ''), optional: id.endsWith('?') }));

/** Of what somebody announces, the fields that are written down here: nothing else leaves the house. */
export const eventData = (
  type: EventType,
  data: Readonly<Record<string, string | null>>,
): Record<string, string | null> =>
  Object.fromEntries(eventFields(type).map(({ name }) => [name, data[name] ?? null]));
