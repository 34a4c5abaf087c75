/** Text of a PDF string: brackets and backslashes escaped, letters beyond Latin-1 left out. */
const literal = (text: string): string =>
  text.replace(/[^\u0020-\u00ff]/g, '?').replace(/[\\()]/g, (sign) => `\\${sign}`);

/** A page as another program made it years ago, with another face and other fonts than ours. */
export function olderPdf(heading: string, lines: readonly string[]): Uint8Array {
  const text = [
    '0.85 0.87 0.9 rg 0 762 595 80 re f 0.15 0.18 0.25 rg',
    `BT /F2 22 Tf 50 795 Td (${literal(heading)}) Tj ET`,
    ...lines.map((line, index) => `BT /F1 11 Tf 50 ${700 - index * 22} Td (${literal(line)}) Tj ET`),
  ].join('\n');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    font('Courier'),
    font('Courier-Bold'),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end = `trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${end}`, 'latin1');
}
