import type { JsonSchema, OpenApiFile } from '../openapi.ts';

export type Shapes = Readonly<Record<string, JsonSchema>>;

export const shapesOf = (file: OpenApiFile): Shapes => (file.components?.schemas ?? {}) as Shapes;

const nameOf = (schema: JsonSchema): string | undefined => schema.$ref?.split('/').at(-1);

/** What a `$ref` stands for, or the schema itself. */
export const resolved = (schema: JsonSchema, shapes: Shapes): JsonSchema => {
  const name = nameOf(schema);
  return (name && shapes[name]) || schema;
};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const choices = (schema: JsonSchema): readonly JsonSchema[] =>
  asList(schema.anyOf ?? schema.oneOf) as readonly JsonSchema[];

/** What a pattern of ours means, by an example that fits it. */
const byPattern: readonly [RegExp, (pattern: string) => unknown][] = [
  [/^\^([a-z]{3})_\[/, (pattern) => `${pattern.slice(1, 4)}_01k8z4m2c7q9`],
  [/\\d\{4\}-\\d\{2\}-\\d\{2\}\$/, () => '2026-12-01'],
  [/#\[0-9a-fA-F\]\{6\}/, () => '#0b5a45'],
];

/** A type in words: `text, 1 to 160 symbols`, `one of "a", "b"`, `list of Contract`, `or null`. */
export function typeOf(schema: JsonSchema): string {
  const name = nameOf(schema);
  if (name) return name;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum)
    return asList(schema.enum)
      .map((one) => JSON.stringify(one))
      .join(' or ');
  if (choices(schema).length > 0) return [...new Set(choices(schema).map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  const { minLength, maxLength, minimum, maximum, format } = schema;
  const range = (least: unknown, most: unknown, unit: string): string => {
    if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
    if (most !== undefined) return `, at most ${most}${unit}`;
    return least === undefined ? '' : `, at least ${least}${unit}`;
  };
  if (schema.type === 'string') {
    const pattern = String(schema.pattern ?? '');
    const known = byPattern.find(([test]) => test.test(pattern));
    if (known) return `text like ${known[1](pattern)}`;
    const kinds: Readonly<Record<string, string>> = {
      'date-time': 'moment in UTC',
      date: 'day',
      email: 'e-mail address',
    };
    return (kinds[String(format)] ?? 'text') + range(minLength, maxLength, ' symbols');
  }
  if (schema.type === 'integer') return `whole number${range(minimum, maximum, '')}`;
  if (schema.type === 'number') return `number${range(minimum, maximum, '')}`;
  if (schema.type === 'boolean') return 'true or false';
  return schema.type === 'null' ? 'null' : 'object';
}

export interface Field {
  /** `billing.city`; `items[].price` for what a list holds. */
  readonly path: string;
  readonly type: string;
  readonly needed: boolean;
  readonly usual: unknown;
}

/** Every field of an object, those inside it after it, three deep. */
export function fieldsOf(schema: JsonSchema, shapes: Shapes, prefix = '', depth = 0): Field[] {
  const object = resolved(schema, shapes);
  const needed = asList(object.required);
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const own = { path, type: typeOf(field), needed: needed.includes(name), usual: field.default };
    const inner =
      choices(field).find((one) => one.properties) ?? (field.type === 'array' ? field.items : field);
    const below =
      depth < 2 && inner && !inner.$ref && inner.properties
        ? fieldsOf(inner, shapes, `${path}${field.type === 'array' ? '[]' : ''}.`, depth + 1)
        : [];
    return [own, ...below];
  });
}

/** Values that read like something real, by the name of the field; checked against the schema where it is used. */
const byName: Readonly<Record<string, unknown>> = {
  name: 'Anna Albrecht',
  email: 'anna@acme.example',
  externalId: '4471',
  slug: 'acme',
  brandName: 'Acme',
  title: 'Green power 24',
  city: 'Kiel',
  country: 'DE',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  allowedHosts: ['https://www.acme.example'],
  portal: 'acme',
  number: '2026-0917',
};

/** An example of a schema: the fields that are needed, and for an answer all of them. */
export function exampleOf(schema: JsonSchema, shapes: Shapes, whole = false, name = ''): unknown {
  const own = resolved(schema, shapes);
  const [choice] = choices(own);
  if ('const' in own) return own.const;
  if (own.enum) return asList(own.enum)[0];
  if (choice) return exampleOf(choice, shapes, whole, name);
  if (own.type === 'object' || own.properties) {
    const needed = asList(own.required);
    const shown = Object.entries(own.properties ?? {}).filter(([key]) => whole || needed.includes(key));
    return Object.fromEntries(shown.map(([key, field]) => [key, exampleOf(field, shapes, whole, key)]));
  }
  if (name in byName && (own.type === 'string' || own.type === 'array')) return byName[name];
  if (own.type === 'array')
    return own.items ? [exampleOf(own.items, shapes, whole, name.replace(/s$/, ''))] : [];
  if (own.type === 'boolean') return false;
  if (own.type === 'integer' || own.type === 'number') return own.default ?? own.minimum ?? 1;
  if (own.format === 'date-time' || /At$|Since$/.test(name)) return '2026-11-22T10:00:00.000Z';
  if (own.format === 'date' || /On$/.test(name)) return '2026-12-01';
  if (own.format === 'email') return 'anna@acme.example';
  const pattern = String(own.pattern ?? '');
  const known = byPattern.find(([test]) => test.test(pattern));
  return known ? known[1](pattern) : name.endsWith('Id') ? `${name.slice(0, 3)}_01k8z4m2c7q9` : 'text';
}
