import type { Context, MiddlewareHandler } from 'hono';
import { resolver, uniqueSymbol } from 'hono-openapi';
import * as v from 'valibot';
import { cardNumbersIn } from '../../common/card-number.ts';
import type { ProblemField } from '../../common/problem.ts';
import { parseJson } from './json.ts';
import { requestProblem } from './problems.ts';

type Target = 'json' | 'query' | 'param';
type Schema = v.GenericSchema<unknown, unknown>;

export interface AcceptOptions {
  /** Bytes of the body at most; 64 KiB unless said otherwise. */
  readonly maxBytes?: number;
}

/**
 * Reads one part of the request by its schema and refuses the rest: 415 for another content type, 413 for too many
 * bytes, 400 for what is no JSON or a query name given twice, 422 with `fields` for what the schema does not take.
 * The same schema stands in the OpenAPI file.
 */
export function accept<T extends Target, S extends Schema>(
  target: T,
  schema: S,
  options: AcceptOptions = {},
): MiddlewareHandler<
  // biome-ignore lint/suspicious/noExplicitAny: it stands in routes of every environment
  any,
  string,
  { in: { [K in T]: v.InferInput<S> }; out: { [K in T]: v.InferOutput<S> } }
> {
  const read: MiddlewareHandler = async (c, next) => {
    const part = await readPart(c, target, options.maxBytes ?? 65_536);
    const parsed = v.safeParse(schema, part);
    if (!parsed.success) throw requestProblem('request.invalid', { fields: fieldsOf(parsed.issues) });
    const fields = target === 'json' ? listsForObjects(part, parsed.output) : [];
    if (fields.length > 0) throw requestProblem('request.invalid', { fields });
    // What may be named at all can depend on where it was asked.
    (c.get('refuseInput') as ((sent: unknown) => void) | undefined)?.(parsed.output);
    c.req.addValidatedData(target, parsed.output as object);
    await next();
  };
  // hono-openapi recognises what to write down by this mark; its own validator would answer 400 in its own shape.
  const toOpenAPISchema = () => resolver(schema).toOpenAPISchema();
  return Object.assign(read, { [uniqueSymbol]: { target, toOpenAPISchema } }) as never;
}

async function readPart(c: Context, target: Target, maxBytes: number): Promise<unknown> {
  if (target === 'param') return c.req.param();
  if (target === 'query') return readQuery(c);
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) {
    throw requestProblem('request.media-type', { detail: 'Send content-type: application/json.' });
  }
  const body = parseJson(decode(await readBytes(c, maxBytes)));
  if (c.req.path.startsWith('/portal/')) refuseCards(body);
  return body;
}

/**
 * Cards are typed at the payment provider, on its own page. What customers type into a field of ours by mistake is kept
 * nowhere: refused before anything reads it, and never repeated in the answer.
 */
function refuseCards(body: unknown): void {
  const paths = cardNumbersIn(body);
  if (paths.length === 0) return;
  const message =
    'This looks like the number of a payment card, which is typed at the payment provider alone.';
  throw requestProblem('request.invalid', {
    fields: paths.map((path) => ({ path, code: 'card_number', message })),
  });
}

/**
 * A name given twice is refused rather than silently reduced to its first or last value, and so is a NUL byte, which no
 * text of PostgreSQL can hold. Search and cursor are read by sign, and answer it themselves.
 */
function readQuery(c: Context): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) throw requestProblem('request.malformed', { detail: `“${name}” is given twice.` });
    const [value = ''] = values;
    if (value.includes('\0') && !readBySign.has(name))
      throw requestProblem('request.invalid', { fields: [noText(name)] });
    query[name] = value;
  }
  return { ...query };
}

const readBySign: ReadonlySet<string> = new Set(['search', 'cursor']);
const noText = (path: string): ProblemField => ({
  ...{ path, code: 'text', message: 'Expected text without control characters.' },
});

/** The whole body. @throws `request.too-large` */
export async function readBytes(c: Context, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => requestProblem('request.too-large', { detail: `At most ${maxBytes} bytes.` });
  const announced = c.req.header('content-length');
  if (Number(announced ?? 0) > maxBytes) throw tooLarge();
  // Node reads no more than was announced, so nothing needs counting; and no stream has to be made for the body.
  if (announced !== undefined) return new Uint8Array(await c.req.raw.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw requestProblem('request.malformed', { detail: 'The body is not UTF-8.' });
  }
}

/** Valibot takes a list for an object whose fields may all be left out: `[]` for `{}`. */
function listsForObjects(sent: unknown, taken: unknown, path = ''): ProblemField[] {
  if (typeof sent !== 'object' || typeof taken !== 'object' || sent === null || taken === null) return [];
  if (Array.isArray(sent) && !Array.isArray(taken))
    return [{ path, code: 'object', message: 'Expected an object, not a list.' }];
  const inside = taken as Record<string, unknown>;
  return Object.entries(sent).flatMap(([name, value]) =>
    listsForObjects(value, inside[name], path === '' ? name : `${path}.${name}`),
  );
}

/**
 * Issues of valibot in the words of the wire: the path as written in JSON, a stable code, an English sentence. What is said
 * of one field is said once, by the first rule that it breaks: what has not the form of a day is no day that exists either.
 */
export function fieldsOf(issues: readonly v.BaseIssue<unknown>[]): ProblemField[] {
  const told = new Set<string>();
  const isFirst = ({ path }: ProblemField) => path === '' || (!told.has(path) && told.add(path));
  return issues.flatMap(fieldsOfIssue).filter(isFirst);
}

function fieldsOfIssue(issue: v.BaseIssue<unknown>): ProblemField[] {
  if (issue.type === 'union' && issue.issues) return fieldsOf(issue.issues).slice(0, 1);
  const path = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return [{ path, code: 'unknown_field', message: 'There is no such field.' }];
  }
  const missing = issue.received === 'undefined';
  return [
    {
      path,
      code: missing ? 'missing' : issue.type,
      message: missing ? 'This field is needed.' : issue.message,
    },
  ];
}
