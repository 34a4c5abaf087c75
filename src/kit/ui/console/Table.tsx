import type { ComponentChildren } from 'preact';

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

export const Head = <Item,>({ column }: { readonly column: Column<Item> }) => (
  // biome-ignore lint/a11y/noRedundantRoles: a cell drawn as a block has no role of its own any more
  <th scope="col" role="columnheader" class={column.end ? 'end' : undefined}>
    {column.quiet ? <span class="vh">{column.label}</span> : column.label}
  </th>
);

/** On a narrow screen a row is a card, and each value carries the name of its column. */
export function Cell<Item>({ column, item, first }: { column: Column<Item>; item: Item; first: boolean }) {
  const inside = column.cell(item);
  const blank = inside === null || inside === undefined || inside === '' || inside === false;
  const look = [column.end && 'end', column.fill && 'fill', column.class].filter(Boolean).join(' ');
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
export const Table = <Item,>({ columns, items, idOf, name }: TableProps<Item>) => (
  // biome-ignore-start lint/a11y/noRedundantRoles: what is drawn as a block has no role of its own any more
  <table class="table cards" role="table" aria-label={name}>
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
  // biome-ignore-end lint/a11y/noRedundantRoles: as above
);
