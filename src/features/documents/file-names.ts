import type { Day } from '../../kit/common/day.ts';

/** Letters that do not come apart into a plain one and a mark. */
const plain: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', Æ: 'AE', ø: 'o', Ø: 'O', œ: 'oe', Œ: 'OE', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i' },
};

/** Only what every system, mail program and shell bears in a file's name. */
const ascii = (text: string): string =>
  text
    .replace(/\P{ASCII}/gu, (letter) => plain[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/** `2026-03_INV-1043.pdf`; a number without a letter or digit of ours falls back to the id. */
export const pdfName = (document: { issuedOn: Day; number: string; id: string }): string =>
  `${document.issuedOn.slice(0, 7)}_${ascii(document.number) || document.id}.pdf`;

export const xmlName = (document: Parameters<typeof pdfName>[0]): string =>
  pdfName(document).replace(/\.pdf$/, '.xml');

/** A name for each document; two that are the same but for their case get `-2`, `-3`: Windows knows no difference. */
export function pdfNames(documents: readonly { issuedOn: Day; number: string; id: string }[]): string[] {
  const taken = new Set<string>();
  return documents.map((document) => {
    const name = pdfName(document);
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count++)
      free = name.replace(/\.pdf$/, `-${count}.pdf`);
    taken.add(free.toLowerCase());
    return free;
  });
}
