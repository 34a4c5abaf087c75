import { Hono } from 'hono';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: { readonly content?: Record<string, { readonly schema?: unknown }> };
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value: string): string => value.replace(/[&<>"]/g, (symbol) => escapes[symbol] as string);
const code = (value: string): string => text(value).replace(/`([^`]+)`/g, '<code>$1</code>');

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-inline-size: 60rem; margin: 2.5rem auto; padding-inline: 1.25rem; color: #16202c; background: #fff }
  h1 { font-size: 1.75rem; line-height: 1.2 } h2 { font-size: 1.125rem; margin-block: 2.5rem .5rem }
  code, pre { font: .875em/1.5 ui-monospace, monospace } pre { overflow: auto; padding: 1rem; background: #f6f8fb; border-radius: 8px }
  details { border-block-end: 1px solid #d5dde6; padding-block: .75rem } summary { cursor: pointer }
  summary span { color: #52606f } a { color: #1a55c2 }
  @media (prefers-color-scheme: dark) { body { background: #0f151c; color: #e8eef5 } pre { background: #161e28 } details { border-color: #2c3947 } summary span { color: #a3b1c0 } a { color: #8ab4ff } }`;

/** `/docs`: the OpenAPI file as a page to read; no script, made once. */
export function docsRoutes(openApi: () => Promise<object>): Hono {
  let page: Promise<string> | undefined;
  return new Hono().get('/', async (c) => {
    page ??= openApi().then((file) => renderDocs((file as { paths: Paths }).paths));
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    return c.html(await page);
  });
}

function renderDocs(paths: Paths): string {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), renderOperation(method, path, operation)]);
    }
  }
  const sections = [...byTag].map(([tag, rows]) => `<h2 id="${text(tag)}">${text(tag)}</h2>${rows.join('')}`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Portico API</title><style>${style}</style>
<h1>Portico API</h1>
<p>The same as a file for tools: <a href="/api/v1/openapi.json">openapi.json</a>. Vendor routes take <code>Authorization: Bearer</code> with an API key, portal routes a session token.</p>
${sections.join('\n')}</html>`;
}

function renderOperation(method: string, path: string, operation: Operation): string {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, { description }]) => `<li><code>${text(status)}</code> ${code(description ?? '')}</li>`,
  );
  return `<details><summary><code>${method.toUpperCase()} ${text(path)}</code> <span>${text(operation.summary ?? '')}</span></summary>
${operation.description ? `<p>${code(operation.description)}</p>` : ''}
${schema ? `<p>Body</p><pre>${text(JSON.stringify(schema, null, 2))}</pre>` : ''}<ul>${answers.join('')}</ul></details>`;
}
