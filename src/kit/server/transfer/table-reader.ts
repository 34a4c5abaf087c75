import type { ProblemField } from '../../common/problem.ts';
import { type Column, readCell, unguarded } from './column.ts';

/** Other people's words for ours; see the schema of the same name in the transfer feature. */
export interface TableMapping {
  readonly columns?: Readonly<Record<string, string | null>> | undefined;
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly defaults?: Readonly<Record<string, string>> | undefined;
}

/** What is wrong with one cell: `path` is its header as it stands in the file. */
export interface Read {
  /** What could be read, in the API's shape. */
  readonly value: object;
  readonly refused: readonly ProblemField[];
}

interface Place {
  readonly header: string;
  readonly column: Column;
  readonly path: readonly string[];
  readonly words: ReadonlyMap<string, string> | undefined;
  readonly otherwise: string | undefined;
}

export interface TableReader {
  /** A row in the API's shape. */
  read(cells: readonly string[]): Read;
  /** The header that a field of the API's shape stands under: `items.0.title` → `items`. */
  headerOf(field: string): string;
}

const field = (path: string, code: string, message: string): ProblemField => ({ path, code, message });

/** Prepares the reading of a table with this header, or says what is wrong with header and mapping. */
export function tableReader(
  header: readonly string[],
  columns: readonly Column[],
  mapping: TableMapping = {},
): { readonly reader: TableReader } | { readonly refused: readonly ProblemField[] } {
  const readable = new Map(
    columns.filter(({ readOnly }) => !readOnly).map((column) => [column.name, column]),
  );
  const known = new Map(columns.map((column) => [column.name, column]));
  const named = new Map(Object.entries(mapping.columns ?? {}));
  const [values, defaults] = [mapping.values ?? {}, mapping.defaults ?? {}].map(
    (of) => new Map(Object.entries(of)),
  );
  const refused: ProblemField[] = [];
  const seen = new Set<string>();
  const places: (Place | undefined)[] = [];
  const place = (title: string, column: Column): Place => ({
    header: title,
    column,
    path: column.name.split('.'),
    words: values?.has(column.name) ? new Map(Object.entries(values.get(column.name) ?? {})) : undefined,
    otherwise: defaults?.get(column.name) as string | undefined,
  });

  for (const [index, raw] of header.entries()) {
    const title = raw.trim();
    if (seen.has(title))
      refused.push(field(title, 'duplicate', `The column “${title}” stands twice in the header.`));
    seen.add(title);
    const target = named.has(title) ? named.get(title) : title;
    const column = target === null || target === undefined ? undefined : known.get(target);
    if (target === '' && !named.has(title))
      refused.push(field('', 'unknown_column', `Column ${index + 1} has no name in the header.`));
    else if (target !== null && !column)
      refused.push(
        field(
          title,
          'unknown_column',
          named.has(title)
            ? `There is no column “${target}” to map “${title}” to.`
            : `There is no column “${title}”: map it to one of ours, or to null to leave it out.`,
        ),
      );
    places.push(column && readable.has(column.name) ? place(title, column) : undefined);
  }
  const taken = places.flatMap((one) => (one ? [one.column.name] : []));
  for (const name of new Set(taken.filter((one, index) => taken.indexOf(one) !== index)))
    refused.push(field(name, 'duplicate', `Two columns of the file mean “${name}”.`));
  for (const title of named.keys())
    if (!seen.has(title))
      refused.push(field(title, 'unknown_column', `The file has no column “${title}” to be mapped.`));
  for (const name of [...(values?.keys() ?? []), ...(defaults?.keys() ?? [])])
    if (!readable.has(name)) refused.push(field(name, 'unknown_column', `There is no column “${name}”.`));
  // A column that the file does not have, but the mapping fills.
  const filled = [...(defaults?.keys() ?? [])].filter((name) => readable.has(name) && !taken.includes(name));
  const added = filled.map((name) => place(name, readable.get(name) as Column));
  for (const { name, required } of columns)
    if (required && !taken.includes(name) && !filled.includes(name))
      refused.push(field(name, 'missing', `The column “${name}” is needed.`));
  if (refused.length > 0) return { refused };
  return { reader: readerOf([...places, ...added], header.length, columns) };
}

function readerOf(
  places: readonly (Place | undefined)[],
  width: number,
  columns: readonly Column[],
): TableReader {
  // Where one part of a group is in the table, the parts that are not are `null` by their own rule.
  const groups = new Set(places.flatMap((one) => (one && one.path.length > 1 ? [one.path[0]] : [])));
  const absent = columns
    .filter(({ name, empty }) => empty === null && groups.has(name.split('.')[0]) && name.includes('.'))
    .filter(({ name }) => !places.some((one) => one?.column.name === name))
    .map(({ name }) => name.split('.'));

  return {
    headerOf(path) {
      const found = places.find(
        (one) => one && (path === one.column.name || path.startsWith(`${one.column.name}.`)),
      );
      return found?.header ?? path;
    },
    read(cells) {
      if (cells.length !== width) {
        const message = `This row has ${cells.length} cells, the header has ${width}.`;
        return { value: {}, refused: [field('', 'cells', message)] };
      }
      const value: Record<string, unknown> = {};
      const refused: ProblemField[] = [];
      for (let index = 0; index < places.length; index++) {
        const one = places[index];
        if (!one) continue;
        const { column, header } = one;
        let text = cells[index] ?? '';
        if (text !== '')
          text = one.words?.get(text) ?? (column.type === 'text' || text[0] === "'" ? unguarded(text) : text);
        else if (one.otherwise !== undefined) text = one.otherwise;
        else {
          if (column.required) refused.push(field(header, 'missing', 'This cell is needed.'));
          else if (column.empty !== undefined) put(value, one.path, column.empty);
          continue;
        }
        if (column.type === 'text') {
          put(value, one.path, text);
          continue;
        }
        const cell = readCell(column, text);
        if ('refused' in cell) refused.push(field(header, column.type, `${cell.refused}.`));
        else put(value, one.path, cell.value);
      }
      for (const path of absent) put(value, path, null);
      return { value, refused };
    },
  };
}

function put(value: Record<string, unknown>, path: readonly string[], what: unknown): void {
  const [first, second] = path as [string, string | undefined];
  if (second === undefined) {
    value[first] = what;
    return;
  }
  let group = value[first] as Record<string, unknown> | undefined;
  if (!group) {
    group = {};
    value[first] = group;
  }
  group[second] = what;
}
