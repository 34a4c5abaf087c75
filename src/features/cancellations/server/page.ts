import { randomBytes } from 'node:crypto';
import { directionOf, nameOfLanguage } from '../../../kit/common/languages.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import type { Portal } from '../../portals/schema.ts';
import { footerHtml } from '../../portals/server/footer-html.ts';
import type { Declaration, Shown } from '../schema.ts';
import { receiptRows } from './receipt.ts';
import { publicButton } from './shown.ts';
import type { EndingMessage, EndingWords } from './words.ts';

export type What = 'cancel' | 'withdraw';

export interface Page {
  readonly t: EndingWords;
  readonly portal: Portal;
  readonly style: string;
  readonly framed: boolean;
  readonly what: What;
}

/** What was typed, and which of it can't be taken. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: Readonly<Record<string, EndingMessage>>;
  readonly busy?: boolean;
}

const documentOf = ({ t, portal, style, framed }: Page, title: string, inner: string): string => {
  const { scheme } = portal.theme;
  return `<!doctype html>
<html lang="${t.language}" dir="${directionOf(t.language)}" data-scheme="${scheme === 'host' ? 'auto' : scheme}" data-place="${framed ? 'frame' : 'page'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head><body><main>${framed ? '' : `<p class="brand">${escaped(portal.brandName)}</p>`}${inner}</main></body></html>
`;
};

const foot = ({ t, portal, what }: Page): string => {
  const asks = portal.support.phone ?? portal.support.email;
  const base = `/cancel/${portal.slug}`;
  const query = `?language=${t.language}`;
  const other =
    what === 'withdraw'
      ? `<a href="${base}${query}">${escaped(t('page.cancel.link'))}</a>`
      : portal.ending.withdrawal
        ? `<a href="${base}/withdrawal${query}">${escaped(t('page.withdraw.link'))}</a>`
        : '';
  const help = asks ? `<p class="small muted">${escaped(t('page.help', { help: asks }))}</p>` : '';
  const languages = portal.languages
    .filter((tag) => tag !== t.language)
    .map((tag) => {
      const name = nameOfLanguage(tag);
      return `<a class="small" lang="${tag}" hreflang="${tag}" href="${base}${what === 'withdraw' ? '/withdrawal' : ''}?language=${tag}">${escaped(name)}</a>`;
    })
    .join('');
  return `<div class="foot">${other ? `<p class="small">${other}</p>` : ''}${help}${languages}</div>${footerHtml(portal, t.language)}`;
};

/** Everything that is asked, and the button, on one page at once (§ 312k BGB; OLG Köln 6 U 62/24). */
export function formPage(page: Page, { values, mistakes, busy = false }: Typed): string {
  const { t, portal, what } = page;
  const title = t(`page.${what}.title`);
  const value = (name: string) => escaped(values[name] ?? '');
  const wrong = (name: string) => {
    const key = mistakes[name];
    return key ? `<p class="wrong" id="${name}-wrong">${escaped(t(key))}</p>` : '';
  };
  const marks = (name: string) =>
    mistakes[name] ? ` aria-invalid="true" aria-describedby="${name}-wrong"` : '';
  const field = (name: string, key: EndingMessage, more: string) =>
    `<div class="field"><label for="${name}">${escaped(t(key))}</label><input id="${name}" name="${name}" value="${value(name)}"${more}${marks(name)}>${wrong(name)}</div>`;
  const pick = (name: string, choice: string, key: EndingMessage, isFirst: boolean) => {
    const on = values[name] === choice || (isFirst && !values[name]);
    return `<label class="pick"><input type="radio" name="${name}" value="${choice}"${on ? ' checked' : ''}>${escaped(t(key))}</label>`;
  };
  const who = `<div class="two">${field('name', 'page.name', ' required maxlength="160" autocomplete="name"')}${field('email', 'page.email', ' type="email" required maxlength="254" autocomplete="email"')}</div><div class="two">${field('contract', 'page.contract', ' required maxlength="160"')}${field('customer', 'page.customer', ' maxlength="80"')}</div>`;
  const cancel =
    what === 'cancel'
      ? `<fieldset><legend>${escaped(t('page.kind'))}</legend>${pick('kind', 'cancel', 'page.kind.cancel', true)}${pick('kind', 'extraordinary', 'page.kind.extraordinary', false)}</fieldset>`
      : '';
  const when =
    what === 'cancel'
      ? `<fieldset><legend>${escaped(t('page.when'))}</legend>${pick('when', 'soonest', 'page.when.soonest', true)}<div class="line">${pick('when', 'day', 'page.when.day', false)}<input type="date" name="day" aria-label="${escaped(t('page.day'))}" value="${value('day')}"${marks('day')}></div>${wrong('day')}</fieldset><div class="field"><label for="reason">${escaped(t('page.reason'))}</label><textarea id="reason" name="reason" rows="2" maxlength="2000"${marks('reason')}>${value('reason')}</textarea>${wrong('reason')}</div>`
      : `<blockquote>${escaped(t('page.withdraw.declaration'))}</blockquote>`;
  const told = busy
    ? `<p class="notice" role="alert">${escaped(t('page.busy'))}</p>`
    : Object.keys(mistakes).length > 0
      ? `<p class="notice" role="alert">${escaped(t('page.mistakes'))}</p>`
      : '';
  const ticket = values.ticket || randomBytes(18).toString('base64url');
  const address = `/cancel/${portal.slug}${what === 'withdraw' ? '/withdrawal' : ''}?language=${t.language}`;
  return documentOf(
    page,
    `${title}, ${portal.brandName}`,
    `<h1>${escaped(title)}</h1><p>${escaped(t(`page.${what}.text`))}</p>${told}<form method="post" action="${address}" data-portico-form="${what}"><input type="hidden" name="ticket" value="${escaped(ticket)}">${cancel}${who}${when}<div class="trap" aria-hidden="true"><label for="website">${escaped(t('page.trap'))}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></div><button type="submit">${escaped(publicButton(t, what, portal.ending.law))}</button></form>${foot(page)}`,
  );
}

export interface Received {
  readonly declaration: Declaration;
  readonly shown: Shown;
  /** With which the file can be had, in the body of a form and never in an address. */
  readonly token: string;
}

/** The receipt, at once: the same whether a contract is known or not. */
export function receiptPage(page: Page, { declaration, shown, token }: Received): string {
  const { t, portal } = page;
  const title = t(`receipt.title.${declaration.kind}`);
  const rows = receiptRows({ t, portal, declaration, shown })
    .map(([label, value]) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`)
    .join('');
  const texts = shown.text.map((text) => `<blockquote>${escaped(text)}</blockquote>`).join('');
  const mailed =
    declaration.receipt === 'mailed'
      ? t('receipt.mailed', { email: declaration.email ?? '' })
      : t('receipt.unmailed');
  return documentOf(
    page,
    `${title}, ${portal.brandName}`,
    `<h1 data-portico-receipt="${declaration.id}">${escaped(title)}</h1><p>${escaped(t('receipt.text', { brand: portal.brandName }))}</p>${texts}<dl>${rows}</dl><p>${escaped(mailed)} ${escaped(t('receipt.next'))}</p><form method="post" action="/cancel/${portal.slug}/receipt"><input type="hidden" name="id" value="${declaration.id}"><input type="hidden" name="token" value="${token}"><button type="submit">${escaped(t('receipt.save'))}</button></form>${foot(page)}`,
  );
}

export const offPage = (page: Page): string =>
  documentOf(
    page,
    page.t('page.off.title'),
    `<h1>${escaped(page.t('page.off.title'))}</h1><p>${escaped(page.t('page.off.text'))}</p>`,
  );
