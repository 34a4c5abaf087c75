import type { PortalEvents } from '../../../embed/npm.ts';
import type { Answered } from '../../kit/browser/http.ts';

type Told = readonly [event: keyof PortalEvents, detail: Readonly<Record<string, unknown>>];

/** What was done with a contract, and the field of question or answer that says from which day it holds. */
const ofContract: Readonly<Record<string, readonly [event: keyof PortalEvents, day?: string]>> = {
  'POST cancellation': ['contract.cancelled', 'endsOn'],
  'DELETE cancellation': ['contract.cancel_withdrawn'],
  'POST withdrawal': ['contract.cancelled', 'endsOn'],
  'POST resubscription': ['contract.changed'],
  'POST change': ['contract.changed', 'effectiveOn'],
  'DELETE change': ['contract.changed'],
  'POST pause': ['contract.paused', 'from'],
  'DELETE pause': ['contract.changed'],
};

/**
 * What the page around the portal is told of something that the service has just confirmed, whichever panel asked: ids
 * and days, never personal data. What a panel alone knows it tells itself.
 */
export function toldOf({ method, path, body, answer }: Answered): Told | undefined {
  const [, about, id = '', rest = ''] = /^\/portal\/v1\/(\w+)\/([^/?]+)(?:\/([^?]*))?/.exec(path) ?? [];
  const known = { ...(body as object), ...(answer as object) } as Readonly<Record<string, unknown>>;
  if (about === 'contracts') {
    const [event, day] = ofContract[`${method} ${rest}`] ?? [];
    const effectiveAt = day && known[day];
    return event && [event, { contractId: id, ...(effectiveAt ? { effectiveAt } : {}) }];
  }
  if (about === 'documents')
    return method === 'GET' && id.startsWith('inv_') && !rest
      ? ['invoice.opened', { invoiceId: id }]
      : undefined;
  if (about !== 'payments' || method === 'GET') return undefined;
  if (/^(?:methods|automatic|default)$/.test(id))
    return rest.endsWith('setup') ? undefined : ['payment_method.updated', {}];
  const paymentId = known['id'] ?? id;
  if (known['status'] === 'completed') return ['payment.succeeded', { paymentId }];
  return known['status'] === 'failed'
    ? ['payment.failed', { paymentId, reason: known['failure'] ?? null }]
    : undefined;
}
