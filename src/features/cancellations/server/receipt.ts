import { wordsOn } from '../../../kit/common/colour.ts';
import { directionOf } from '../../../kit/common/languages.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Declaration, Shown } from '../schema.ts';
import type { EndingWords } from './words.ts';

export const fileName = (t: EndingWords, { id }: Pick<Declaration, 'id'>): string =>
  `${t('receipt.file')}-${id}.html`;

interface Receipted {
  readonly t: EndingWords;
  readonly portal: Pick<Portal, 'brandName' | 'theme'>;
  readonly declaration: Pick<Declaration, 'id' | 'kind' | 'receivedAt' | 'sha256' | 'toldEndsOn'>;
  readonly shown: Shown;
}

/** What a receipt says, as rows: on the page, in the file. */
export function receiptRows({ t, declaration, shown }: Receipted): readonly (readonly [string, string])[] {
  return [
    ...shown.fields.filter(({ value }) => value !== '').map(({ label, value }) => [label, value] as const),
    ...(declaration.toldEndsOn ? [[t('receipt.ends'), dayText(t, declaration.toldEndsOn)] as const] : []),
    [t('receipt.button'), shown.button],
    [t('receipt.received'), t.moment(new Date(declaration.receivedAt))],
    [t('receipt.number'), declaration.id],
    [t('receipt.hash'), declaration.sha256],
  ];
}

export const dayText = (t: EndingWords, day: string): string =>
  new Intl.DateTimeFormat(t.language === 'en' ? 'en-GB' : t.language, {
    dateStyle: 'full',
    timeZone: 'UTC',
  }).format(new Date(`${day}T12:00:00Z`));

/** A file on its own: opens in any browser, prints on one page, asks nothing of anybody. */
export function receiptFile(receipted: Receipted): string {
  const { t, portal, declaration, shown } = receipted;
  const title = t(`receipt.title.${declaration.kind}`);
  const colour = portal.theme.light?.primary ?? '#1f2a37';
  const rows = receiptRows(receipted)
    .map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`)
    .join('');
  const texts = shown.text.map((text) => `<p class="q">${escaped(text)}</p>`).join('');
  return `<!doctype html>
<html lang="${t.language}" dir="${directionOf(t.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(title)}</title><style>
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#17202a;background:#fff}
header{background:${colour};color:${wordsOn(colour)};padding:16px 24px;font-weight:600}
main{max-width:44rem;padding:24px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 16px}
h2{font-size:1.125rem;margin:24px 0 8px}
.q{margin:0 0 8px;padding-inline-start:12px;border-inline-start:3px solid #c6ccd3}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:8px 0;padding-inline-end:12px;border-top:1px solid #d9dee3;overflow-wrap:anywhere;white-space:pre-line}
th{font-weight:600;width:38%;white-space:normal}
</style></head><body><header>${escaped(portal.brandName)}</header><main>
<h1>${escaped(title)}</h1>
<p>${escaped(t('receipt.text', { brand: portal.brandName }))}</p>
<h2>${escaped(shown.title)}</h2>${texts}
<table>${rows}</table>
</main></body></html>
`;
}
