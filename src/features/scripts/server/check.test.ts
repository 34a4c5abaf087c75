import { expect, test } from 'vitest';
import { refuses } from '../findings.ts';
import { readScript } from '../rules.ts';
import { checkScript } from './check.ts';

const look = (source: string, hosts: string[] = [], slot: 'none' | 'help' = 'none') =>
  checkScript({ source, hosts, slot });
const said = (source: string, hosts?: string[]) =>
  look(source, hosts).findings.map(({ line, code, what }) => `${line} ${code} ${what}`);

test.each([
  ['statements', "alert('Hello World')", ['code']],
  ['an address', ' https://cdn.acme.example/chat.js?id=1 ', ['file']],
  ['an address without its scheme', '//cdn.acme.example/chat.js', ['file']],
  ['a tag', '<script async src="https://cdn.acme.example/a.js"></script>', ['file']],
  [
    'a tag in single quotes, in capitals',
    "<SCRIPT SRC='https://cdn.acme.example/a.js' ></SCRIPT >",
    ['file'],
  ],
  ['a tag around statements', '<script>\nlet a = 1;\n</script>', ['code']],
  [
    'what a service gives to be pasted',
    '<!-- Chat -->\n<script src=https://cdn.acme.example/a.js></script>\n<script type="text/javascript">a()</script>\n<noscript><img src="https://x.example"></noscript>',
    ['file', 'code'],
  ],
  ['a comment and statements', '// https://acme.example\na()', ['code']],
  ['nothing', ' \n ', []],
])('CON-19 %s is told apart without a switch', (_, source, kinds) => {
  const { parts, findings } = readScript(source);
  expect(findings).toEqual([]);
  expect(parts.map(({ kind }) => kind)).toEqual(kinds);
});

test.each([
  ['let a = ;', "1 syntax Unexpected token ';'"],
  ['a();\n\nreturn 1', '3 syntax Illegal return statement'],
  ['<script>\n\n\nlet a = ;</script>', "4 syntax Unexpected token ';'"],
  ['import a from "./a.js"', '1 syntax Cannot use import statement outside a module'],
  ['<p>Hello</p>', '1 markup <p>Hello</p>'],
  ['<script>a()', '1 markup <script>a()'],
  ['\n<script type="module" src="https://x.example/a.js"></script>', '2 module <script type="module">'],
  ['<script type="text/template"><b></b></script>', '1 markup <script type="text/template">'],
  ['http://cdn.acme.example/a.js', '1 insecure http://cdn.acme.example/a.js'],
  ['javascript:alert(1)', '1 scheme javascript:alert(1)'],
  ['data:text/javascript,alert(1)', '1 scheme data:text/javascript,alert(1)'],
  ['<script src="javascript:alert(1)"></script>', '1 scheme javascript:alert(1)'],
  ['<script src="blob:https://a.example/1"></script>', '1 scheme blob:https://a.example/1'],
  ['https://user:secret@cdn.acme.example/a.js', '1 credentials cdn.acme.example'],
  ['https://a;b.example/a.js', '1 address https://a;b.example/a.js'],
  ['<script src="/a.js"></script>', '1 address /a.js'],
  ['<script></script>'.repeat(11), '1 many <script>'],
])('CON-18 %j is refused with its line', (source, finding) => {
  expect(said(source)).toEqual([finding]);
  expect(look(source).findings.some(refuses)).toBe(true);
});

test('DAY-11 what will not work is said with its line, and refuses nothing', () => {
  const source = [
    'localStorage.setItem("a", document.cookie);',
    'parent.document.title = "x"; // top.document',
    'if (confirm("Sure?")) window.open("https://chat.acme.example/x");',
    "fetch('https://api.acme.example/v1'); new WebSocket('ws://old.example/');",
    'eval("1"); portico.resize(200);',
    '/* localStorage */ const { parent } = node; form.confirm();',
  ].join('\n');
  const { findings } = look(source, ['https://chat.acme.example']);
  expect(findings.map(({ line, code, what }) => `${line} ${code} ${what}`)).toEqual([
    '1 storage localStorage',
    '2 page parent.document',
    '3 dialog confirm',
    '3 popup window.open',
    '4 host https://api.acme.example',
    '4 plain-host ws://old.example',
    '5 eval eval',
    '5 slot portico.resize',
  ]);
  expect(findings.some(refuses)).toBe(false);
  expect(said('https://cdn.acme.example/a.js')).toEqual(['1 host https://cdn.acme.example']);
  expect(said('https://cdn.acme.example/a.js', ['https://cdn.acme.example'])).toEqual([]);
});

test('CON-18 a `</script>` in statements is theirs; what is nested without end is refused, and runs nowhere', () => {
  expect(look('const a = "</script><script>alert(1)</script>"').findings).toEqual([]);
  for (const source of ['['.repeat(65_000), '('.repeat(60_000), '`${'.repeat(20_000), '{'.repeat(65_000)])
    expect(look(source).findings.some(refuses)).toBe(true);
  expect(look('globalThis.ranHere = true').findings).toEqual([]);
  expect('ranHere' in globalThis).toBe(false);
  const started = performance.now();
  look('<script '.repeat(8_000));
  look(`<script ${'a="'.repeat(20_000)}`);
  look(`"http${'s://a.'.repeat(10_000)}`);
  expect(performance.now() - started).toBeLessThan(1_000);
});
