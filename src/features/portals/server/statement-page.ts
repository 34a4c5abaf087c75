import { type Context, Hono } from 'hono';
import { directionOf, nameOfLanguage } from '../../../kit/common/languages.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import { languageOf, wishedTags } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { pageCss, pagePolicy } from '../../../kit/server/page-look.ts';
import { serverWords } from '../../../kit/server/words.ts';
import type { RequestVars } from '../../access/server/env.ts';
import type en from '../foot/messages/en.json';
import { frameAncestors, framingHosts } from '../rules.ts';
import type { Language, Portal, Theme } from '../schema.ts';
import { footerHtml } from './footer-html.ts';
import { findPortalBySlug } from './store.ts';

const statementWords = serverWords<keyof typeof en>(new URL('../foot/messages/', import.meta.url));

type Env = { Variables: RequestVars };

/** `/accessibility/:portal`: what the vendor declares, for everybody, without an account and without a script. */
export const statementRoutes = (themeStyle: (theme: Theme, vendorId: string) => string): Hono<Env> =>
  new Hono<Env>().get('/:portal', async (c: Context<Env>) => {
    const found = await findPortalBySlug(c.var.db, c.req.param('portal') as string);
    if (!found?.portal.statement.enabled) throw requestProblem('request.not-found');
    const { portal, vendorId, testSide } = found;
    const language = languageOf(wishedTags(c), portal.languages);
    const style = `${themeStyle(portal.theme, vendorId)}${pageCss}`;
    const ancestors = frameAncestors(framingHosts(portal.allowedHosts, testSide));
    c.header('content-security-policy', pagePolicy(style, ancestors, c.var.publicUrl.startsWith('https:')));
    c.header('cross-origin-resource-policy', 'cross-origin');
    c.header('vary', 'accept-language');
    return c.html(await statementPage(portal, language, style, c.req.header('sec-fetch-dest') === 'iframe'));
  });

/** A text of the vendor's, in the page's language or in the first of the portal's that has it. */
function said(texts: Portal['statement']['limits'], { languages }: Portal, language: Language): string {
  for (const tag of [language, ...languages]) {
    const text = writtenIn(texts, tag);
    const other = tag === language ? '' : ` lang="${tag}" dir="${directionOf(tag)}"`;
    if (text)
      return text
        .split(/\n\s*\n/)
        .map((part) => `<p${other}>${escaped(part).replaceAll('\n', '<br>')}</p>`)
        .join('');
  }
  return '';
}

async function statementPage(
  portal: Portal,
  language: Language,
  style: string,
  framed: boolean,
): Promise<string> {
  const t = await statementWords(language, portal.timeZone, portal.words);
  const { state, limits, enforcement, email, reviewedOn } = portal.statement;
  const { phone } = portal.support;
  const mailbox = email ?? portal.support.email;
  const contact = [
    mailbox && `<a href="mailto:${escaped(mailbox)}"><bdi>${escaped(mailbox)}</bdi></a>`,
    phone && `<a href="tel:${phone.replace(/[^+\d]/g, '')}"><bdi>${escaped(phone)}</bdi></a>`,
  ].filter(Boolean);
  const part = (title: string, inner: string) => (inner ? `<h2>${escaped(title)}</h2>${inner}` : '');
  const title = escaped(t('statement.title'));
  const { scheme } = portal.theme;
  const others = portal.languages
    .filter((tag) => tag !== language)
    .map(
      (tag) =>
        `<a class="small" lang="${tag}" hreflang="${tag}" href="?language=${tag}">${escaped(nameOfLanguage(tag))}</a>`,
    );
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}" data-scheme="${scheme === 'host' ? 'auto' : scheme}" data-place="${framed ? 'frame' : 'page'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${title} – ${escaped(portal.brandName)}</title><style>${style}</style></head><body><main>${framed ? '' : `<p class="brand">${escaped(portal.brandName)}</p>`}<h1>${title}</h1><p>${escaped(t('statement.about', { brand: portal.brandName }))}</p><p>${escaped(t(`statement.${state}`))}</p>${part(t('statement.limits'), said(limits, portal, language))}${part(
    t('statement.contact'),
    contact.length > 0 ? `<p>${escaped(t('statement.contact.text'))}</p><p>${contact.join('<br>')}</p>` : '',
  )}${part(t('statement.enforcement'), said(enforcement, portal, language))}${reviewedOn ? `<p class="small muted">${escaped(t('statement.reviewed', { day: reviewedOn }))}</p>` : ''}${others.length > 0 ? `<div class="foot">${others.join('')}</div>` : ''}${footerHtml(portal, language)}</main></body></html>
`;
}
