import * as v from 'valibot';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { isEventType } from '../../activity/events.ts';
import { WebhookAddress, WebhookEventType } from '../schema.ts';
import { allEndpoints, createEndpoint, updateEndpoint } from './endpoints-store.ts';

const part = 'webhookEndpoints';
const Endpoints = v.array(
  v.strictObject({
    url: WebhookAddress,
    description: v.pipe(v.string(), v.maxLength(200)),
    events: v.nullable(v.pipe(v.array(WebhookEventType), v.minLength(1))),
    active: v.boolean(),
  }),
);

/**
 * Endpoints without their secrets, known by their address. One that is made is paused: receivers do not know its secret
 * yet, and what a file brings to another side must not be sent to the addresses of the first one by itself.
 */
export const webhookEndpointsPart = (secrets: Secrets): ConfigurationPart => ({
  name: part,

  async export(db, vendorId) {
    const endpoints = await allEndpoints(db, vendorId, new Date(0));
    return endpoints.map(({ url, description, events, active, pausedReason }) => ({
      ...{ url, description, active: active || pausedReason !== null },
      events: events?.filter(isEventType) ?? null,
    }));
  },

  async apply(tx, { vendorId, at }, file) {
    const parsed = readPart(Endpoints, file, part);
    const here = await allEndpoints(tx, vendorId, at);
    const changes: ConfigurationChange[] = [];
    for (const wanted of parsed) {
      const known = here.find(({ url }) => url === wanted.url);
      if (!known) {
        const making = { vendorId, secrets, at, now: at };
        await createEndpoint(tx, making, { ...wanted, active: false });
        const note = 'It is paused: make a secret for it, give that to the receiver, and activate it.';
        changes.push({ part, name: wanted.url, outcome: 'created', fields: [], note });
        continue;
      }
      const { description, events } = wanted;
      const fields = fieldChanges(known, wanted, ['description', 'events']);
      if (fields.length === 0) continue;
      await updateEndpoint(tx, { vendorId, at, now: at }, known.id, { description, events });
      changes.push({ part, name: wanted.url, outcome: 'changed', fields });
    }
    const named = parsed.map(({ url }) => url);
    for (const { url } of here.filter((one) => !named.includes(one.url)))
      changes.push({ part, name: url, outcome: 'only-here', fields: [] });
    return changes;
  },
});
