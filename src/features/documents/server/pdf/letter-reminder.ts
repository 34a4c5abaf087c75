import type { Spoken } from './letter.ts';
import { tag } from './letter-frame.ts';
import { mm, type Pen, page, type TextStyle } from './pen.ts';

/** What a letter that asks for money says besides its head, its sum and how to pay. */
export interface ReminderOfLetter {
  readonly level: number;
  /** What is open of the invoice; the letter's `gross` is that and the fees. */
  readonly open: number;
  readonly fees: number;
  /** The vendor's own words, filled in; `null`: the usual ones. */
  readonly text: string | null;
  /** The last day to pay that went by. */
  readonly wasDueOn: string;
}

const body: TextStyle = { size: 10, leading: 15 };

/** The sentences above the sum. Answers where they end. */
export function drawReminder(
  pen: Pen,
  root: PDFKit.PDFStructureElement,
  { letter, t, money }: Spoken,
  top: number,
): number {
  const { reminder, invoice } = letter;
  if (!reminder || !invoice) return top;
  const usual = t(`pdf.reminder-${reminder.level}.text`, {
    ...{ number: invoice.number, day: invoice.issuedOn, due: reminder.wasDueOn, open: money(reminder.open) },
  });
  let y = top;
  for (const paragraph of (reminder.text ?? usual).split(/\n\s*\n/)) {
    const lines = pen.wrap(paragraph, body, page.right - page.left);
    const at = y;
    tag(root, pen, 'P', () => void pen.lines(lines, page.left, at, body));
    y += lines.length * 15 + 7;
  }
  return y + 4 * mm;
}
