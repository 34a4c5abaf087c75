import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openApi } from '../../src/apps/server/app.ts';
import { migrations } from '../../src/apps/server/migrations.ts';
import { retentionRules } from '../../src/features/system/server/retention.ts';
import { root, textOf } from '../bundle/files.ts';
import { testPublicUrl } from '../helpers/app.ts';
import { lostNames, publicNames } from './names.ts';
import { type Api, brokenPromises } from './surface.ts';

const releases = readdirSync(join(root, 'tests/promises/releases'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const kept = (release: string, file: string) =>
  JSON.parse(textOf(`tests/promises/releases/${release}/${file}`));

test('there is a release to keep promises of', () => {
  expect(releases).toContain('0.1.0');
});

describe.each(releases)('what %s promised', (release) => {
  test('DAY-35 a program written for its API still works: nothing is gone, nothing is needed that was not', async () => {
    const before = kept(release, 'openapi.json') as Api;
    expect(Object.keys(before.paths).length).toBeGreaterThan(15);
    expect(brokenPromises(before, (await openApi(testPublicUrl)) as Api)).toEqual([]);
  });

  test('DAY-35 events, error codes, attributes, hooks, properties, problem codes and exports are still there', async () => {
    const before = kept(release, 'names.json');
    expect(Object.keys(before.events).length).toBeGreaterThan(10);
    expect(lostNames(before, await publicNames())).toEqual([]);
  });
});

describe('a broken promise is found', () => {
  const api = (route: object, path = '/api/v1/things', schemas = {}): Api => ({
    paths: { [path]: { post: route } },
    components: { schemas },
  });
  const body = (schema: object) => ({ requestBody: { content: { 'application/json': { schema } } } });
  const answer = (schema: object, status = 200) => ({
    responses: { [status]: { content: { 'application/json': { schema } } } },
  });
  const object = (properties: object, required: string[] = []) => ({
    ...{ type: 'object', properties, required, additionalProperties: false },
  });
  const text = { type: 'string' };
  const of = (...values: string[]) => ({ type: 'string', enum: values });

  test.each<[string, object, object, string[]]>([
    ['a field becomes needed', body(object({ a: text })), body(object({ a: text }, ['a'])), ['needs a now']],
    ['a new field is needed', body(object({})), body(object({ b: text }, ['b'])), ['needs b now']],
    ['a new field may be left out', body(object({})), body(object({ b: text })), []],
    ['a field is gone', body(object({ a: text })), body(object({})), ['no longer knows a']],
    [
      'a text gets shorter',
      body(object({ a: text })),
      body(object({ a: { ...text, maxLength: 5 } })),
      ['maxLength'],
    ],
    ['a text gets longer', body(object({ a: { ...text, maxLength: 5 } })), body(object({ a: text })), []],
    [
      'a value is refused',
      body(object({ a: of('x', 'y') })),
      body(object({ a: of('x') })),
      ['no longer takes "y"'],
    ],
    ['a value is added', body(object({ a: of('x') })), body(object({ a: of('x', 'y') })), []],
    [
      'null is refused',
      body(object({ a: { anyOf: [text, { type: 'null' }] } })),
      body(object({ a: text })),
      ['no longer takes null'],
    ],
    [
      'a type changes',
      body(object({ a: text })),
      body(object({ a: { type: 'number' } })),
      ['number instead of string'],
    ],
    ['an answer loses a field', answer(object({ a: text })), answer(object({})), ['has no a any more']],
    ['an answer gets one', answer(object({})), answer(object({ a: text })), []],
    [
      'a field may be absent now',
      answer(object({ a: text }, ['a'])),
      answer(object({ a: text })),
      ['a may be absent'],
    ],
    [
      'a field may be null now',
      answer(object({ a: text }, ['a'])),
      answer(object({ a: { anyOf: [text, { type: 'null' }] } }, ['a'])),
      ['may be null now'],
    ],
    [
      'a status is gone',
      answer({ type: 'object' }, 201),
      answer({ type: 'object' }),
      ['no longer answers 201'],
    ],
    [
      'a parameter is gone',
      { parameters: [{ name: 'q', in: 'query', schema: text }] },
      {},
      ['no longer takes ?q'],
    ],
    [
      'a parameter is needed',
      {},
      { parameters: [{ name: 'q', in: 'query', required: true, schema: text }] },
      ['needs ?q'],
    ],
  ])('DAY-35 %s', (_, before, now, complaints) => {
    const found = brokenPromises(api(before), api(now));
    expect(found).toHaveLength(complaints.length);
    for (const [at, complaint] of complaints.entries()) expect(found[at]).toContain(complaint);
  });

  test('DAY-35 a route is gone; a shape that got a name is the same shape', () => {
    expect(brokenPromises(api({}), api({}, '/api/v1/others'))).toEqual(['POST /api/v1/things is gone']);
    const shape = object({ a: text }, ['a']);
    const named = api(answer({ $ref: '#/components/schemas/Thing' }), '/api/v1/things', { Thing: shape });
    expect(brokenPromises(api(answer(shape)), named)).toEqual([]);
    expect(brokenPromises(named, api(answer(object({}))))).toHaveLength(1);
  });

  test('DAY-35 a name is gone or means another status', () => {
    expect(lostNames({ parts: ['nav', 'row'] }, { parts: ['row', 'new'] })).toEqual(['.parts: nav']);
    expect(lostNames({ problems: { 'a.b': 404 } }, { problems: { 'a.b': 410 } })).toHaveLength(1);
    expect(lostNames({ events: { ready: ['tookMs'] } }, { events: {} })).toEqual(['.events.ready is gone']);
  });
});

/** Dropped, and nothing else got its name. */
const gone = (steps: string, name: string): boolean =>
  steps.includes(`drop table ${name}"`) && !steps.includes(`rename to ${name}"`);

test('DAY-35 every table is on the page of what is stored, with how long', () => {
  const steps = JSON.stringify(migrations);
  const tables = [...steps.matchAll(/create table (?:if not exists )?(\w+)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !steps.includes(`alter table ${name} rename to`))
    .filter((name) => !gone(steps, name));
  expect(tables.length).toBeGreaterThan(15);
  const page = textOf('docs/data.md');
  expect(tables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('DAY-35 what goes away by itself stands on that page with the days after which it does', () => {
  expect(retentionRules.length).toBeGreaterThan(5);
  const rows = textOf('docs/data.md').split('\n');
  const unsaid = retentionRules.filter(({ table, keepDays }) => {
    const row = rows.find((line) => line.startsWith('|') && line.includes(`\`${table}\``)) ?? '';
    return keepDays > 0 && !row.includes(`${keepDays} days`);
  });
  expect(unsaid.map(({ table, keepDays }) => `${table}: ${keepDays} days`)).toEqual([]);
});

test('DAY-35 security contact, supported versions and promises are pages', () => {
  expect(textOf('SECURITY.md')).toMatch(/Which versions[\s\S]*Where we announce/);
  for (const part of ['/v1', '/api/v1', 'Events', 'Looks', 'Data', 'Where you hear of it'])
    expect(textOf('docs/promises.md')).toMatch(new RegExp(`^## .*${part}`, 'm'));
});
