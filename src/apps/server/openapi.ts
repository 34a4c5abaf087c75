/** As much of an OpenAPI file as is read here; the rest goes through as it is. */
export interface OpenApiFile {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: { schemas?: Record<string, unknown>; [kind: string]: unknown };
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  schema: JsonSchema;
}

type Content = Record<string, { schema: JsonSchema }>;

export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Content }>
  >;
}

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** `api-keys` → `ApiKey`, `product-families` → `ProductFamily`. */
export const shapeName = (collection: string): string =>
  collection
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
    .replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const textOf = (schema: unknown): string => JSON.stringify(schema);
const jsonOf = (operation: Operation | undefined, status: string): JsonSchema | undefined =>
  operation?.responses?.[status]?.content?.['application/json']?.schema;

/** What each collection's list holds, by its name, and the one shape of every refusal. */
function namedShapes(file: OpenApiFile): Map<string, JsonSchema> {
  const shapes = new Map<string, JsonSchema>();
  for (const [path, methods] of Object.entries(file.paths)) {
    const [, collection] = /^\/api\/v1\/([\w-]+)$/.exec(path) ?? [];
    const item = jsonOf(methods.get, '200')?.properties?.items?.items;
    if (collection && item) shapes.set(shapeName(collection), item);
    const refusal = methods.get?.responses?.['422']?.content?.['application/problem+json']?.schema;
    if (refusal) shapes.set('Problem', refusal);
  }
  return shapes;
}

/**
 * Makes the file readable: a shape that many routes answer stands in it once, by name, which is also what it is called
 * in the types of `portico/client`; and a figure in a query is a number, not the text that arrives.
 */
export function nameShapes<File extends object>(given: File): File {
  const file = JSON.parse(textOf(given)) as OpenApiFile;
  const shapes = namedShapes(file);
  const names = new Map([...shapes].map(([name, shape]) => [textOf(shape), name]));
  const named = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const name = names.get(textOf(value));
    if (name) return { $ref: `#/components/schemas/${name}` };
    if (Array.isArray(value)) return value.map(named);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one)]));
  };
  for (const operation of Object.values(file.paths).flatMap((methods) => Object.values(methods))) {
    for (const answer of Object.values(operation.responses ?? {})) {
      for (const content of Object.values(answer.content ?? {}))
        content.schema = named(content.schema) as JsonSchema;
    }
    for (const parameter of operation.parameters ?? []) {
      // It arrives as text, as everything in a query does, and is a number for whoever sends it.
      if (parameter.in === 'query' && parameter.name === 'limit') {
        const usual = Number(parameter.schema.default ?? 50);
        parameter.schema = { type: 'integer', minimum: 1, maximum: 200, default: usual };
      }
    }
  }
  file.components = { ...file.components, schemas: Object.fromEntries(shapes) };
  return file as File;
}
