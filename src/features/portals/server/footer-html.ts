import { directionOf } from '../../../kit/common/languages.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { footerIn } from '../footer.ts';
import type { Language, Portal } from '../schema.ts';

/** The vendor's text and links at the bottom of a page that is drawn without a script. */
export function footerHtml(portal: Pick<Portal, 'footer' | 'languages'>, language: Language): string {
  const footer = footerIn(portal, language);
  if (!footer) return '';
  const lang = footer.lang ? ` lang="${footer.lang}" dir="${directionOf(footer.lang)}"` : '';
  const links = footer.links.map(
    ({ label, href }) =>
      `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer">${escaped(label)}</a>`,
  );
  return `<div class="foot small"${lang}>${footer.text ? `<p class="muted">${escaped(footer.text).replaceAll('\n', '<br>')}</p>` : ''}${links.join('')}</div>`;
}
