/** An IBAN in fours, however it was typed; where a line ends it goes on in the next. */
export const ibanText = (iban: string): string => iban.replace(/(.{4}) ?(?=.)/g, '$1 ');
