import { baseOf, type LanguageTag } from '../../kit/common/languages.ts';

/**
 * What the button that orders may say, the statutory words first. They are protected: a vendor chooses among them, and
 * nobody writes others, because a contract whose button says less does not bind a consumer.
 *
 * Sources: Directive 2011/83/EU, Art. 8(2), in each language; § 312j (3) BGB with BT-Drs. 17/7745, p. 12 (“kaufen”,
 * “kostenpflichtig bestellen”, “zahlungspflichtigen Vertrag schließen”); § 8 (2) FAGG; Art. 6:230v (3) BW; Art. VI.46 § 2
 * WER/CDE; Art. L. 221-14 Code de la consommation; Commission guidance C/2021/9314, 3.2.2 (“buy now”, “confirm purchase”).
 */
const english = ['Order with obligation to pay', 'Buy now', 'Confirm purchase'] as const;
const words: Readonly<Partial<Record<LanguageTag, readonly [string, ...string[]]>>> = {
  de: [
    'Zahlungspflichtig bestellen',
    'Kostenpflichtig bestellen',
    'Kaufen',
    'Zahlungspflichtigen Vertrag schließen',
  ],
  en: english,
  nl: ['Bestelling met betalingsverplichting', 'Bestellen en betalen', 'Nu kopen'],
  fr: ['Commande avec obligation de paiement', 'Commander et payer', 'Acheter maintenant'],
  bg: ['Поръчка със задължение за плащане'],
  cs: ['Objednávka zavazující k platbě'],
  da: ['Ordre med betalingsforpligtelse', 'Køb nu'],
  el: ['Παραγγελία με υποχρέωση πληρωμής'],
  es: ['Pedido con obligación de pago', 'Comprar ahora'],
  et: ['Tellimus koos maksekohustusega'],
  hr: ['Narudžba s obvezom plaćanja', 'Kupi odmah'],
  hu: ['Fizetési kötelezettséggel járó megrendelés'],
  it: ['Ordine con obbligo di pagare', 'Acquista ora'],
  lt: ['Užsakymas su įsipareigojimu sumokėti'],
  lv: ['Pasūtījums ar pienākumu maksāt'],
  pl: ['Zamówienie z obowiązkiem zapłaty', 'Kupuję i płacę'],
  'pt-PT': ['Encomenda com obrigação de pagar', 'Comprar agora'],
  ro: ['Comandă cu obligație de plată', 'Cumpără acum'],
  sk: ['Objednávka s povinnosťou platby'],
  sl: ['Naročilo z obveznostjo plačila'],
  sv: ['Beställning förenad med betalningsskyldighet', 'Köp nu'],
  // The Directive takes any “corresponding unambiguous formulation”: these two are ours.
  nb: ['Bestilling med betalingsforpliktelse', 'Bestill og betal'],
  fi: ['Tilaus, johon liittyy maksuvelvollisuus', 'Tilaa ja maksa'],
  // Of the languages below no law of the Union has words; they say what the Directive wants said, for buyers within its reach.
  'pt-BR': ['Pedido com obrigação de pagamento', 'Comprar agora'],
  uk: ['Замовити із зобов’язанням оплатити', 'Купити зараз'],
  tr: ['Ödeme yükümlülüğüyle sipariş ver', 'Hemen satın al'],
  ar: ['طلب مع الالتزام بالدفع', 'اشترِ الآن'],
  he: ['הזמנה עם חובת תשלום', 'קנייה עכשיו'],
  ja: ['支払い義務のある注文を確定する', '購入を確定する'],
  ko: ['결제 의무가 있는 주문하기', '지금 구매하기'],
  'zh-Hans': ['提交订单并承担付款义务', '立即购买'],
  'zh-Hant': ['送出訂單並承擔付款義務', '立即購買'],
};

/** Of a language or a variant; where a language has none yet, the English ones. */
const approvedIn = (language: LanguageTag): readonly [string, ...string[]] =>
  words[language] ?? words[baseOf(language) ?? 'en'] ?? english;

/** What may stand on the button in a language. */
export const orderButtons = (language: LanguageTag): readonly string[] => approvedIn(language);
export const hasOrderButtons = (language: LanguageTag): boolean =>
  approvedIn(language) !== english || language === 'en';

/** Countries whose law names the words, or whose courts took only these: so many of each language's, from the first. */
const strict: Readonly<Partial<Record<string, Readonly<Partial<Record<LanguageTag, number>>>>>> = {
  AT: { de: 2 },
  BE: { nl: 1, fr: 1, de: 1 },
  FR: { fr: 2 },
  LU: { fr: 1, de: 1 },
  NL: { nl: 2 },
};

/** Whether these are words that a vendor may choose, in some country. */
export const isOrderButton = (text: string): boolean =>
  Object.values(words).some((approved) => approved.includes(text));

/** What the button says: the vendor's choice where it may stand in the buyer's country, else the statutory words. */
export function orderButton(language: LanguageTag, country: string, wish: string | undefined): string {
  const approved = approvedIn(language);
  const most = strict[country]?.[baseOf(language) ?? language] ?? approved.length;
  return wish !== undefined && approved.slice(0, most).includes(wish) ? wish : approved[0];
}

/** The same for buyers of every country: what it says as a rule, and where it says something else. */
export function orderButtonOf(language: LanguageTag, wish: string | undefined) {
  const usual = orderButton(language, '', wish);
  const others = Object.keys(strict)
    .map((country) => [country, orderButton(language, country, wish)] as const)
    .filter(([, says]) => says !== usual);
  return { usual, by: Object.fromEntries(others) };
}
