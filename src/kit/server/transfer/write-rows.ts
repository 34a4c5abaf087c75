import { type Column, writeCell } from './column.ts';

/** What an export says of a thing, in the order of its file. */
const written = (columns: readonly Column[]): readonly Column[] =>
  columns.filter(({ writeOnly }) => !writeOnly);

const needsQuotes = /[",\r\n']|^\s|\s$/;

const cell = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The mark tells spreadsheets that what follows is UTF-8. */
export const csvHeader = (columns: readonly Column[]): string =>
  `\uFEFF${written(columns)
    .map(({ name }) => cell(name))
    .join(',')}\r\n`;

export const csvLine = (columns: readonly Column[], item: object): string =>
  `${written(columns)
    .map((column) => cell(writeCell(column, valueAt(item, column.name))))
    .join(',')}\r\n`;

/** The item with what its columns name, and nothing else; `null` only where reading takes it. */
export function jsonItem(columns: readonly Column[], item: object): object {
  const names = new Set(written(columns).map(({ name }) => name.split('.')[0]));
  const nullable = new Set(columns.filter(({ empty }) => empty === null).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => names.has(name) && (value !== null || nullable.has(name))),
  );
}

function valueAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}
