import { directionOf } from '../common/languages.ts';
import { escapeHtml as escaped } from '../common/template.ts';

/** What a mail says, part by part. Both of its forms, text and HTML, are made of the same words. */
export type MailPart =
  | { readonly kind: 'title' | 'text' | 'small'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly label: string; readonly value: string }[] }
  | { readonly kind: 'button'; readonly text: string; readonly url: string }
  /** A paragraph somebody wrote, with addresses in it: in HTML they show their label, in plain text themselves. */
  | {
      readonly kind: 'rich';
      readonly pieces: readonly (string | { readonly label: string; readonly url: string })[];
    };

export interface MailLook {
  readonly language: string;
  readonly brand: string;
  /** The one colour of the mail, `#0b5a45`, with what stands on it. */
  readonly colour: string;
  readonly onColour: string;
  /** What the vendor says at the bottom of everything, with links; plain text shows where they lead. */
  readonly footer?: MailFooter | undefined;
}

export interface MailFooter {
  readonly text: string;
  readonly links: readonly { readonly label: string; readonly href: string }[];
  /** Of its words, where they are in another language than the mail. */
  readonly lang?: string;
}

/** Private-use signs; nobody types them, and `plainLine` takes them out of what somebody might have pasted. */
const [open, close] = ['\uE000', '\uE001'];

/** Stands for a secret in a stored mail; it is put in at the very end, and masked wherever the mail is shown. */
export const secretMark = (name: string): string => `${open}${name}${close}`;

export const fillSecrets = (body: string, secret: (name: string) => string): string =>
  body.replace(/\uE000(\w+)\uE001/g, (_, name: string) => secret(name));
/** The same in HTML, where an address with two parameters has an `&amp;`. */
export const fillSecretsInHtml = (body: string, secret: (name: string) => string): string =>
  fillSecrets(body, (name) => escaped(secret(name)));

/** One line for a header or a sentence: no line ends, no marks of ours (F10, F11). */
export const plainLine = (text: string): string =>
  text
    .replace(/[\uE000\uE001]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();

export function mailText(parts: readonly MailPart[], footer?: MailFooter): string {
  const blocks = parts.map((part) => {
    if (part.kind === 'facts') return part.facts.map(({ label, value }) => `${label}: ${value}`).join('\n');
    if (part.kind === 'rich')
      return part.pieces.map((piece) => (typeof piece === 'string' ? piece : piece.url)).join('');
    return part.kind === 'button' ? `${part.text}: ${part.url}` : part.text;
  });
  const end = footer && [footer.text, ...footer.links.map(({ label, href }) => `${label}: ${href}`)];
  if (end) blocks.push(unmarked(`-- \n${end.filter(Boolean).join('\n')}`));
  return `${blocks.join('\n\n')}\n`;
}

/** What a vendor wrote must not look like one of our marks. */
const unmarked = (text: string): string => text.replace(/[\uE000\uE001]/g, '');

function footerHtml({ text, links, lang }: MailFooter, colour: string): string {
  const words = lang ? ` lang="${escaped(lang)}" dir="${directionOf(lang)}"` : '';
  const line = (inner: string) => (inner ? `<p style="margin:0 0 8px">${inner}</p>` : '');
  const named = links.map(
    ({ label, href }) => `<a href="${escaped(href)}" style="color:${colour}">${escaped(label)}</a>`,
  );
  return unmarked(
    `<div${words} style="margin:24px 0 0;padding-top:12px;border-top:1px solid #d5dde6;font-size:14px;line-height:20px;overflow-wrap:anywhere;${muted}">${line(escaped(text).replaceAll('\n', '<br>'))}${line(named.join(' · '))}</div>`,
  );
}

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const muted = 'color:#55606b';

/** One column, styles on each element, nothing fetched: what mail programs of all ages show alike. */
export function mailHtml(
  parts: readonly MailPart[],
  { language, brand, colour, onColour, footer }: MailLook,
): string {
  const rows = parts.map((part) => {
    switch (part.kind) {
      case 'title':
        return `<h1 style="margin:0 0 16px;font-size:22px;line-height:28px">${escaped(part.text)}</h1>`;
      case 'text':
        return `<p style="margin:0 0 16px">${escaped(part.text)}</p>`;
      case 'small':
        return `<p style="margin:0 0 8px;font-size:14px;line-height:20px;${muted}">${escaped(part.text)}</p>`;
      case 'button':
        return `<p style="margin:24px 0"><a href="${escaped(part.url)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:${colour};color:${onColour};text-decoration:none;font-weight:600">${escaped(part.text)}</a></p>`;
      case 'rich':
        return `<p style="margin:0 0 16px;overflow-wrap:anywhere">${part.pieces
          .map((piece) =>
            typeof piece === 'string'
              ? escaped(piece).replaceAll('\n', '<br>')
              : `<a href="${escaped(piece.url)}" style="color:${colour}">${escaped(piece.label)}</a>`,
          )
          .join('')}</p>`;
      case 'facts':
        return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-collapse:collapse;width:100%">${part.facts
          .map(
            ({ label, value }) =>
              `<tr><td style="padding:8px 0;padding-inline-end:16px;border-bottom:1px solid #d5dde6;vertical-align:top;${muted}">${escaped(label)}</td><td style="padding:8px 0;border-bottom:1px solid #d5dde6;overflow-wrap:anywhere"><strong><bdi>${escaped(value)}</bdi></strong></td></tr>`,
          )
          .join('')}</table>`;
    }
    return '';
  });
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(brand)}</title></head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#17212b;font-size:16px;line-height:24px;${font}">
<div dir="${directionOf(language)}" style="max-width:560px;margin:0 auto">
<p style="margin:0 0 24px;padding-bottom:12px;border-bottom:3px solid ${colour};font-weight:700">${escaped(brand)}</p>
${rows.join('\n')}${footer ? `\n${footerHtml(footer, colour)}` : ''}
</div>
</body>
</html>
`;
}
