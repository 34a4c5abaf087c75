import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { OpenApiFile } from '../openapi.ts';
import { layout, type NavGroup } from './layout.ts';
import { type DocPage, docGroups, docPages } from './pages.ts';

const root = new URL('../../../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const titleOf = ({ file }: DocPage): string => /^# (.+)$/m.exec(read(file))?.[1]?.replace(/`/g, '') ?? file;

const addressOf = ({ slug }: DocPage): string => (slug === docPages[0]?.slug ? '/docs' : `/docs/${slug}`);

/** Made at the first visit, so that a start reads no page. */
function makeNavigation(): NavGroup[] {
  const groups = docGroups.map(({ title, pages }) => ({
    title,
    links: pages.map((page) => ({ href: addressOf(page), title: titleOf(page) })),
  }));
  const reference = [
    { href: '/docs/reference', title: 'API reference' },
    { href: '/docs/problems', title: 'Problem codes' },
    { href: '/docs/webhook-events', title: 'Webhook events' },
  ];
  return groups.map((group) =>
    group.title === 'Your data' ? { ...group, links: [...group.links, ...reference] } : group,
  );
}

/** `/docs`: the pages of `docs/` and the API reference; no script, and nothing from anywhere else. Each page is made once. */
export function docsRoutes(openApi: () => Promise<object>): Hono {
  const made = new Map<string, Promise<string>>();
  let nav: NavGroup[] | undefined;
  const once = (path: string, make: () => Promise<Omit<Parameters<typeof layout>[0], 'nav' | 'path'>>) => {
    let page = made.get(path);
    if (!page) {
      nav ??= makeNavigation();
      const all = nav;
      page = make().then((content) => layout({ ...content, path, nav: all }));
      made.set(path, page);
    }
    return page;
  };
  const show = (page: DocPage) =>
    once(addressOf(page), async () => {
      const { renderMarkdown } = await import('./markdown.ts');
      return renderMarkdown(read(page.file), page.file);
    });

  const routes = new Hono();
  routes.use(async (c, next) => {
    c.header('content-security-policy', policy);
    await next();
  });
  routes.get('/docs.css', (c) =>
    c.body(read('src/apps/server/docs/docs.css'), 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=300',
    }),
  );
  routes.get('/', async (c) => c.html(await show(docPages[0] as DocPage)));
  routes.get('/reference', async (c) => {
    const make = async () => {
      const { renderReference } = await import('./reference.ts');
      return renderReference((await openApi()) as OpenApiFile);
    };
    return c.html(await once('/docs/reference', make));
  });
  routes.get('/problems', async (c) => {
    const make = async () => (await import('./problems.ts')).renderProblems();
    return c.html(await once('/docs/problems', make));
  });
  routes.get('/webhook-events', async (c) => {
    const make = async () => (await import('./webhook-events.ts')).renderWebhookEvents();
    return c.html(await once('/docs/webhook-events', make));
  });
  routes.get('/:slug', async (c) => {
    const page = docPages.find(({ slug }) => slug === c.req.param('slug'));
    if (!page) throw requestProblem('request.not-found');
    return page === docPages[0] ? c.redirect('/docs', 301) : c.html(await show(page));
  });
  return routes;
}
