import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** Ids of rows that tests prove: of features (`BIL-4`), of hostile inputs (`TK13`), of pages around the frame (`H7`). */
const oneId = /(?:(?:CRY|BIL|CCM|CLI|CON|X|DAY)-\d{1,3}|(?:TK|PM|ID|CD|IE|HD|OM|RC|WH|H|R|B|S)\d{1,3})\b/;
const leadingIds = new RegExp(`^${oneId.source}(?:(?:, | and |/| )${oneId.source})*(?=[\\s:(]|$)`);

/** `H07` and `H7` are one id. */
const plain = (id: string): string => id.replace(/^([A-Z]+-?)0+(?=\d)/, '$1');

/** The ids that a title begins with; none for a title without. */
export function idsOf(title: string): string[] {
  const head = leadingIds.exec(title)?.[0] ?? '';
  return [...head.matchAll(new RegExp(oneId, 'g'))].map(([id]) => plain(id));
}

/** First words of a string or template; what stands after the first `${` cannot change the id at its start. */
function headOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}

/** Titles in the rows of `test.each(rows)`: its strings, first elements of arrays, and `name`, `title` or `id` of objects. */
function titlesOfTable(node: ts.Node): string[] {
  if (!ts.isArrayLiteralExpression(node)) return [];
  return node.elements.flatMap((row) => {
    if (ts.isArrayLiteralExpression(row)) return row.elements.slice(0, 1).flatMap((one) => headOf(one) ?? []);
    if (!ts.isObjectLiteralExpression(row)) return headOf(row) ?? [];
    return row.properties.flatMap((one) =>
      ts.isPropertyAssignment(one) && /^(name|title|id)$/.test(one.name.getText())
        ? (headOf(one.initializer) ?? [])
        : [],
    );
  });
}

const isTestCall = (callee: string): boolean => /^(test|it|describe)\b/.test(callee);

/** Titles of the tests in one file, with those of the tables that `each` takes, also where they have a name. */
function titlesIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const tables = new Map<string, ts.Expression>();
  const titles: string[] = [];
  const unwrap = (node: ts.Expression): ts.Expression =>
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? unwrap(node.expression) : node;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      tables.set(node.name.getText(), unwrap(node.initializer));
    }
    if (ts.isForOfStatement(node)) titles.push(...titlesOfTable(resolve(node.expression)));
    if (ts.isCallExpression(node) && isTestCall(node.expression.getText())) {
      const [first] = node.arguments;
      const each = /\.(each|for)$/.test(node.expression.getText());
      if (first && each) titles.push(...titlesOfTable(resolve(first)));
      else if (first) titles.push(headOf(first) ?? '');
    }
    ts.forEachChild(node, visit);
  };
  const resolve = (node: ts.Expression): ts.Expression => tables.get(node.getText()) ?? unwrap(node);
  visit(file);
  return titles;
}

/** Every id that a test's title begins with, and the files it is proved in. */
export function provedIds(folders = ['src', 'embed', 'examples', 'tests']): Map<string, string[]> {
  const proved = new Map<string, string[]>();
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of files) {
    for (const id of titlesIn(path).flatMap(idsOf)) {
      const where = relative(root, path);
      const known = proved.get(id) ?? [];
      if (!known.includes(where)) proved.set(id, [...known, where]);
    }
  }
  return proved;
}
