import { ColumnType, type PluginColumn } from '../schema.ts';

/** Columns as lines: `Due on: day`; without a type it is text. */
export const columnsText = (columns: readonly PluginColumn[]): string[] =>
  columns.map(({ label, type, id }) => `${label}: ${type}${idOf(label) === id ? '' : ` (${id})`}`);

const idOf = (label: string): string =>
  label
    .normalize('NFD')
    .replace(/[^a-zA-Z0-9]+(.)?/g, (_, next?: string) => (next ?? '').toUpperCase())
    .replace(/^[^a-zA-Z]+/, '')
    .replace(/^./, (first) => first.toLowerCase())
    .slice(0, 40);

/** What they say; none where one of them says nothing of use. Words in other languages stay with their column. */
export function columnsOf(lines: readonly string[], before: readonly PluginColumn[] = []): PluginColumn[] {
  const columns = lines.map((line): PluginColumn | undefined => {
    const [, label = '', type = 'text', named] =
      /^(.+?)(?::\s*(\w+))?(?:\s*\(([\w-]+)\))?$/.exec(line.trim()) ?? [];
    const id = named ?? idOf(label);
    const known = ColumnType.options.find((one) => one === type);
    if (!known || !id || !label.trim()) return undefined;
    const labels = before.find((one) => one.id === id)?.labels ?? {};
    return { id, label: label.trim(), type: known, labels };
  });
  return columns.every((one) => one !== undefined) ? (columns as PluginColumn[]) : [];
}
