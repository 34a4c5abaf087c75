import { describe, expect, test } from 'vitest';
import { sayFinding } from '../css-findings.ts';
import { makeCss } from './vendor-css.ts';

const own = 'fil_000000000001';
const address = `/files/ven_000000000001/${own}`;
const make = (source: string) => makeCss(source, (id) => (id === own ? address : undefined));
const said = (source: string) => make(source).findings.map(sayFinding);

const wild = `
/* { a brace in a comment } */
h1 { color: #b3123d; letter-spacing: -0.02em }
[data-portico-part="row"]:hover { background: linear-gradient(90deg, #fff0f5, transparent); border-radius: 12px; }
[data-portico-panel=contracts] h2::before { content: ""; display: block; height: 4px; background: url("${own}") no-repeat }
@media (min-width: 30rem) { a:not(:first-child) { text-decoration: underline wavy } }
@supports (display: grid) { @container portico (min-width: 40rem) { ul { display: grid; grid-template-columns: repeat(2, 1fr); gap: 1rem } } }
@font-face { font-family: "Acme"; src: url("${own}") format("woff2"); font-weight: 400 700 }
@keyframes my-glow { from { opacity: 0.5 } 50% { opacity: 0.8 } to { opacity: 1 } }
:root { --my-gap: calc(var(--portico-space) * 3); font-family: "Acme", serif; box-shadow: 0 12px 32px -8px rgb(0 0 0 / 0.2) }
p { animation: my-glow 2s ease-in-out 3; padding: var(--my-gap) !important; position: relative; z-index: 2 }
`;

describe('what a vendor may say', () => {
  test('CON-20 a style sheet of elements and hooks is taken, and each of its selectors ends in the portal', () => {
    const { css, findings } = make(wild);
    expect(findings.map(sayFinding)).toEqual([]);
    for (const part of ['#b3123d', address, '@media', '@container', 'my-glow', '!important', '::before'])
      expect(css).toContain(part);
    const rules = css.replace(/@font-face\{[^}]*\}|@keyframes [^{]*\{(?:[^{}]*\{[^}]*\})*\}/g, '');
    const heads = [...rules.matchAll(/([^{}]+)\{(?=[^{}]*\})/g)].map(([, head = '']) => head);
    expect(heads).toHaveLength(7);
    for (const head of heads) expect(head).toMatch(/:where\(\.portico,\.portico \*\):where\(:not\(/);
    expect(css).toContain(')::before{');
  });

  test('what was made is taken again by the browser’s own rules: braces are even, and no text of the vendor’s is left as it came', () => {
    const { css } = make(wild);
    expect(css.split('{').length).toBe(css.split('}').length);
    expect(css).not.toContain('/*');
  });
});

const hostile: readonly (readonly [id: string, source: string, words: string])[] = [
  ['C01', 'input[value^="a"]{background:url(//SINK/a)}', 'none of the published hooks'],
  ['C02', '@import "//SINK/x";', 'Line 1: “@import” is not taken'],
  ['C02', 'h1{color:red}\n@import url();', 'Line 2: “@import” is not taken'],
  ['C02', '@\\69mport url(//SINK);', 'a character that is not taken'],
  ['C03', 'a{background:u\\72l(//SINK)}', 'a character that is not taken'],
  ['C05', ':root{--u:"//SINK/x"} a{background:image-set(var(--u))}', '“image-set()” is not taken'],
  ['C05', ':root{--my-u:"//SINK/x"}', 'words come from the portal'],
  ['C06', '@font-face{src:url(//SINK/f);unicode-range:U+41}', 'none of your uploaded files'],
  ['C06', `@font-face{src:url(${own});unicode-range:U+41}`, '“unicode-range” is not taken'],
  [
    'C07',
    'a{--s:attr(data-uid);background:image-set(if(style(--s:"1"):"//SINK/1";else:"//SINK/2"))}',
    'is no',
  ],
  ['C07', 'a{background:attr(data-uid)}', '“attr()” is not taken'],
  ['C09', 'a{color:red}</style><script>alert(1)</script>', '“<”'],
  ['C09', 'a{font-family:"</style><script>alert(1)</script>"}', '“<”'],
  ['C10', 'a{behavior:url(x.htc)}', '“behavior” is not taken'],
  ['C10', 'a{-moz-binding:url(x)}', '“-moz-binding” is not taken'],
  ['C10', 'a{color:expression(alert(1))}', '“expression()” is not taken'],
  ['C11', 'p{position:fixed;inset:0;z-index:2147483647}', '“position: fixed” is outside'],
  ['C11', 'p{position:sticky}', 'outside'],
  ['C11', 'p{z-index:2147483647}', 'outside'],
  ['C11', 'p{inset:0}', '“inset” is not taken'],
  ['C11', 'p{margin-top:-500px}', 'outside'],
  ['C11', 'p{transform:translateY(-300px)}', '“transform” is not taken'],
  ['C11', 'p{box-shadow:0 0 0 9999px #000}', 'outside'],
  ['C13', 'html,body{color:red}', '“html” is not taken'],
  ['C13', ':host{color:red}', '“:host” is not taken'],
  ['C13', '::part(price){color:red}', '“::part(price)” is not taken'],
  ['C13', ':root{--portico-text:#fff}', 'tokens are set under “Look”'],
  ['C14', '.price{display:none}', 'classes and ids change'],
  ['C14', 'h1{font-size:0}', 'outside'],
  ['C14', 'h1{font:0 serif}', 'outside'],
  ['C14', 'h1{content:"FREE"}', 'words come from the portal'],
  ['C14', 'p{height:0}', '::before and ::after alone'],
  ['C15', 'a{'.repeat(5000), 'nested more than 16 deep'],
  ['C17', `a{color:red}${' '.repeat(1_000_000)}`, 'more than 64 kB'],
  ['C17', `${'a,'.repeat(30_000)}a{color:red}`, 'more than a portal takes'],
  ['C17', `${'a>'.repeat(30_000)}a{color:red}`, 'more than a portal takes'],
  [
    'C17',
    `a{${Array.from({ length: 3000 }, (_, at) => `--my-a${at}:1`).join(';')}}`,
    'more than a portal takes',
  ],
  ['C17', 'a{--my-b:var(--my-a) var(--my-a)}', 'more than a portal takes'],
  ['C18', '\ufeff@import "x";', 'U+feff'],
  ['C18', 'a{color:red\0}', 'U+0000'],
  ['C18', 'a{font-family:"\ud800"}', 'U+d800'],
  ['C18', '@charset "utf-7";', '“@charset” is not taken'],
  ['C19', 'a{filter:blur(9999px)}', '“filter” is not taken'],
  ['C19', 'a{animation:my-x 1s infinite}'.repeat(1000), 'more than a portal takes'],
  ['C19', 'a{text-shadow:0 0 9999px red}', 'outside'],
  ['CON-20', 'h1{color:red}}h2{color:red}', 'Line 1: “}” is no CSS'],
  ['CON-20', 'h1{color:red}\n\nh2{colour:red}', 'Line 3: “colour” is not taken'],
  ['CON-20', 'h1{color:12px}', 'outside'],
  ['CON-20', 'a{background:url(//SINK', 'is no CSS'],
  ['CON-20', 'a{background:src("//SINK")}', '“src()” is not taken'],
  ['CON-20', 'a{cursor:url(//SINK),auto}', 'none of your uploaded files'],
  ['CON-20', '@supports (background:url(//SINK)){a{color:red}}', 'is not taken'],
  ['CON-20', 'a:has(b){color:red}', '“:has(b)” is not taken'],
  ['CON-20', '[data-portico-part="price"]{color:red}', 'none of the published hooks'],
  ['CON-20', '[data-portico-part*="row"]{color:red}', 'none of the published hooks'],
  ['CON-20', 'a:not([href^="x"]){color:red}', 'none of the published hooks'],
  ['CON-20', 'a:nth-child(2 of .x){color:red}', 'is not taken'],
  ['CON-20', `a{background:url(${own}x)}`, 'none of your uploaded files'],
];

test.each(
  hostile.map(([id, source, words]) => ({
    id,
    source,
    words,
    start: source.slice(0, 50).replace(/[^ -~]/g, '.'),
  })),
)('$id $start is refused with its line', ({ source, words }) => {
  const at = performance.now();
  const found = said(source);
  expect(performance.now() - at).toBeLessThan(1_000);
  expect(found.join('\n')).toContain(words);
  expect(found[0]).toMatch(/^Line \d+: /);
  expect(make(source).css).toBe('');
});
