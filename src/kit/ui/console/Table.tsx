import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import { arrowDown, arrowUp } from './icons.ts';
import { useCards } from './use-cards.ts';

export interface Column<Item> {
  readonly key: string;
  readonly label: string;
  readonly cell: (item: Item) => ComponentChildren;
  /** Figures stand flush at the end with their head. */
  readonly end?: boolean;
  /** Takes what width is left. */
  readonly fill?: boolean;
  readonly class?: string;
  /** What a CSV file holds; a column without it is left out there. */
  readonly csv?: (item: Item) => string;
  /** Shown only when the operator asks for it. */
  readonly extra?: boolean;
  /** Name by which the API sorts; the head becomes a button. */
  readonly sort?: string;
  /** The head is there for assistive technology alone. */
  readonly quiet?: boolean;
}

interface TableProps<Item> {
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** What the table holds, for assistive technology. */
  readonly name: string;
}

interface HeadProps<Item> {
  readonly column: Column<Item>;
  /** `name` or `-name`: by what the list is sorted now. */
  readonly sorted?: string | undefined;
  readonly onSort?: ((by: string | undefined) => void) | undefined;
}

/** The head of a column; a click sorts by it, the next the other way round, a third as it was. */
export function Head<Item>({ column, sorted, onSort }: HeadProps<Item>) {
  const { label, sort, end, quiet } = column;
  const up = sort !== undefined && sorted === sort;
  const down = sort !== undefined && sorted === `-${sort}`;
  return (
    <th
      scope="col"
      // biome-ignore lint/a11y/noRedundantRoles: a cell drawn as a block has no role of its own any more
      role="columnheader"
      class={end ? 'end' : undefined}
      aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
    >
      {quiet ? (
        <span class="vh">{label}</span>
      ) : sort && onSort ? (
        <button type="button" onClick={() => onSort(up ? `-${sort}` : down ? undefined : sort)}>
          {label}
          {up || down ? <Icon d={up ? arrowUp : arrowDown} class="s" /> : null}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

/** On a narrow screen a row is a card, and each value carries the name of its column. */
export function Cell<Item>({ column, item, first }: { column: Column<Item>; item: Item; first: boolean }) {
  const inside = column.cell(item);
  const blank = inside === null || inside === undefined || inside === '' || inside === false;
  const look = [
    column.end && 'end',
    column.fill && 'fill',
    first && 'first',
    column.quiet && 'quiet-cell',
    column.class,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    // biome-ignore lint/a11y/noRedundantRoles: a cell drawn as a block has no role of its own any more
    <td role="cell" class={look || undefined} data-blank={blank ? '' : undefined}>
      {first || blank || column.quiet ? null : (
        <span class="cell-label" aria-hidden="true">
          {column.label}
        </span>
      )}
      {inside}
    </td>
  );
}

/** A small table inside a page, without paging: contracts of a customer, keys of a vendor. */
export function Table<Item>({ columns, items, idOf, name }: TableProps<Item>) {
  const table = useRef<HTMLTableElement>(null);
  const cards = useCards(table, columns.length);
  return (
    <div class="fit">
      {/* biome-ignore-start lint/a11y/noRedundantRoles: what is drawn as a block has no role of its own any more */}
      <table class={cards ? 'table cards' : 'table'} role="table" aria-label={name} ref={table}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items.map((item) => (
            <tr key={idOf(item)} role="row">
              {columns.map((column, index) => (
                <Cell key={column.key} column={column} item={item} first={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
    </div>
  );
}
