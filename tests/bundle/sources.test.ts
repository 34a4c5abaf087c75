import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesIn, lineOf, textOf } from './files.ts';

const code = filesIn(['src', 'embed'], /(?<!\.test)\.tsx?$/);
const styles = filesIn(['src', 'embed', 'themes'], /\.css$/);

/** Visits every node of a file and collects what `find` says of it, as `path:line text`. */
function search(path: string, find: (node: ts.Node) => string | undefined): string[] {
  const text = textOf(path);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const complaint = find(node);
    if (complaint) found.push(`${path}:${lineOf(text, node.getStart(file))} ${complaint}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const isStar = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && node.text === '*';

test('PM07 no window message is posted to an unnamed origin', () => {
  const posting = code.filter((path) => textOf(path).includes('postMessage('));
  expect(posting, 'files that post window messages').not.toHaveLength(0);
  const loose = code.flatMap((path) =>
    search(path, (node) => {
      if (ts.isCallExpression(node) && /postMessage$/.test(node.expression.getText())) {
        return node.arguments.slice(1).some(isStar) ? node.getText() : undefined;
      }
      if (ts.isPropertyAssignment(node) && /targetOrigin|allowedOrigins/.test(node.name.getText())) {
        const { initializer } = node;
        const values = ts.isArrayLiteralExpression(initializer) ? [...initializer.elements] : [initializer];
        return values.some(isStar) ? node.getText() : undefined;
      }
      return undefined;
    }),
  );
  expect(loose).toEqual([]);
});

test('OM22 no page of ours has a field for a card', () => {
  const field = /\bcc-(?:number|csc|exp)|\bcard-?number\b(?!\.)|\bcvc\b/i;
  const drawn = code.filter((path) => path.endsWith('.tsx') || /\/page\.ts$/.test(path));
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.filter((path) => field.test(textOf(path)))).toEqual([]);
});

/** Attributes that a person reads or hears. */
const spoken =
  /^(title|alt|placeholder|label|aria-(label|description|placeholder|roledescription|valuetext))$/;
/** Called so in every language. */
const names = /\b(?:CSV|IBAN|SHA-256|XML|XRechnung)\b/g;
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text.replace(names, ''));

test('no sentence stands in a component: each is a message key', () => {
  const components = code.filter((path) => path.endsWith('.tsx') && path.startsWith('src/'));
  expect(components.length).toBeGreaterThan(5);
  const literals = components.flatMap((path) =>
    search(path, (node) => {
      if (ts.isJsxText(node) && hasWords(node.text)) return node.text.trim();
      if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) {
        const { expression } = node;
        return ts.isStringLiteralLike(expression) && hasWords(expression.text) ? expression.text : undefined;
      }
      if (ts.isJsxAttribute(node) && spoken.test(node.name.getText()) && node.initializer) {
        const { initializer } = node;
        return ts.isStringLiteral(initializer) && hasWords(initializer.text) ? node.getText() : undefined;
      }
      return undefined;
    }),
  );
  expect(literals).toEqual([]);
});

/** Declarations of a style sheet, comments cut out, as `path:line property: value`. */
function declarations(path: string): { at: string; property: string; value: string }[] {
  const text = textOf(path).replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...text.matchAll(/([-\w]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map((match) => ({
    at: `${path}:${lineOf(text, match.index)} ${match[0].trim()}`,
    property: match[1] ?? '',
    value: match[2] ?? '',
  }));
}

test('no height of the portal depends on the height of its frame, so that frame and content never chase each other', () => {
  // Console and documentation stand in no frame: they are as high as their window.
  const all = styles.filter((path) => !/\/(console|docs)\//.test(path)).flatMap(declarations);
  expect(all.length, 'CSS declarations').toBeGreaterThan(100);
  const chasing = all.filter(
    ({ property, value }) =>
      /\d(d|s|l)?v(h|b|min|max)\b/.test(value) ||
      (/^(min-|max-)?(height|block-size)$/.test(property) && /\d%/.test(value)),
  );
  expect(chasing.map(({ at }) => at)).toEqual([]);
});

test('styles name sides by the direction of writing, so that right-to-left needs no second sheet', () => {
  const physical = styles
    .flatMap(declarations)
    .filter(
      ({ property, value }) =>
        /^(left|right|(margin|padding)-(left|right)|border-(left|right)(-\w+)?|border-(top|bottom)-(left|right)-radius)$/.test(
          property,
        ) ||
        (/^(text-align|float|clear)$/.test(property) && /\b(left|right)\b/.test(value)),
    );
  expect(physical.map(({ at }) => at)).toEqual([]);
});

/**
 * The two windows that a script opens, inside a press. One at our own address, heard from on our own origin alone: what
 * stands in it meanwhile can not send an embedded portal elsewhere, since browsers let a window lead only an opener at the
 * top. And an empty one for a payment, which forgets its opener before it goes to the provider.
 */
const opensItsOwn = /^src\/(features\/access\/portal\/oidc-window|apps\/portal\/paying)\.ts$/;

test('PM19 H71 whatever opens another tab is a link that keeps no opener, never a script', () => {
  const opening = code.flatMap((path) =>
    search(path, (node) => {
      if (opensItsOwn.test(path)) return undefined;
      if (ts.isCallExpression(node) && /^(window|globalThis|self)\.open$/.test(node.expression.getText()))
        return node.getText();
      const holder = node.parent;
      const blank = ts.isStringLiteralLike(node) && node.text === '_blank';
      if (!blank || !(ts.isJsxAttribute(holder) || ts.isPropertyAssignment(holder))) return undefined;
      return /noopener/.test(holder.parent.getText()) && /noreferrer/.test(holder.parent.getText())
        ? undefined
        : holder.parent.getText();
    }),
  );
  expect(code.filter((path) => textOf(path).includes('_blank')).length).toBeGreaterThan(1);
  expect(opening).toEqual([]);
});

test('portal and loader call nothing that Safari 16.4 or Firefox 115 lacks, save where they ask first', () => {
  // Console and server choose their own browsers. What stands here without a question before it would end the script.
  const late =
    /\b(URL\.(canParse|parse)|AbortSignal\.any|Promise\.(withResolvers|try)|(Object|Map)\.groupBy|Array\.fromAsync|RegExp\.escape|Iterator\.from|startViewTransition|showPopover|scheduler\.(yield|postTask)|moveBefore|Intl\.DurationFormat)\b/;
  const reached = code.filter(
    (path) =>
      /^(src\/(apps\/portal|bridge|kit\/ui)|src\/features\/[^/]+\/portal|embed\/(core|loader|npm|react))/.test(
        path,
      ) && !/\/console\/|\.test\.|^embed\/(client|server)/.test(path),
  );
  expect(reached.length).toBeGreaterThan(50);
  expect(reached.filter((path) => late.test(textOf(path)))).toEqual([]);
  // Of sheets a browser leaves out what it does not know; these would leave a part unusable.
  const sheets = styles.filter((path) => !/\/(console|docs)\//.test(path));
  const needed = sheets.filter((path) =>
    /light-dark\(|anchor-name|position-anchor|@scope|@starting-style|interpolate-size|^\s*&/m.test(
      textOf(path),
    ),
  );
  expect(needed).toEqual([]);
});
