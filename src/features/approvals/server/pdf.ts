import { dayIn } from '../../../kit/common/day.ts';
import { directionOf } from '../../../kit/common/languages.ts';
import { letterLanguage } from '../../../kit/common/letter-languages.ts';
import { leadingOf, mm, openSheet, Pen, page, type TextStyle } from '../../documents/server/pdf/pen.ts';
import type { Language } from '../../portals/schema.ts';
import type { Approval } from '../schema.ts';
import { shownIn } from './store.ts';
import { approvalWords } from './words.ts';

const bottom = page.height - 25 * mm;

/** The contract as it was shown, and behind it who approved it: with name, time and hash. */
export async function approvalPdf(
  approval: Approval,
  {
    language,
    timeZone,
    brand,
  }: { readonly language: Language; readonly timeZone: string; readonly brand: string },
): Promise<Uint8Array> {
  const tag = shownIn(approval, language);
  const { title, text } = approval.texts[tag] ?? { title: '', text: '' };
  const around = letterLanguage(language, [tag]);
  const t = await approvalWords(around);
  const issuedOn = dayIn(timeZone, new Date(approval.createdAt));
  const doc = await openSheet({ title, author: brand, language: tag, issuedOn });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((done, fail) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', () => done());
    doc.on('error', fail);
  });
  const pen = new Pen(doc, directionOf(tag) === 'rtl');
  const root = doc.struct('Document');
  doc.addStructure(root);
  let y = 30 * mm;
  const write = (type: string, words: string, style: TextStyle) => {
    const step = leadingOf(style);
    for (const line of pen.wrap(words.replaceAll('\t', '    '), style, page.right - page.left)) {
      if (y + step > bottom) {
        doc.addPage();
        y = 25 * mm;
      }
      const top = y;
      if (line !== '') root.add(doc.struct(type, {}, () => pen.line(line, page.left, top, style)));
      y += step;
    }
  };
  write('P', brand, { size: 9, colour: '#5b6673' });
  y += 4 * mm;
  write('H1', title, { size: 17, strong: true });
  y += 6 * mm;
  write('P', text, { size: 10.5 });
  y += 8 * mm;
  const { approved } = approval;
  if (approved) {
    const at = new Intl.DateTimeFormat(around, { dateStyle: 'long', timeStyle: 'long', timeZone });
    write('H2', t('approvals.pdf.approved'), { size: 12, strong: true });
    y += 2 * mm;
    write('P', `${t('approvals.pdf.name')}: ${approved.name}`, { size: 10.5 });
    write('P', `${t('approvals.pdf.at')}: ${at.format(new Date(approved.at))}`, { size: 10.5 });
    write('P', `SHA-256: ${approved.sha256}`, { size: 8, colour: '#5b6673' });
  } else write('P', t('approvals.pdf.open'), { size: 10.5, strong: true });
  write('P', approval.id, { size: 8, colour: '#5b6673' });
  root.end();
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
