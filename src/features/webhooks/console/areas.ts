import { type EventType, eventTypes } from '../../activity/events.ts';

/** Where somebody looks for an event, by what it is about. */
const areas = {
  customers: ['customer', 'customer-filter', 'contact', 'sign-up', 'terms', 'invitation'],
  sales: ['order', 'contract', 'payment', 'payment-method', 'mandate', 'coupon', 'licence', 'machine'],
  documents: ['invoice', 'credit-note', 'number-series'],
  things: [
    'domain',
    'domain-sighting',
    'calls',
    'call-count',
    'usage-record',
    'usage-view',
    'report-view',
    'location',
    'installation',
  ],
  catalogue: [
    'product-family',
    'plan',
    'plan-variant',
    'component',
    'tax-class',
    'custom-field',
    'product',
    'terms-document',
  ],
  access: ['access-code', 'customer-secret', 'personal-link', 'portal-link', 'login-as', 'mail'],
} as const;

export type Area = keyof typeof areas | 'vendor';

const thingOf = (type: string): string => type.slice(0, type.indexOf('.'));

const areaOf = (type: EventType): Area =>
  (Object.keys(areas) as (keyof typeof areas)[]).find((area) =>
    (areas[area] as readonly string[]).includes(thingOf(type)),
  ) ?? 'vendor';

/** Every event by its area; what is about the vendor's own settings comes last. */
export const eventAreas: readonly { readonly area: Area; readonly types: readonly EventType[] }[] = (
  [...Object.keys(areas), 'vendor'] as Area[]
).map((area) => ({
  area,
  types: (Object.keys(eventTypes) as EventType[]).filter((type) => areaOf(type) === area),
}));
