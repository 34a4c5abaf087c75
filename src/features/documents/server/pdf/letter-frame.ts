import { reaching } from '../../../../kit/common/colour.ts';
import type { Spoken } from './letter.ts';
import { leadingOf, mm, type Pen, page, type TextStyle } from './pen.ts';

type Part = PDFKit.PDFStructureElement;

export const ink = '#17202a';
export const muted = '#5b6673';
export const hair = '#d5dae0';

const body: TextStyle = { size: 10 };
const small: TextStyle = { size: 8.5, colour: muted };
const tiny: TextStyle = { size: 7.5, colour: muted, leading: 10.5 };

/** The brand's colour, as near as it can be read on white. */
export const readable = (colour: string): string => reaching(colour, ['#ffffff'], 4.5);

/** Adds one element whose content is drawn now. */
export function tag(parent: Part, pen: Pen, type: string, draw: () => void, options = {}): void {
  const element = pen.doc.struct(type, options, draw);
  parent.add(element);
}

/** Brand, address in the window of a DIN 5008 envelope (form B), facts, title. Answers where the text begins. */
export function drawHead(pen: Pen, root: Part, spoken: Spoken, title: string): number {
  drawBrand(pen, root, spoken);
  drawAddress(pen, root, spoken);
  drawFacts(pen, root, spoken);
  return drawTitle(pen, root, spoken, title);
}

function drawBrand(pen: Pen, root: Part, { letter }: Spoken): void {
  const { logo, brand } = letter;
  const top = 15 * mm;
  if (!logo) {
    const style = { size: 20, strong: true, colour: readable(letter.colour) };
    tag(root, pen, 'P', () => pen.line(brand, page.left, top, style));
    return;
  }
  const box: [number, number] = [60 * mm, 20 * mm];
  const left = pen.place(page.left, box[0]);
  const fit = { fit: box, ...(pen.rtl && { align: 'right' as const }) };
  const draw = () => pen.doc.image(Buffer.from(logo), left, top, fit);
  tag(root, pen, 'Figure', draw, { alt: brand, bbox: [left, top, left + box[0], top + box[1]] });
}

function drawAddress(pen: Pen, root: Part, { letter }: Spoken): void {
  const { seller, buyer } = letter;
  const from = [seller.name, ...seller.lines].join(' · ');
  const width = 80 * mm;
  // One line that the window shows above the address: where the letter goes back to.
  let size = 7;
  while (size > 4.5 && pen.width(from, { size }) > width) size -= 0.25;
  const [sender = ''] = pen.wrap(from, { size, colour: muted }, width);
  tag(root, pen, 'P', () => pen.line(sender, page.left, 46 * mm, { size, colour: muted }));
  pen.artifact('Layout', () => pen.rule(page.left, 50 * mm, width, hair));
  const lines = [buyer.name, ...buyer.lines].flatMap((text) => pen.wrap(text, body, width));
  // The window is 40 mm high; what is longer is set tighter rather than outside of it.
  const leading = Math.min(14.5, (39 * mm) / Math.max(1, lines.length));
  tag(root, pen, 'P', () =>
    pen.lines(lines, page.left, 52 * mm, { ...body, size: Math.min(10.5, leading / 1.2), leading }),
  );
}

function drawFacts(pen: Pen, root: Part, { letter, t }: Spoken): void {
  const { issuedOn, dueOn, period, buyer, purchaseOrder, deliverTo } = letter;
  const day = (value: string) => t('pdf.day', { day: value });
  const facts: (readonly [string, string])[] = [
    [t('pdf.date'), day(issuedOn)],
    ...(dueOn ? [[t('pdf.due'), day(dueOn)] as const] : []),
    ...(buyer.number ? [[t('pdf.customer'), buyer.number] as const] : []),
    ...(period ? [[t('pdf.period'), t('pdf.span', period)] as const] : []),
    ...(buyer.vatId ? [[t('pdf.your-vat-id'), buyer.vatId] as const] : []),
    ...(purchaseOrder ? [[t('pdf.purchase-order'), purchaseOrder] as const] : []),
    ...(buyer.buyerReference ? [[t('pdf.reference'), buyer.buyerReference] as const] : []),
    ...(deliverTo ? [[t('pdf.deliver-to'), [deliverTo.name, ...deliverTo.lines].join(', ')] as const] : []),
  ];
  const [left, width] = [122 * mm, page.right - 122 * mm];
  const label = Math.max(...facts.map(([name]) => pen.width(name, small))) + 4 * mm;
  let y = 46 * mm;
  const list = pen.doc.struct('L');
  root.add(list);
  for (const [name, value] of facts) {
    const style = { size: 9, leading: 12.5 };
    const lines = pen.wrap(value, style, width - label);
    const top = y;
    const item = pen.doc.struct('LI');
    list.add(item);
    tag(item, pen, 'Lbl', () => pen.line(name, left, top + 0.4, small));
    tag(item, pen, 'LBody', () => pen.lines(lines, left + label, top, style));
    y += lines.length * 12.5 + 3.5;
  }
  list.end();
}

function drawTitle(pen: Pen, root: Part, { letter, t }: Spoken, title: string): number {
  const style = { size: 17, strong: true, leading: 23 };
  const width = page.right - page.left;
  const heading = pen.wrap(title, style, width);
  let y = 98 * mm;
  const top = y;
  tag(root, pen, 'H1', () => pen.lines(heading, page.left, top, style));
  y += heading.length * 23;
  const under = [
    letter.title,
    letter.invoice && t('pdf.to-invoice', { number: letter.invoice.number, day: letter.invoice.issuedOn }),
  ].filter((text): text is string => Boolean(text));
  for (const text of under) {
    const lines = pen.wrap(text, body, width);
    const start = y;
    tag(root, pen, 'P', () => pen.lines(lines, page.left, start, { ...body, colour: muted }));
    y += lines.length * leadingOf(body);
  }
  return y + 7 * mm;
}

/** Where text ends on every page, and the footer begins. */
export const bottom = 256 * mm;

function footColumns({ letter, t }: Spoken): string[][] {
  const { seller } = letter;
  const told = (...texts: (string | undefined)[]) => texts.filter((text): text is string => Boolean(text));
  return [
    told(seller.name, ...seller.lines),
    told(seller.phone, seller.email, seller.website),
    told(
      seller.registration,
      seller.vatId && t('pdf.vat-id', { id: seller.vatId }),
      seller.taxNumber && t('pdf.tax-number', { id: seller.taxNumber }),
    ),
    seller.bank
      ? told(
          seller.bank.name,
          `IBAN ${grouped(seller.bank.iban)}`,
          seller.bank.bic && `BIC ${seller.bank.bic}`,
        )
      : [],
  ].filter((column) => column.length > 0);
}

/** An IBAN in groups of four, as it is typed. */
export const grouped = (iban: string): string => iban.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1\u00a0');

/** Who writes, how to reach them, what the law asks, where to pay: below each page, read aloud once. */
export function drawFoot(pen: Pen, root: Part, spoken: Spoken): void {
  const columns = footColumns(spoken);
  const [least, whole] = [5 * mm, page.right - page.left];
  const natural = columns.map((column) => Math.max(...column.map((text) => pen.width(text, tiny))));
  const sum = natural.reduce((all, one) => all + one, 0);
  const room = whole - least * (columns.length - 1);
  // As wide as their text where all of it fits, else each the same.
  const widths = sum <= room ? natural : columns.map(() => room / columns.length);
  const gap = columns.length > 1 ? (whole - Math.min(sum, room)) / (columns.length - 1) : 0;
  const lefts = widths.map(
    (_, at) => page.left + widths.slice(0, at).reduce((all, one) => all + one + gap, 0),
  );
  const wrapped = columns.map((column, at) =>
    column.flatMap((text) => pen.wrap(text, tiny, (widths[at] ?? 0) + 0.01)).slice(0, 8),
  );
  const { start, count } = pen.doc.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    pen.doc.switchToPage(index);
    pen.artifact('Pagination', () => pen.rule(page.left, 264 * mm, page.right - page.left, hair));
    wrapped.forEach((lines, column) => {
      const x = lefts[column] ?? page.left;
      const draw = () => void pen.lines(lines, x, 267 * mm, tiny);
      if (index === start) tag(root, pen, 'P', draw);
      else pen.artifact('Pagination', draw);
    });
  }
}

export function drawPageNumbers(pen: Pen, { t }: Spoken): void {
  const { start, count } = pen.doc.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    pen.doc.switchToPage(index);
    const text = t('pdf.page', { page: index - start + 1, pages: count });
    pen.artifact('Pagination', () => pen.line(text, page.right, 258.5 * mm, tiny, 'right'));
  }
}
