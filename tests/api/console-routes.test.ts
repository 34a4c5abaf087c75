import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { openApi } from '../../src/apps/server/app.ts';
import { testPublicUrl } from '../helpers/app.ts';

const root = join(import.meta.dirname, '../..');
const consoles = /^(apps\/console|kit\/ui\/console|features\/[^/]+\/console)\//;
const methods: Readonly<Record<string, string>> = {
  ...{ get: 'GET', post: 'POST', patch: 'PATCH', put: 'PUT', delete: 'DELETE', raw: 'GET' },
};

interface Call {
  readonly file: string;
  readonly method: string;
  /** With `*` where something is filled in. */
  readonly path: string;
}

const consoleFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => consoles.test(file) && /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);

/** What a text may be: both arms of a condition, `*` for what only runs know. */
function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (!ts.isTemplateExpression(node)) return ['*'];
  return node.templateSpans.reduce(
    (texts, { expression, literal }) =>
      texts.flatMap((text) => textsOf(expression).map((filled) => text + filled + literal.text)),
    [node.head.text],
  );
}

/** The method of the call that a text is the first argument of; a text that stands elsewhere is read. */
function methodOf(node: ts.Node): string {
  const named = ts.isVariableDeclaration(node.parent) ? callHolding(node.parent) : undefined;
  if (named) return methodOf(named);
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== node) return 'GET';
  if (!ts.isPropertyAccessExpression(call.expression)) return 'GET';
  const name = call.expression.name.text;
  const [, sending] = call.arguments;
  if (name === 'raw' && sending && ts.isObjectLiteralExpression(sending)) {
    for (const one of sending.properties) {
      if (ts.isPropertyAssignment(one) && one.name.getText() === 'method') {
        return textsOf(one.initializer)[0] ?? 'GET';
      }
    }
  }
  return methods[name] ?? 'GET';
}

/** Where a constant that holds a path is handed to a call. */
function callHolding({ name, parent }: ts.VariableDeclaration): ts.Node | undefined {
  let use: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0]?.getText() === name.getText()) use = node.arguments[0];
    ts.forEachChild(node, visit);
  };
  visit(parent.parent.parent);
  return use;
}

function callsIn(file: string): { calls: Call[]; others: string[] } {
  const path = join(root, 'src', file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const [calls, others]: [Call[], string[]] = [[], []];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      for (const text of textsOf(node)) {
        if (/^\/(portal|runtime)\/v1\b/.test(text)) others.push(`${file}: ${text}`);
        if (!text.startsWith('/api/')) continue;
        // What is appended behind a path without a `?` in sight is a query: `…/count${query}`.
        const bare = text.split('?')[0]?.replace(/([^/])\*$/, '$1') ?? '';
        calls.push({ file, method: methodOf(node), path: bare });
      }
    }
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : '';
    if (/^(globalThis\.|window\.)?(XMLHttpRequest|EventSource|WebSocket)$|sendBeacon$/.test(called)) {
      others.push(`${file}: ${called}`);
    }
    if (/^(globalThis\.|window\.)?fetch$/.test(called) && !takesFetch(node)) others.push(`${file}: fetch`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { calls, others };
}

/** `fetch` may be the name of what a function was given. */
function takesFetch(node: ts.Node): boolean {
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some(({ name }) => /\bfetch\b/.test(name.getText())))
      return true;
  }
  return false;
}

/** The place of a collection's name, which one part of the console may serve for several. */
const collectionAt = 3;

const fits = (path: string, documented: string): boolean => {
  const [ours, theirs] = [path.split('/'), documented.split('/')];
  const fit = (part: string, at: number) =>
    part === theirs[at] || (part.includes('*') && (at === collectionAt || /^\{.*\}$/.test(theirs[at] ?? '')));
  return ours.length === theirs.length && ours.every(fit);
};

test('X-4 whatever the console does is a documented route of the vendor API, and it asks nothing else', async () => {
  const { paths } = (await openApi(testPublicUrl)) as { paths: Record<string, Record<string, object>> };
  const documented = Object.entries(paths).flatMap(([path, acts]) =>
    Object.keys(acts).map((method) => ({ path, method: method.toUpperCase() })),
  );
  const found = consoleFiles.map(callsIn);
  const calls = found.flatMap((one) => one.calls);
  const unknown = calls.filter(
    (call) => !documented.some(({ path, method }) => method === call.method && fits(call.path, path)),
  );
  expect(unknown).toEqual([]);
  expect(found.flatMap(({ others }) => others)).toEqual([]);
  // A look that saw nothing would be green for nothing.
  expect(consoleFiles.length).toBeGreaterThan(30);
  expect(calls.length).toBeGreaterThan(50);
  const used = new Set(calls.map(({ method, path }) => `${method} ${path}`));
  for (const call of ['POST /api/v1/operator-sessions', 'GET /api/v1/customers', 'POST /api/v1/customers']) {
    expect(used).toContain(call);
  }
});

test('X-4 the look finds what is not documented', () => {
  expect(fits('/api/v1/customers/*', '/api/v1/customers/{id}')).toBe(true);
  expect(fits('/api/v1/customers/count', '/api/v1/customers/{id}')).toBe(false);
  expect(fits('/api/v1/secrets', '/api/v1/customers')).toBe(false);
  expect(fits('/api/v1/customers/*/x', '/api/v1/customers/{id}')).toBe(false);
});
