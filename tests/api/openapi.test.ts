import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from '../../src/apps/server/app.ts';
import { testPublicUrl } from '../helpers/app.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        { readonly schema: { properties?: Record<string, unknown>; required?: readonly string[] } }
      >
    >;
  };
}
const file = (await openApi(testPublicUrl)) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const operations = Object.entries(file.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

test('BIL-54 every route is described with what it answers, our 422 and no 400 in another shape', () => {
  expect(operations.length).toBeGreaterThan(30);
  for (const { name, operation } of operations) {
    expect(operation.summary, name).toBeTruthy();
    expect(operation.tags?.length, name).toBe(1);
    expect(Object.keys(operation.responses), name).toContain('422');
    expect(Object.keys(operation.responses), name).not.toContain('400');
    expect(
      Object.keys(operation.responses).some((status) => status.startsWith('2')),
      name,
    ).toBe(true);
  }
});

/** One line for each operation, so that a change of the API shows in a diff as what it is. */
function surface(): string {
  const lines = operations.map(({ name, operation }) => {
    const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
    const { properties = {}, required = [] } =
      operation.requestBody?.content['application/json']?.schema ?? {};
    const body = Object.keys(properties).map((field) => (required.includes(field) ? field : `${field}?`));
    const answers = Object.keys(operation.responses).filter((status) => status !== 'default');
    return [
      name,
      ...(query.length > 0 ? [`    query ${query.join(' ')}`] : []),
      ...(body.length > 0 ? [`    body ${body.join(' ')}`] : []),
      `    answers ${answers.join(' ')}`,
    ].join('\n');
  });
  return `${lines.join('\n')}\n`;
}

test('the surface of the API is the one in docs/api-surface.txt (renew it with PORTICO_RENEW=1)', () => {
  const path = 'docs/api-surface.txt';
  if (process.env.PORTICO_RENEW) writeFileSync(path, surface());
  expect(surface()).toBe(readFileSync(path, 'utf8'));
});
