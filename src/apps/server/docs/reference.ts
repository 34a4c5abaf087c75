import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import type { JsonSchema, OpenApiFile, Operation, Parameter } from '../openapi.ts';
import { commentsFor } from './comments.ts';
import { exampleOf, fieldsOf, resolved, type Shapes, shapesOf, typeOf } from './schemas.ts';

/** Our own sentences: text with `code` in it. */
const said = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
const codeBlock = (text: string): string => `<pre tabindex="0"><code>${escaped(text)}</code></pre>`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  `<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${head
    .map((cell) => `<th>${cell}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;

const idOf = (method: string, path: string): string =>
  `${method}-${path.replace(/^\/(api|portal)\/v1\//, (_, side: string) => (side === 'api' ? '' : 'portal-'))}`
    .replace(/[^\w]+/g, '-')
    .replace(/-$/, '');

/** What the parameters of every list mean; said here once. */
const listParameters: Readonly<Record<string, string>> = {
  cursor: 'The `nextCursor` of the page before.',
  updatedSince: 'What changed then or later.',
  id: 'Portico’s id, or `ext:` and your own.',
};

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(({ name, in: place, required, schema, description }) => {
    const usual =
      schema.default === undefined ? '' : ` Default <code>${escaped(String(schema.default))}</code>.`;
    return `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? ', needed' : ''}</td><td>${escaped(
      typeOf(schema),
    )}.${usual} ${said(description ?? listParameters[name] ?? '')}</td></tr>`;
  });
  return rows.length > 0 ? table(['Parameter', 'In', 'Takes'], rows) : '';
}

function bodyTable(operation: Operation, shapes: Shapes): string {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (!schema) return '';
  const fields = fieldsOf(schema, shapes);
  const comments = commentsFor(Object.keys(resolved(schema, shapes).properties ?? {}));
  const rows = fields.map(({ path, type, needed, usual }) => {
    const meaning = comments.get(path.split(/[.[\]]+/).at(-1) ?? '');
    const standard = usual === undefined ? '' : ` Default <code>${escaped(JSON.stringify(usual))}</code>.`;
    return `<tr><td><code>${escaped(path)}</code></td><td>${needed ? 'yes' : ''}</td><td>${escaped(type)}.${standard}${meaning ? ` ${said(meaning)}` : ''}</td></tr>`;
  });
  return table(['Field of the body', 'Needed', 'Takes'], rows);
}

/** The same call on the command line and with `portico/client`. */
function callExample(method: string, path: string, operation: Operation, shapes: Shapes): string {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  const body = schema && exampleOf(schema, shapes);
  const vendor = path.startsWith('/api/v1');
  const key = vendor ? '$PORTICO_KEY' : '$SESSION_TOKEN';
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? 'ext:4471' : name));
  const curl = [
    `curl -s ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"$PORTICO${address}"`,
    `-H "authorization: Bearer ${key}"`,
    ...(body === undefined ? [] : [`-H 'content-type: application/json'`, `-d '${JSON.stringify(body)}'`]),
  ].join(' \\\n  ');
  if (!vendor) return codeBlock(curl);
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'ext:4471'`);
  const given = [
    ...(ids.length > 0 ? [`params: { path: { ${ids.join(', ')} } }`] : []),
    ...(body === undefined ? [] : [`body: ${JSON.stringify(body, null, 2).replace(/"(\w+)":/g, '$1:')}`]),
  ];
  const options = given.length > 0 ? `, { ${given.join(', ')} }` : '';
  const call = `await portico.${method}('${path.slice('/api/v1'.length)}'${options});`;
  return codeBlock(curl) + codeBlock(call);
}

const answerName = (schema: JsonSchema): string => {
  const { items } = schema.properties ?? {};
  return items ? `a ${typeOf(items)}` : typeOf(schema).replace(/^object$/, 'an object');
};

function answers(operation: Operation, shapes: Shapes): string {
  const parts = Object.entries(operation.responses ?? {}).flatMap(([status, { content }]) => {
    if (!status.startsWith('2')) return [];
    const schema = content?.['application/json']?.schema;
    if (!schema) {
      const type = Object.keys(content ?? {})[0];
      return [
        `<p>Answers <code>${status}</code>${type ? ` with <code>${escaped(type)}</code>` : ' without a body'}.</p>`,
      ];
    }
    const example = JSON.stringify(exampleOf(resolved(schema, shapes), shapes, true), null, 2);
    return [
      `<details><summary>Answers <code>${status}</code> with ${escaped(answerName(schema))}</summary>${codeBlock(example)}</details>`,
    ];
  });
  const codes = [...(operation.responses?.default?.description ?? '').matchAll(/`([\w.-]+)`/g)].map(
    ([, code]) => `<a href="/docs/problems#${code}"><code>${code}</code></a>`,
  );
  return `${parts.join('')}${codes.length > 0 ? `<p>Refusals of its own: ${codes.join(', ')}.</p>` : ''}`;
}

function renderOperation(method: string, path: string, operation: Operation, shapes: Shapes): string {
  const id = idOf(method, path);
  return `<section class="operation"><h3 id="${id}"><a class="anchor" href="#${id}">${said(operation.summary ?? path)}</a></h3>
<p class="address"><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></p>
${operation.description ? `<p>${said(operation.description)}</p>` : ''}
${parameterTable(operation.parameters ?? [])}${bodyTable(operation, shapes)}
${callExample(method, path, operation, shapes)}${answers(operation, shapes)}</section>`;
}

interface Group {
  readonly title: string;
  readonly id: string;
  readonly operations: { readonly id: string; readonly summary: string; readonly html: string }[];
}

/** The whole API on one page, so that the browser's own search finds everything; made from the OpenAPI file. */
export function renderReference(file: OpenApiFile) {
  const shapes = shapesOf(file);
  const groups = new Map<string, Group>();
  for (const [path, methods] of Object.entries(file.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const portal = path.startsWith('/portal/');
      const tag = operation.tags?.[0] ?? 'other';
      const title = portal ? `Portal: ${tag}` : tag;
      const id = portal ? `portal-${tag}` : tag;
      const group = groups.get(id) ?? { title, id, operations: [] };
      groups.set(id, group);
      group.operations.push({
        id: idOf(method, path),
        summary: operation.summary ?? path,
        html: renderOperation(method, path, operation, shapes),
      });
    }
  }
  // What only the console needs comes last, before what only the portal needs.
  const rank = ({ id }: Group) =>
    id.startsWith('portal-') && id !== 'portal-tokens' ? 2 : Number(/^(operator-session|setup)/.test(id));
  const all = [...groups.values()].sort((one, other) => rank(one) - rank(other));
  const contents = all.map(
    ({ id, title, operations }) =>
      `<details><summary><a href="#${id}">${escaped(title)}</a></summary><ul>${operations
        .map((one) => `<li><a href="#${one.id}">${said(one.summary)}</a></li>`)
        .join('')}</ul></details>`,
  );
  const sections = all.map(
    ({ id, title, operations }) =>
      `<h2 id="${id}"><a class="anchor" href="#${id}">${escaped(title)}</a></h2>${operations.map(({ html }) => html).join('')}`,
  );
  return {
    title: 'API reference',
    wide: true,
    parts: [],
    html: `<h1>API reference</h1>
<p>Made from <a href="/api/v1/openapi.json">openapi.json</a>, the same file for your tools. Routes under <code>/api/v1</code> take an API key, those under <code>/portal/v1</code> a session token, both as <code>Authorization: Bearer</code>. The <a href="/docs/api">guide</a> says what holds for all of them; every route may also answer with the <a href="/docs/problems">problems</a> of requests, such as <code>request.invalid</code>.</p>
<div class="group-links">${contents.join('')}</div>
${sections.join('\n')}`,
  };
}
