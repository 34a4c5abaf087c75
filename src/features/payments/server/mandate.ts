import { dayIn } from '../../../kit/common/day.ts';
import { directionOf } from '../../../kit/common/languages.ts';
import { letterLanguage } from '../../../kit/common/letter-languages.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { leadingOf, mm, openSheet, Pen, page } from '../../documents/server/pdf/pen.ts';
import type { Language } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import { paymentProblem } from '../problems.ts';
import { requireMethod } from './methods-store.ts';
import { readProviders } from './settings-store.ts';
import { paymentWords } from './words.ts';

interface Reader {
  readonly language: Language;
  readonly portalId: string;
  readonly timeZone: string;
}

/**
 * The paper of a mandate as PDF: what was given to whom, when, and for which account, of which four symbols are shown.
 * @throws `payment-method.not-found`
 */
export async function mandatePdf(
  db: Db,
  owner: Owner,
  id: string,
  { language: wish, portalId, timeZone }: Reader,
): Promise<Uint8Array> {
  const { mandate, holder, last4 } = await requireMethod(db, owner, id);
  if (!mandate) throw paymentProblem('payment-method.not-found');
  const { sepa } = await readProviders(db, owner.vendorId);
  const portal = await findPortal(db, owner.vendorId, portalId);
  const language = letterLanguage(wish, portal?.languages ?? []);
  const t = await paymentWords(language, undefined, portal?.words);
  const title = t('payments.mandate.title');
  const issuedOn = dayIn(timeZone, new Date(mandate.signedAt));
  const doc = await openSheet({ title, author: sepa.creditor, language, issuedOn });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((done, fail) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', () => done());
    doc.on('error', fail);
  });
  const pen = new Pen(doc, directionOf(language) === 'rtl');
  const root = doc.struct('Document');
  doc.addStructure(root);
  let y = 40 * mm;
  const write = (type: string, text: string, style: { size: number; strong?: boolean; colour?: string }) => {
    const lines = pen.wrap(text, style, page.right - page.left);
    const top = y;
    root.add(doc.struct(type, {}, () => void pen.lines(lines, page.left, top, style)));
    y += lines.length * leadingOf(style);
  };
  write('H1', title, { size: 18, strong: true });
  y += 8 * mm;
  const facts: readonly (readonly [string, string])[] = [
    [t('payments.mandate.creditor'), sepa.creditor],
    [t('payments.mandate.creditorId'), sepa.creditorId],
    [t('payments.mandate.reference'), mandate.reference],
    [t('payments.mandate.holder'), holder ?? ''],
    [t('payments.mandate.account'), `•••• ${last4}`],
    [
      t('payments.mandate.signed'),
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(new Date(mandate.signedAt)),
    ],
  ];
  for (const [name, value] of facts) {
    write('P', name, { size: 8.5, colour: '#5b6673' });
    write('P', value, { size: 11 });
    y += 2.5 * mm;
  }
  y += 4 * mm;
  write('P', t('payments.mandate.recurring'), { size: 10.5, strong: true });
  y += 2 * mm;
  write('P', t('payments.mandate.text', { creditor: sepa.creditor }), { size: 10.5 });
  root.end();
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
