import { encode } from 'uqr';
import { epcText } from '../../../../kit/common/epc.ts';
import type { Spoken } from './letter.ts';
import { bottom, muted, tag } from './letter-frame.ts';
import { mm, type Pen, page } from './pen.ts';

type Part = PDFKit.PDFStructureElement;

const size = 26 * mm;

/**
 * The code by which banking apps fill in the transfer, where there is one to make: euros, an account, something due. A
 * letter that has no room left goes without: all that it holds stands above it in words.
 */
export function drawCode(pen: Pen, root: Part, { letter, t }: Spoken, after: number): void {
  const { kind, dueOn, seller, currency, number, gross, prepaid } = letter;
  const y = after + 4 * mm;
  if (kind !== 'invoice' || !dueOn || !seller.bank || y + size > bottom) return;
  const { iban, bic } = seller.bank;
  const amount = { amount: gross - prepaid, currency };
  const text = epcText({ holder: seller.name, iban, bic, amount, reference: number });
  if (text === undefined) return;
  const code = encode(text, { ecc: 'M', border: 0 });
  const side = size / code.size;
  const left = pen.place(page.left, size);
  const draw = () => {
    code.data.forEach((row, down) => {
      row.forEach((dark, across) => {
        if (dark) pen.doc.rect(left + across * side, y + down * side, side, side);
      });
    });
    pen.doc.fill('#000000');
  };
  const box = [left, y, left + size, y + size];
  tag(root, pen, 'Figure', draw, { alt: t('pdf.code'), bbox: box });
  const beside = { size: 8.5, colour: muted };
  tag(root, pen, 'P', () => pen.line(t('pdf.code'), page.left + size + 5 * mm, y + size - 12, beside));
}
