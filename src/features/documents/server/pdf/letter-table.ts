import type { DocumentLine } from '../../schema.ts';
import type { Spoken } from './letter.ts';
import { bottom, grouped, hair, muted, readable, tag } from './letter-frame.ts';
import type { ReminderOfLetter } from './letter-reminder.ts';
import { type Align, mm, type Pen, page, type TextStyle } from './pen.ts';

type Part = PDFKit.PDFStructureElement;

const cell: TextStyle = { size: 9.5, leading: 13.5 };
const strong: TextStyle = { ...cell, strong: true };
const under: TextStyle = { size: 8.5, colour: muted, leading: 12 };
const head: TextStyle = { size: 8.5, colour: muted };

interface Column {
  readonly name: string;
  readonly align: Align;
  /** Its edge: the left one of the first column, the right one of the others. */
  readonly x: number;
  readonly width: number;
  text(line: DocumentLine): string;
}

/** Columns as wide as what stands in them; the first takes what is left. */
function columnsOf(pen: Pen, { letter, t, money, price, quantity, percent }: Spoken): Column[] {
  const rates = new Set(letter.lines.map(({ taxPercent }) => taxPercent));
  const figures = [
    {
      name: t('pdf.quantity'),
      text: (line: DocumentLine) => [quantity(line.quantity), line.unit].filter(Boolean).join('\u00a0'),
    },
    { name: t('pdf.price'), text: (line: DocumentLine) => price(line.unitPrice) },
    // One rate for everything stands at the total.
    ...(rates.size > 1
      ? [{ name: t('pdf.tax'), text: (line: DocumentLine) => percent(line.taxPercent) }]
      : []),
    { name: t('pdf.amount'), text: (line: DocumentLine) => money(line.amount) },
  ];
  const gap = 5 * mm;
  let right: number = page.right;
  const placed = figures.toReversed().map((column): Column => {
    const widest = Math.max(
      pen.width(column.name, head),
      ...letter.lines.map((line) => pen.width(column.text(line), cell)),
    );
    const width = Math.min(widest, 45 * mm);
    const x = right;
    right -= width + gap;
    return { ...column, align: 'right', x, width };
  });
  const first: Column = {
    ...{ name: t('pdf.what'), align: 'left', x: page.left, width: Math.max(35 * mm, right - page.left) },
    text: (line) => line.title,
  };
  return [first, ...placed.toReversed()];
}

function drawTableHead(pen: Pen, columns: readonly Column[], y: number, row: Part | undefined): number {
  const draw = ({ name, x, align }: Column) => pen.line(name, x, y, head, align);
  for (const column of columns) {
    if (row) tag(row, pen, 'TH', () => draw(column), { scope: 'Column' });
    else pen.artifact('Pagination', () => draw(column));
  }
  pen.artifact('Layout', () => pen.rule(page.left, y + 15, page.right - page.left, muted));
  return y + 20;
}

/** The lines across as many pages as they need, the heads again on each. Answers where it ended. */
export function drawTable(pen: Pen, root: Part, spoken: Spoken, top: number): number {
  const columns = columnsOf(pen, spoken);
  const [first] = columns as [Column, ...Column[]];
  const table = pen.doc.struct('Table');
  root.add(table);
  const headRow = pen.doc.struct('TR');
  table.add(headRow);
  let y = drawTableHead(pen, columns, top, headRow);
  headRow.end();
  spoken.letter.lines.forEach((line, index) => {
    const title = pen.wrap(line.title, cell, first.width);
    const more = line.description ? pen.wrap(line.description, under, first.width) : [];
    const cells = columns.slice(1).map((column) => pen.wrap(column.text(line), cell, column.width));
    const height = Math.max(
      title.length * 13.5 + more.length * 12,
      ...cells.map(({ length }) => length * 13.5),
    );
    if (y + height > bottom - 4) {
      pen.doc.addPage();
      y = drawTableHead(pen, columns, 20 * mm, undefined);
    } else if (index > 0) {
      const at = y - 4;
      pen.artifact('Layout', () => pen.rule(page.left, at, page.right - page.left, hair));
    }
    const at = y;
    const row = pen.doc.struct('TR');
    table.add(row);
    tag(row, pen, 'TD', () => {
      const next = pen.lines(title, first.x, at, cell);
      pen.lines(more, first.x, next, under);
    });
    columns.slice(1).forEach((column, place) => {
      tag(row, pen, 'TD', () => pen.lines(cells[place] ?? [], column.x, at, cell, 'right'));
    });
    row.end();
    y += height + 8;
  });
  table.end();
  return y;
}

interface SumRow {
  readonly name: string;
  readonly value: string;
  readonly total?: boolean;
}

function sumRows({ letter, t, money, percent }: Spoken, due: number): SumRow[] {
  const last = letter.prepaid > 0 || letter.kind === 'credit-note';
  return [
    { name: t('pdf.net'), value: money(letter.net) },
    ...letter.taxes.map((one) => ({
      name: t('pdf.tax-on', { percent: percent(one.percent), net: money(one.net) }),
      value: money(one.tax),
    })),
    { name: t('pdf.total'), value: money(letter.gross), total: !last },
    ...(letter.prepaid > 0 ? [{ name: t('pdf.prepaid'), value: money(-letter.prepaid) }] : []),
    ...(last
      ? [
          {
            name: t(letter.kind === 'invoice' ? 'pdf.due-amount' : 'pdf.returned'),
            value: money(due),
            total: true,
          },
        ]
      : []),
  ];
}

const reminderRows = ({ letter, t, money }: Spoken, { open, fees }: ReminderOfLetter): SumRow[] => [
  { name: t('pdf.open', { number: letter.number }), value: money(open) },
  ...(fees > 0 ? [{ name: t('pdf.fees'), value: money(fees) }] : []),
  { name: t('pdf.due-amount'), value: money(open + fees), total: true },
];

/** Net, tax by rate, total, what was paid before, what is to be paid; then how, and what else is to be said. Answers where it ends. */
export function drawTotals(pen: Pen, root: Part, spoken: Spoken, after: number): number {
  const { letter } = spoken;
  const due = letter.gross - letter.prepaid;
  const rows = letter.reminder ? reminderRows(spoken, letter.reminder) : sumRows(spoken, due);
  const said = closing(spoken, due).flatMap((text) => pen.wrap(text, cell, page.right - page.left));
  const end = after - 4;
  pen.artifact('Layout', () => pen.rule(page.left, end, page.right - page.left, muted));
  let y = after + 3;
  // The sum is not torn from what explains it.
  if (y + rows.length * 17 + 24 + Math.min(said.length, 3) * 13.5 > bottom) {
    pen.doc.addPage();
    y = 20 * mm;
  }
  const left = 95 * mm;
  const table = pen.doc.struct('Table');
  root.add(table);
  for (const { name, value, total = false } of rows) {
    const style = total ? { ...strong, size: 11.5 } : cell;
    const at = total ? y + 5 : y;
    if (total) pen.artifact('Layout', () => pen.rule(left, y, page.right - left, readable(letter.colour), 1));
    const row = pen.doc.struct('TR');
    table.add(row);
    tag(row, pen, 'TH', () => pen.line(name, left, at, total ? style : { ...style, colour: muted }), {
      scope: 'Row',
    });
    tag(row, pen, 'TD', () => pen.line(value, page.right, at, style, 'right'));
    row.end();
    y = at + 17;
  }
  table.end();
  y += 8 * mm;
  for (const text of said) {
    if (y + 13.5 > bottom) {
      pen.doc.addPage();
      y = 20 * mm;
    }
    const at = y;
    tag(root, pen, 'P', () => pen.line(text, page.left, at, cell));
    y += 13.5;
  }
  return y;
}

/** Sentences below the sum. */
function closing({ letter, t, money }: Spoken, due: number): string[] {
  const { dueOn, seller, number, notes, kind } = letter;
  const how = () => {
    if (kind === 'credit-note') return [t('pdf.return', { amount: money(due) })];
    if (due <= 0) return [t('pdf.no-pay')];
    if (!dueOn) return [];
    const bank = seller.bank ? [`IBAN ${grouped(seller.bank.iban)}`] : [];
    return [t('pdf.pay', { amount: money(due), day: dueOn, number }), ...bank];
  };
  return [...how(), ...(letter.pricesIncludeTax ? [t('pdf.with-tax')] : []), ...(notes ? ['', notes] : [])];
}
