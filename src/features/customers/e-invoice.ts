/**
 * A Leitweg-ID of a German public body, `04011000-1234512345-06`: two check digits after ISO 7064 (mod 97, 10).
 * Source: Formatspezifikation Leitweg-ID 2.0.2, KoSIT.
 */
export function isLeitwegId(text: string): boolean {
  const found = /^([0-9]{2,12})(?:-([A-Z0-9]{1,30}))?-([0-9]{2})$/i.exec(text);
  if (!found) return false;
  const [, coarse = '', fine = '', check = ''] = found;
  const digits = [...`${coarse}${fine}${check}`.toUpperCase()].map((sign) => parseInt(sign, 36)).join('');
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** `0088:4012345000009`: a scheme of the list of electronic address schemes (EAS), and who it is there. */
const withScheme = /^(\d{4}|A[NQSU]|EM):(\S{1,110})$/;

/** Where an e-invoice goes: an address with its scheme as Peppol writes it, or a Leitweg-ID alone. */
export const isEInvoiceAddress = (text: string): boolean => withScheme.test(text) || isLeitwegId(text);

/** The address in two parts, as an invoice in XML names it; `undefined` for what is neither. */
export function eInvoiceParts(text: string): { readonly scheme: string; readonly id: string } | undefined {
  const [, scheme, id] = withScheme.exec(text) ?? [];
  if (scheme && id) return { scheme, id };
  return isLeitwegId(text) ? { scheme: '0204', id: text } : undefined;
}
