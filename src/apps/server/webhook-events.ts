import { type EventType, eventFields, eventTypes } from '../../features/activity/events.ts';
import { testEventType } from '../../features/webhooks/rules.ts';

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
});
const headers = [
  header('webhook-id', 'The event: the same at every try of it.'),
  header('webhook-timestamp', 'Seconds since 1970 at this try; it is part of what is signed.'),
  header(
    'webhook-signature',
    '`v1,` and the signature; two of them, parted by a space, while a secret is changed.',
  ),
];

type Field = { readonly name: string; readonly optional: boolean };

const bodyOf = (type: string, fields: readonly Field[]) => ({
  type: 'object',
  required: ['type', 'timestamp', 'vendorId', 'side', 'data'],
  properties: {
    type: { type: 'string', const: type },
    timestamp: { type: 'string', format: 'date-time' },
    vendorId: { type: 'string' },
    side: { type: 'string', enum: ['live', 'test'] },
    data: {
      type: 'object',
      required: fields.map(({ name }) => name),
      properties: Object.fromEntries(
        fields.map(({ name, optional }) => [name, { type: optional ? ['string', 'null'] : 'string' }]),
      ),
    },
  },
});

const described = (type: string, when: string, fields: readonly Field[]) => ({
  post: {
    summary: when,
    tags: ['webhooks'],
    security: [],
    parameters: headers,
    requestBody: { required: true, content: { 'application/json': { schema: bodyOf(type, fields) } } },
    responses: { '2XX': { description: 'Taken. Anything else is tried again; 410 pauses the endpoint.' } },
  },
});

/** Every event with its ids, as they are sent; the one that asks whether a receiver is there comes last. */
export const webhookEvents: readonly { type: string; when: string; fields: readonly Field[] }[] = [
  ...(Object.keys(eventTypes) as EventType[]).map((type) => ({
    ...{ type, when: eventTypes[type].when },
    fields: eventFields(type),
  })),
  {
    type: testEventType,
    when: 'Somebody asked for a test event.',
    fields: [{ name: 'endpointId', optional: false }],
  },
];

/** The section `webhooks` of the OpenAPI file: made of the same list that the code announces by. */
export const openApiWebhooks = (): Record<string, object> =>
  Object.fromEntries(webhookEvents.map(({ type, when, fields }) => [type, described(type, when, fields)]));
