/** A4 sheets of labels as they are sold; Avery's numbers, which other makers give too. */
export interface SheetSize {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly topMm: number;
  readonly leftMm: number;
  /** Between two columns; rows touch. */
  readonly gapMm: number;
}

export const sheetSizes: readonly [SheetSize, ...SheetSize[]] = [
  {
    ...{ name: 'Avery L7163', columns: 2, rows: 7, widthMm: 99.1, heightMm: 38.1 },
    ...{ topMm: 15.15, leftMm: 4.65, gapMm: 2.5 },
  },
  {
    ...{ name: 'Avery L7160', columns: 3, rows: 7, widthMm: 63.5, heightMm: 38.1 },
    ...{ topMm: 15.15, leftMm: 7.25, gapMm: 2.5 },
  },
  {
    ...{ name: 'Avery L7173', columns: 2, rows: 5, widthMm: 99.1, heightMm: 57 },
    ...{ topMm: 6, leftMm: 4.65, gapMm: 2.5 },
  },
];

/** Labels page by page; the first `skip` places of the first sheet were used before. */
export function sheetsOf<Item>(
  items: readonly Item[],
  { columns, rows }: Pick<SheetSize, 'columns' | 'rows'>,
  skip: number,
): (Item | undefined)[][] {
  const places = [...Array.from({ length: skip }, () => undefined), ...items];
  const sheets: (Item | undefined)[][] = [];
  for (let at = 0; at < places.length; at += columns * rows)
    sheets.push(places.slice(at, at + columns * rows));
  return sheets;
}
