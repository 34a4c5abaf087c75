import { isSEPACountry, ValidationErrorsIBAN, validateIBAN } from 'ibantools';

const sentences: Partial<Record<ValidationErrorsIBAN, string>> = {
  [ValidationErrorsIBAN.NoIBANCountry]: 'Accounts of this country have no IBAN.',
  [ValidationErrorsIBAN.WrongIBANChecksum]: 'The check digits say that a symbol is wrong.',
  [ValidationErrorsIBAN.WrongAccountBankBranchChecksum]: 'The check digits say that a symbol is wrong.',
  [ValidationErrorsIBAN.WrongBBANLength]: 'It has too few or too many symbols for its country.',
};

/** What is wrong with an account that is to be collected from; `undefined`: nothing. */
export function checkIban(iban: string): { readonly code: string; readonly message: string } | undefined {
  const { valid, errorCodes } = validateIBAN(iban);
  if (!valid) {
    const said = errorCodes.map((code) => sentences[code]).find((one) => one !== undefined);
    return { code: 'iban', message: said ?? 'Expected an IBAN like DE02 1203 0000 0000 2020 51.' };
  }
  if (isSEPACountry(iban.slice(0, 2))) return undefined;
  return { code: 'iban_country', message: 'Mandates work in the countries of SEPA only.' };
}
