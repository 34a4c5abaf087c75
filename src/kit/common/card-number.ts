/** First digits and lengths of the cards that are about: Visa, Mastercard, American Express, Discover, JCB, Diners. */
const cards =
  /^(?:4(?:\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/;

/** Luhn's check digit, by which every card's number ends. */
function checks(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether a text holds what can only be a payment card's number: `4242 4242 4242 4242`. */
export function holdsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(/(?<![\dA-Za-z+])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])/g)) {
    const digits = run.replace(/\D/g, '');
    if (cards.test(digits) && checks(digits)) return true;
  }
  return false;
}

/**
 * Where in a body card numbers stand, as paths of JSON. What is called a password is left alone, since nobody reads it and
 * anything may be one, and so is an IBAN, whose groups of four may look like a card's.
 */
export function cardNumbersIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return holdsCardNumber(value) ? [path] : [];
  if (typeof value === 'number') return holdsCardNumber(String(value)) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    /password|iban/i.test(key) ? [] : cardNumbersIn(one, path === '' ? key : `${path}.${key}`),
  );
}
