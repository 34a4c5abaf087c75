import ts from 'typescript';
import { expect, test } from 'vitest';
import { openApi } from '../../src/apps/server/app.ts';
import { testPublicUrl } from '../helpers/app.ts';
import { filesIn, textOf } from './files.ts';

/** Every address of the API that a file writes, `${…}` as `*`. */
function addressesIn(path: string): string[] {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    if (ts.isTemplateExpression(node)) {
      found.push(node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join(''));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter((text) => /^\/(api|portal)\//.test(text)).map((text) => text.replace(/\?.*$/, ''));
}

const isPath = (address: string, path: string): boolean => {
  // What a template fills in may be one part of the path, a query behind it, or nothing.
  const pattern = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '(?:\\*|[^/]+)');
  return new RegExp(`^${pattern}\\*?$`).test(address) || (address.includes('*') && fits(address, path));
};
/** An address whose collection itself is filled in. */
const fits = (address: string, path: string): boolean =>
  new RegExp(`^${address.replace(/[.]/g, '\\.').replaceAll('*', '[^?]*')}$`).test(path);

test('X-4 everything the console asks for is a documented route of the API', async () => {
  const { paths } = (await openApi(testPublicUrl)) as { paths: Record<string, object> };
  const files = filesIn(
    ['src/apps/console', 'src/kit/ui/console', 'src/features'],
    /(?:apps|ui|features\/[^/]+)\/console\/.*(?<!\.test)\.tsx?$/,
  );
  expect(files.length).toBeGreaterThan(20);
  const asked = files.flatMap((file) => addressesIn(file).map((address) => ({ file, address })));
  expect(asked.length).toBeGreaterThan(30);
  const unknown = asked.filter(({ address }) => !Object.keys(paths).some((path) => isPath(address, path)));
  expect(unknown.map(({ file, address }) => `${file}: ${address}`)).toEqual([]);
});
