/**
 * What the button that orders may say, the statutory words first. They are protected: a vendor chooses among them, and
 * nobody writes others, because a contract whose button says less does not bind a consumer.
 *
 * Sources: Directive 2011/83/EU, Art. 8(2), in each language; § 312j (3) BGB with BT-Drs. 17/7745, p. 12 (“kaufen”,
 * “kostenpflichtig bestellen”, “zahlungspflichtigen Vertrag schließen”); § 8 (2) FAGG; Art. 6:230v (3) BW; Art. VI.46 § 2
 * WER/CDE; Art. L. 221-14 Code de la consommation; Commission guidance C/2021/9314, 3.2.2 (“buy now”, “confirm purchase”).
 */
const words = {
  de: [
    'Zahlungspflichtig bestellen',
    'Kostenpflichtig bestellen',
    'Kaufen',
    'Zahlungspflichtigen Vertrag schließen',
  ],
  en: ['Order with obligation to pay', 'Buy now', 'Confirm purchase'],
  nl: ['Bestelling met betalingsverplichting', 'Bestellen en betalen', 'Nu kopen'],
  fr: ['Commande avec obligation de paiement', 'Commander et payer', 'Acheter maintenant'],
} as const;

type Language = keyof typeof words;

/** Countries whose law names the words, or whose courts took only these: nothing else is shown to their consumers. */
const strict: Readonly<Partial<Record<string, Readonly<Partial<Record<Language, readonly string[]>>>>>> = {
  AT: { de: [words.de[0], words.de[1]] },
  BE: { nl: [words.nl[0]], fr: [words.fr[0]], de: [words.de[0]] },
  FR: { fr: [words.fr[0], words.fr[1]] },
  LU: { fr: [words.fr[0]], de: [words.de[0]] },
  NL: { nl: [words.nl[0], words.nl[1]] },
};

export const orderButtons: Readonly<Record<Language, readonly string[]>> = words;

/** Whether these are words that a vendor may choose, in some country. */
export const isOrderButton = (text: string): boolean =>
  Object.values(orderButtons).some((approved) => approved.includes(text));

/** What the button says: the vendor's choice where it may stand in the buyer's country, else the statutory words. */
export function orderButton(language: Language, country: string, wish: string | undefined): string {
  const approved = strict[country]?.[language] ?? orderButtons[language];
  return wish !== undefined && approved.includes(wish) ? wish : (approved[0] as string);
}
