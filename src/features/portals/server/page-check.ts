import { askOutside, OutboundError } from '../../../kit/server/outbound.ts';
import { checkPage, type FetchedPage } from '../page-check.ts';
import { framingHosts } from '../rules.ts';
import type { PageCheck, PageFinding } from '../schema.ts';
import type { FoundPortal } from './store.ts';

const mostRedirects = 5;

/** Fetches a page as a visitor without a sign-in would, and looks for what keeps it from showing the portal. */
export async function testPage(
  { portal, testSide }: Pick<FoundPortal, 'portal' | 'testSide'>,
  url: string,
  { publicUrl }: { readonly publicUrl: string },
): Promise<PageCheck> {
  const loopback = testSide || /^http:\/\/(?:localhost|127\.0\.0\.1)(?::|$)/.test(publicUrl);
  try {
    const page = await fetchPage(url, loopback);
    if (!page) return { url, findings: [unreachable('redirects')] };
    const wanted = { publicUrl, slug: portal.slug, hosts: framingHosts(portal.allowedHosts, testSide) };
    return { url: page.url, findings: checkPage(page, wanted) };
  } catch (error) {
    if (error instanceof OutboundError) return { url, findings: [unreachable(error.reason)] };
    throw error;
  }
}

const unreachable = (reason: (PageFinding & { code: 'unreachable' })['reason']): PageFinding => ({
  code: 'unreachable',
  reason,
});

/** `undefined`: it leads on for ever, or nowhere. */
async function fetchPage(address: string, loopback: boolean): Promise<FetchedPage | undefined> {
  let url = new URL(address);
  for (let step = 0; step <= mostRedirects; step++) {
    const headers = { accept: 'text/html', 'user-agent': 'Portico page check' };
    const answer = await askOutside(
      url.href,
      { headers },
      { loopback, timeoutMs: 8_000, maxBytes: 2_097_152 },
    );
    const next = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || !next) {
      const policy = answer.headers.get('content-security-policy');
      return {
        ...{ url: url.href, status: answer.status, html: await answer.text() },
        policies: policy === null ? [] : [policy],
      };
    }
    if (!URL.canParse(next, url.href)) return;
    url = new URL(next, url);
  }
  return;
}
