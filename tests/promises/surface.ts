/** Parts of an OpenAPI file that decide whether a program written for it goes on working. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly [limit: string]: unknown;
}

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { content?: Readonly<Record<string, { schema: Schema }>> };
  readonly responses?: Readonly<Record<string, { content?: Readonly<Record<string, { schema: Schema }>> }>>;
}

export interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

type Resolve = (schema: Schema) => Schema;
const resolveIn =
  (api: Api): Resolve =>
  (schema) =>
    api.components?.schemas?.[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;

const choicesOf = (schema: Schema): readonly Schema[] =>
  schema.anyOf ?? schema.oneOf ?? schema.enum?.map((value) => ({ const: value })) ?? [schema];

const kindOf = (schema: Schema): string =>
  'const' in schema ? JSON.stringify(schema.const) : String(schema.type ?? 'any');

const upper = ['maxLength', 'maximum', 'maxItems'] as const;
const lower = ['minLength', 'minimum', 'minItems'] as const;

/** What a request that was taken by `before` may stumble over in `now`. */
function tightened(before: Schema, now: Schema, at: string, old: Resolve, current: Resolve): string[] {
  const [was, is] = [old(before), current(now)];
  const [had, has] = [choicesOf(was), choicesOf(is)];
  if (had.length > 1 || has.length > 1) {
    return had.flatMap((choice) => {
      const found = has.map((one) => tightened(choice, one, at, old, current));
      return found.some((complaints) => complaints.length === 0)
        ? []
        : [`${at} no longer takes ${kindOf(old(choice))}`];
    });
  }
  const complaints: string[] = [];
  const say = (text: string) => complaints.push(`${at} ${text}`);
  if ('const' in is && JSON.stringify(is.const) !== JSON.stringify(was.const))
    say(`takes only ${kindOf(is)}`);
  if (!('const' in is) && !('const' in was) && is.type !== was.type) {
    if (!(was.type === 'integer' && is.type === 'number') && is.type !== undefined)
      say(`takes ${is.type} instead of ${was.type}`);
  }
  for (const limit of upper) {
    const [most, mostNow] = [was[limit] ?? Number.POSITIVE_INFINITY, is[limit]];
    if (mostNow !== undefined && Number(mostNow) < Number(most)) say(`has ${limit} ${mostNow} now`);
  }
  for (const limit of lower) {
    const [least, leastNow] = [was[limit] ?? Number.NEGATIVE_INFINITY, is[limit]];
    if (leastNow !== undefined && Number(leastNow) > Math.max(Number(least), 0))
      say(`has ${limit} ${leastNow} now`);
  }
  if (is.pattern && is.pattern !== was.pattern && !('const' in was)) say(`has pattern ${is.pattern} now`);
  if (is.format && is.format !== was.format && !('const' in was)) say(`has format ${is.format} now`);
  for (const name of is.required ?? []) {
    if (!was.required?.includes(name)) say(`needs ${name} now`);
  }
  for (const [name, field] of Object.entries(was.properties ?? {})) {
    const kept = is.properties?.[name];
    if (kept) complaints.push(...tightened(field, kept, `${at}.${name}`, old, current));
    else if (is.additionalProperties === false) say(`no longer knows ${name}`);
  }
  if (was.items && is.items) complaints.push(...tightened(was.items, is.items, `${at}[]`, old, current));
  return complaints;
}

/** What a program that reads `before` may miss in `now`. New fields and new values of a list of values are fine. */
function thinned(before: Schema, now: Schema, at: string, old: Resolve, current: Resolve): string[] {
  const [was, is] = [old(before), current(now)];
  const [had, has] = [choicesOf(was), choicesOf(is)];
  if (had.length > 1 || has.length > 1) {
    const types = new Set(had.map((one) => String(old(one).type ?? typeof old(one).const)));
    return has.flatMap((choice) => {
      const one = current(choice);
      const known = types.has(String(one.type ?? typeof one.const)) || 'const' in one;
      return known ? [] : [`${at} may be ${kindOf(one)} now`];
    });
  }
  if (is.type !== was.type) return [`${at} is ${is.type} instead of ${was.type}`];
  const complaints = Object.entries(was.properties ?? {}).flatMap(([name, field]) => {
    const kept = is.properties?.[name];
    if (!kept) return [`${at} has no ${name} any more`];
    const loose =
      was.required?.includes(name) && !is.required?.includes(name) ? [`${at}.${name} may be absent`] : [];
    return [...loose, ...thinned(field, kept, `${at}.${name}`, old, current)];
  });
  return was.items && is.items
    ? [...complaints, ...thinned(was.items, is.items, `${at}[]`, old, current)]
    : complaints;
}

/** Everything that a program written for `before` may stumble over in `now`; empty when there is nothing. */
export function brokenPromises(before: Api, now: Api): string[] {
  const [old, current] = [resolveIn(before), resolveIn(now)];
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, was]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const is = now.paths[path]?.[method];
      if (!is) return [`${name} is gone`];
      const parameters = (was.parameters ?? []).flatMap((one) => {
        const kept = is.parameters?.find((other) => other.name === one.name && other.in === one.in);
        return kept
          ? tightened(one.schema, kept.schema, `${name} ?${one.name}`, old, current)
          : [`${name} no longer takes ?${one.name}`];
      });
      const needed = (is.parameters ?? []).filter(
        (one) => one.required && !was.parameters?.some((other) => other.name === one.name),
      );
      const [body, bodyNow] = [was, is].map((one) => one.requestBody?.content?.['application/json']?.schema);
      const bodies = bodyNow
        ? tightened(body ?? { type: 'object' }, bodyNow, `${name} body`, old, current)
        : [];
      const answers = Object.entries(was.responses ?? {}).flatMap(([status, { content }]) => {
        if (!status.startsWith('2')) return [];
        const [kept, schema] = [is.responses?.[status], content?.['application/json']?.schema];
        if (!kept) return [`${name} no longer answers ${status}`];
        const answer = kept.content?.['application/json']?.schema;
        if (!schema) return [];
        return answer
          ? thinned(schema, answer, `${name} ${status}`, old, current)
          : [`${name} answers nothing`];
      });
      return [...parameters, ...needed.map((one) => `${name} needs ?${one.name} now`), ...bodies, ...answers];
    }),
  );
}
