import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openApi } from '../../apps/server/app.ts';
import { type EventType, eventData, eventFields, eventTypes } from './events.ts';

const types = Object.keys(eventTypes) as EventType[];
const read = (file: string): string => readFileSync(file, 'utf8');
const server = globSync(['src/features/*/*.ts', 'src/features/*/server/**/*.ts', 'src/apps/server/**/*.ts'])
  .filter((file) => !/\.test\.ts$|\/activity\/events\.ts$/.test(file))
  .map(read)
  .join('\n');

describe('DAY-35 the list of events', () => {
  // What is announced stands in the list, or it does not compile; here the other way round.
  test('holds nothing that nobody announces', () => {
    expect(types.length).toBeGreaterThan(70);
    const made = new Set([...server.matchAll(/\bthing: '([\w-]+)'/g)].map(([, thing]) => thing));
    const nobody = types.filter((type) => {
      const [thing = '', kind = ''] = type.split('.');
      const byCollection = made.has(thing) && ['created', 'updated', 'deleted'].includes(kind);
      // A few are put together where they are announced: `invitation.${done}`.
      return !byCollection && !server.includes(`'${type}'`) && !server.includes(`\`${thing}.\${`);
    });
    expect(nobody).toEqual([]);
  });

  test('says of each in one sentence when it is sent, and names ids alone', () => {
    for (const type of types) {
      expect(type).toMatch(/^[a-z][a-z-]*\.[a-z][a-z-]*$/);
      expect(eventTypes[type].when, type).toMatch(/^[A-Z].*\.$/);
      for (const { name } of eventFields(type)) expect(name, type).toMatch(/^(\w+Id|kind|currency|batch)$/);
    }
  });

  test.each(['en', 'de', 'nl', 'fr'])('has words for operators in %s', (tag) => {
    const words = JSON.parse(read(`src/apps/console/messages/${tag}.json`)) as Record<string, string>;
    expect(types.filter((type) => !words[`act.${type}`])).toEqual([]);
  });

  test('is the section of webhooks in the OpenAPI file', async () => {
    const { webhooks } = (await openApi('http://localhost:4400')) as unknown as {
      webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: never }> } } }>;
    };
    expect(Object.keys(webhooks).sort()).toEqual([...types, 'webhook.test'].sort());
    const { schema } = (webhooks['sign-up.approved'] as (typeof webhooks)[string]).post.requestBody.content[
      'application/json'
    ] as { schema: { properties: { data: unknown } } };
    expect(schema.properties.data).toEqual({
      type: 'object',
      required: ['customerId', 'contactId', 'signUpId'],
      properties: {
        customerId: { type: 'string' },
        contactId: { type: ['string', 'null'] },
        signUpId: { type: 'string' },
      },
    });
  });
});

test('WH13 what somebody announces beyond the named ids stays in the house', () => {
  const data = { customerId: 'cus_1', name: 'Anna', password: 'x', toString: 'x' };
  expect(eventData('customer.created', data)).toEqual({ customerId: 'cus_1' });
  expect(eventData('sign-up.approved', { customerId: 'cus_1', signUpId: 'sup_1' })).toEqual({
    ...{ customerId: 'cus_1', contactId: null, signUpId: 'sup_1' },
  });
});
