import { Hono } from 'hono';
import type { RequestVars } from '../../features/access/server/env.ts';
import { originOf } from '../../features/portals/address.ts';
import { framingHosts } from '../../features/portals/rules.ts';
import { draftSettings } from '../../features/portals/server/drafts-store.ts';
import { type FoundPortal, findPortalBySlug } from '../../features/portals/server/store.ts';
import type { CustomScript, PageScript } from '../../features/scripts/schema.ts';
import {
  codeOf,
  frameDocument,
  framePolicy,
  runs,
  scriptName,
} from '../../features/scripts/server/frame-document.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import type { DocumentContext } from './portal-document.ts';

/** A portal's own name in the address: the document has to speak to that origin. */
const own = 'own';

/** What the portal's document says of the script; `undefined`: there is none to run. */
export function pageScript(
  { portal: { slug, customScript } }: FoundPortal,
  { origin, contentUrl, here }: Pick<RequestVars, 'origin' | 'contentUrl' | 'here'>,
): PageScript | undefined {
  if (!runs(customScript)) return undefined;
  const src = `${contentUrl ?? origin}/content/${slug}/${scriptName(customScript)}${contentUrl && here ? `?${own}` : ''}`;
  return { src, slot: customScript.slot, amounts: customScript.amounts };
}

interface Asked extends FoundPortal {
  readonly script: CustomScript;
}

/** By its name, which is as good as knowing the script: what is live, else what the draft would run. */
async function requireScript(c: DocumentContext): Promise<Asked> {
  const slug = c.req.param('portal') as string;
  const { here } = c.var;
  const found = here && here.slug !== slug ? undefined : await findPortalBySlug(c.var.db, slug);
  if (found) {
    const named = (script: CustomScript | undefined) =>
      script && runs(script) && scriptName(script) === c.req.param('name') ? script : undefined;
    const { db } = c.var;
    const script =
      named(found.portal.customScript) ??
      named((await draftSettings(db, found.vendorId, found.portal.id)).customScript);
    if (script) return { ...found, script };
  }
  throw requestProblem('request.not-found');
}

/**
 * `/content/:portal/<name>`: the document in which a vendor's script runs, of an origin that is nobody's, and its
 * files. What they hold is no secret; what they reach is the policy's to say.
 */
export const contentRoutes = (api: string) =>
  new Hono<{ Variables: RequestVars }>()
    .get('/:portal/:name{[0-9a-f]{32}}', async (c) => {
      const { portal, script, testSide } = await requireScript(c);
      const { publicUrl, contentUrl, origin } = c.var;
      const isOwn = c.req.query(own) !== undefined;
      const around = contentUrl ? (isOwn ? originOf(portal, publicUrl) : new URL(publicUrl).origin) : origin;
      const document = {
        ...{ script, portal: around, brandName: portal.brandName },
        here: `${contentUrl ?? origin}${c.req.path}`,
        around: [
          ...new Set([around, new URL(publicUrl).origin, ...framingHosts(portal.allowedHosts, testSide)]),
        ],
      };
      c.header('content-security-policy', framePolicy(document));
      c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=(), browsing-topics=()');
      c.header('x-dns-prefetch-control', 'off');
      c.header('cross-origin-resource-policy', 'cross-origin');
      return c.html(frameDocument(document));
    })
    .get('/:portal/:name{[0-9a-f]{32}}/:file{portico\\.js|\\d\\.js}', async (c) => {
      const { script } = await requireScript(c);
      const file = c.req.param('file');
      const code = file === 'portico.js' ? api : codeOf(script, Number(file[0]));
      if (code === undefined) throw requestProblem('request.not-found');
      c.header('content-type', 'text/javascript; charset=utf-8');
      c.header('cache-control', 'no-cache');
      c.header('content-security-policy', "default-src 'none'; sandbox");
      // An opaque origin is another one.
      c.header('access-control-allow-origin', '*');
      c.header('cross-origin-resource-policy', 'cross-origin');
      return c.body(code);
    });
