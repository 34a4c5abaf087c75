/**
 * Whether a text is the number of a payment card and nothing else: 13 to 19 digits, with spaces or dashes, that begin as
 * cards do and whose last digit fits the others (ISO/IEC 7812-1, Luhn).
 */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const twice = at % 2 === 1 ? digit * 2 : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/** Fields in which long numbers are at home: one phone number in ten would pass for a card. */
const numbers = new Set(['phone', 'iban', 'priceHash', 'ticket', 'work']);

/** Whether any text of a request is a card number, however deep it lies. */
export function holdsCardNumber(given: unknown, name = ''): boolean {
  if (typeof given === 'string') return !numbers.has(name) && isCardNumber(given);
  if (typeof given !== 'object' || given === null) return false;
  return Object.entries(given).some(([key, value]) =>
    holdsCardNumber(value, Array.isArray(given) ? name : key),
  );
}
