import type { ProblemField } from '../../kit/common/problem.ts';
import type { Plugin, PluginColumn, PluginRow } from './schema.ts';

/** What does not hold together. */
export function wrongIn({
  kind,
  url,
  columns,
}: Pick<Plugin, 'kind' | 'url' | 'columns'>): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  if (kind === 'list' && columns.length === 0)
    fields.push({ path: 'columns', code: 'missing', message: 'A list needs a column that names its rows.' });
  if (kind !== 'list' && url === null)
    fields.push({
      path: 'url',
      code: 'missing',
      message: 'A link or a frame needs the address of its page.',
    });
  if (kind === 'list' && url !== null)
    fields.push({ path: 'url', code: 'reference', message: 'A list has no page: its rows come by the API.' });
  if (kind !== 'list' && columns.length > 0)
    fields.push({ path: 'columns', code: 'reference', message: 'Only a list has columns.' });
  return fields;
}

type Cell = PluginRow['cells'][string];

const fitsType: Readonly<Record<PluginColumn['type'], (cell: Cell) => boolean>> = {
  text: (cell) => typeof cell === 'string',
  number: (cell) => typeof cell === 'number',
  day: (cell) =>
    typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell) && !Number.isNaN(Date.parse(cell)),
  money: (cell) => typeof cell === 'object' && 'amount' in cell,
  state: (cell) => typeof cell === 'object' && 'label' in cell,
};

/** The first rows whose cells are not what the columns say; a row without its name has nothing to be called by. */
export function wrongRows(
  columns: readonly PluginColumn[],
  rows: readonly PluginRow[],
): readonly ProblemField[] {
  const [first] = columns;
  const fields: ProblemField[] = [];
  for (const [index, { cells }] of rows.entries()) {
    if (fields.length >= 20) break;
    for (const [name, cell] of Object.entries(cells)) {
      const column = columns.find(({ id }) => id === name);
      const path = `rows.${index}.cells.${name}`;
      if (!column) fields.push({ path, code: 'unknown', message: 'The list has no such column.' });
      else if (!fitsType[column.type](cell))
        fields.push({ path, code: 'type', message: `Expected a ${column.type}.` });
    }
    if (first && cells[first.id] === undefined)
      fields.push({ path: `rows.${index}.cells.${first.id}`, code: 'missing', message: 'It names the row.' });
  }
  return fields;
}
