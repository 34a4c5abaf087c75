/** Six digits that were typed: spaces, dashes and full-width or Arabic digits are read as what was meant. */
export function readDigits(typed: string): string | undefined {
  const read = typed
    .replace(/[\s\u00AD\u200B-\u200F\u2010-\u2015\u2060_.-]/g, '')
    .replace(/[\uFF10-\uFF19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
  return /^\d{6}$/.test(read) ? read : undefined;
}

/** Six of them as people read and type them: `408 215`. */
export const inThrees = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;
