import type { Attention, AttentionKey } from '../../../features/overview/schema.ts';

type Place = (first: Attention['first'], one: boolean) => string;
const page =
  (view: string, all = ''): Place =>
  ({ id }, one) =>
    one ? `/${view}/${id}` : `/${view}${all}`;
const always =
  (to: string): Place =>
  () =>
    to;

/** Where each thing is mended: the thing itself where there is one, else the list of them. */
const places: Readonly<Record<AttentionKey, Place>> = {
  'stuck-orders': page('orders', '?needs=repair'),
  payments: page('payments', '?attention=any'),
  'webhooks-paused': page('webhooks'),
  'webhooks-failed': page('webhooks/deliveries', '?state=failed'),
  'sender-down': ({ id }) => `/portals/${id}/mail`,
  'mails-failed': page('mails'),
  declarations: page('declarations', '?state=open'),
  requests: page('requests', '?state=new'),
  deletions: page('customers', '/deletions'),
  pending: page('customers', '?status=pending'),
  corrections: always('/documents/corrections'),
  refunds: always('/payments'),
  sightings: always('/domains/waiting'),
  approvals: page('approvals', '?state=overdue'),
  overdue: page('documents', '?status=overdue'),
  inspections: always('/inspections'),
  'refused-hosts': ({ id }) => `/portals/${id}/embed`,
  'keys-expiring': always('/keys'),
  'keys-retiring': always('/keys/signing'),
  'no-help': ({ id }) => `/portals/${id}`,
};

export const placeOf = ({ key, count, first }: Attention): string => places[key](first, count === 1);
