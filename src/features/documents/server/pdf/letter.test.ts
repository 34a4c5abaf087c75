import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { textOfPdf } from '../../../../../tests/helpers/pdf.ts';
import { compileWords } from '../../../../kit/common/message-compile.ts';
import { readMessages } from '../../../../kit/server/message-files.ts';
import { PaperLanguage } from '../../schema.ts';
import { visualRuns } from './bidi.ts';
import { type Letter, setLetter } from './letter.ts';

const letter = (change: Partial<Letter> = {}): Letter => ({
  kind: 'invoice',
  number: 'RE-2026-10418',
  title: 'Jahresabrechnung 2025/26',
  issuedOn: '2026-11-09',
  dueOn: '2026-11-30',
  period: { from: '2025-10-01', until: '2026-09-30' },
  currency: 'EUR',
  pricesIncludeTax: false,
  lines: [
    {
      title: 'Arbeitspreis',
      quantity: '3212',
      unit: 'kWh',
      unitPrice: '0.3142',
      taxPercent: 19,
      amount: 100_921,
    },
    { title: 'Grundpreis', quantity: '12', unitPrice: '11.9', taxPercent: 19, amount: 14_280 },
  ],
  taxes: [{ percent: 19, net: 115_201, tax: 21_888 }],
  ...{ net: 115_201, tax: 21_888, gross: 137_089, prepaid: 130_671 },
  seller: {
    ...{
      name: 'Stromwerk Kiel eG',
      lines: ['Werftstraße 12', '24143 Kiel'],
      country: 'DE',
      vatId: 'DE123456789',
    },
    bank: { iban: 'DE02120300000000202051' },
  },
  buyer: { name: 'Jana Petersen', lines: ['Lindenallee 14', '24105 Kiel'], number: '4471-0925' },
  notes: 'Zähler 1 ESY 1160 4471',
  ...{ purchaseOrder: null, deliverTo: null },
  language: 'de',
  brand: 'Stromwerk',
  colour: '#0b5a45',
  logo: null,
  invoice: null,
  reminder: null,
  data: null,
  ...change,
});
const textOf = async (change: Partial<Letter> = {}) =>
  (await textOfPdf(await setLetter(letter(change)))).text;

/** What is filled in: the country of the sender chooses between words, where a language has more than one. */
const valuesIn = (elements: readonly MessageFormatElement[]): string[] =>
  [
    ...new Set(
      elements.flatMap((element) => {
        if (element.type === TYPE.select) {
          return Object.values(element.options).flatMap(({ value }) => valuesIn(value));
        }
        return 'value' in element && element.type !== TYPE.literal ? [element.value] : [];
      }),
    ),
  ].sort();

describe('a letter', () => {
  test.each([
    [
      'de',
      [
        'Rechnung RE-2026-10418',
        'Datum 9. November 2026',
        'Fällig am 30. November 2026',
        '3.212 kWh 0,3142 € 1.009,21 €',
        'USt. 19 % auf 1.152,01 € 218,88 €',
        'Bereits gezahlt −1.306,71 €',
        'Zu zahlen 64,18 €',
        'IBAN DE02 1203 0000 0000 2020 51',
        'Seite 1 von 1',
      ],
    ],
    [
      'en',
      [
        'Invoice RE-2026-10418',
        'Date 9 November 2026',
        '3,212 kWh €0.3142 €1,009.21',
        'VAT 19% on €1,152.01 €218.88',
        'Already paid −€1,306.71',
        'Amount due €64.18',
        'Page 1 of 1',
      ],
    ],
    [
      'nl',
      [
        'Factuur RE-2026-10418',
        'Datum 9 november 2026',
        '3.212 kWh € 0,3142 € 1.009,21',
        'Btw 19% over € 1.152,01 € 218,88',
        'Te betalen € 64,18',
        'Pagina 1 van 1',
      ],
    ],
    [
      'fr',
      [
        'Facture RE-2026-10418',
        'Date 9 novembre 2026',
        'du 1er octobre 2025',
        '3 212 kWh 0,3142 € 1 009,21 €',
        'TVA 19 % sur 1 152,01 € 218,88 €',
        'À payer 64,18 €',
        'Page 1 sur 1',
      ],
    ],
    [
      'es',
      [
        'Factura RE-2026-10418',
        'Fecha 9 de noviembre de 2026',
        'del 1 de octubre de 2025',
        '3212 kWh 0,3142 € 1009,21 €',
        'IVA 19 % sobre 1152,01 € 218,88 €',
        'Total a pagar 64,18 €',
        'Página 1 de 1',
      ],
    ],
    [
      'it',
      [
        'Fattura RE-2026-10418',
        'Data 9 novembre 2026',
        'dal 1 ottobre 2025',
        'IVA 19% su 1152,01 € 218,88 €',
        'Totale da pagare 64,18 €',
        'Pagina 1 di 1',
      ],
    ],
    [
      'pl',
      [
        'Faktura RE-2026-10418',
        'Data 9 listopada 2026',
        'od 1 października 2025',
        'VAT 19% od 1152,01 € 218,88 €',
        'Do zapłaty 64,18 €',
        'Strona 1 z 1',
      ],
    ],
  ] as const)(
    'BIL-8 in %s has its words, days and figures, as text that can be copied',
    async (language, wanted) => {
      const text = await textOf({ language });
      for (const part of wanted) expect(text).toContain(part);
      expect(text).toContain('Jana Petersen Lindenallee 14 24105 Kiel');
    },
  );

  test.each(PaperLanguage.options)(
    'BIL-8 in %s every word of every letter is there, with the same values in it',
    (language) => {
      const folder = new URL('./messages/', import.meta.url);
      const [english, table] = [readMessages(folder, 'en'), readMessages(folder, language)];
      expect(Object.keys(table)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(table)) {
        expect([key, valuesIn(parse(text))]).toEqual([key, valuesIn(parse(english[key] as string))]);
        expect(text, key).not.toMatch(/["']|\.\.\.| {2}|^\s|\s$/);
        expect(() => compileWords({ [key]: text }), key).not.toThrow();
      }
    },
  );

  test('BIL-8 the same letter is the same bytes, whenever it is set', async () => {
    const [one, two] = [await setLetter(letter()), await setLetter(letter())];
    expect(Buffer.compare(one, two)).toBe(0);
    expect(Buffer.compare(one, await setLetter(letter({ notes: 'Another' })))).not.toBe(0);
  });

  test('BIL-8 is a tagged PDF/A-3b with its language, title and all fonts inside', async () => {
    const file = Buffer.from(await setLetter(letter())).toString('latin1');
    for (const mark of [
      '/StructTreeRoot',
      '/MarkInfo',
      '/Lang (de)',
      '<pdfaid:part>3',
      '<pdfaid:conformance>B',
      '/OutputIntents',
      '/DisplayDocTitle true',
      '/S /Table',
      '/S /TH',
      '/S /H1',
    ]) {
      expect(file, mark).toContain(mark);
    }
    expect(file).not.toMatch(/\/BaseFont \/(Helvetica|Times|Courier)/);
    expect(file.match(/\/FontFile2/g)?.length).toBeGreaterThan(1);
  });

  test.each(['de', 'ar', 'he'] as const)(
    'BIL-8 in %s it has what an archive asks of a PDF/A-3: a colour profile, metadata, data named as such, every font inside',
    async (language) => {
      const data = { name: 'factur-x.xml', xml: '<rsm:CrossIndustryInvoice/>', profile: 'EN 16931' };
      const buyer = { name: 'شركة النور 2026', lines: ['חברת אור'] };
      const file = Buffer.from(await setLetter(letter({ language, data, buyer }))).toString('latin1');
      const count = (mark: RegExp) => file.match(mark)?.length ?? 0;
      // ISO 19005-3: nothing locked, nothing that runs, nothing from outside (6.1.3, 6.6.1, 6.2.3).
      expect(file).not.toMatch(
        /\/(Encrypt|JavaScript|JS|Launch|OpenAction|AA|RichMedia|Sound|Movie|LZWDecode)\b/,
      );
      expect(file).toMatch(/trailer[\s\S]*\/ID \[<[0-9a-f]+> <[0-9a-f]+>\]/);
      expect(file).toMatch(/\/S \/GTS_PDFA1/);
      expect(file).toMatch(/\/DestOutputProfile \d+ 0 R/);
      expect(file).toMatch(/\/Type \/Metadata/);
      expect(file.slice(file.indexOf('<?xpacket'))).toContain('<pdfaid:part>3</pdfaid:part>');
      // What is attached says what it is to the document (6.8).
      expect(file).toMatch(/\/AFRelationship \/Alternative/);
      expect(file).toMatch(/\/EF <<\s*\/F \d+ 0 R/);
      expect(count(/\/Type \/Filespec/g)).toBe(1);
      // Every font is inside, and says what each of its shapes means (6.2.11.4, 6.2.11.7).
      const fonts = count(/\/Type \/FontDescriptor/g);
      expect(fonts).toBeGreaterThanOrEqual(4);
      expect(count(/\/FontFile[23] \d+ 0 R/g)).toBe(fonts);
      expect(count(/\/Subtype \/Type0/g)).toBe(fonts);
      expect(count(/\/ToUnicode \d+ 0 R/g)).toBe(fonts);
      expect(count(/\/CIDToGIDMap \/Identity/g)).toBe(fonts);
    },
  );

  test('BIL-8 a hundred lines go over several pages, the head on each, the sum at the end', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      ...{
        title: `Position ${index + 1}`,
        quantity: '1',
        unitPrice: '1',
        taxPercent: index % 2 ? 7 : 19,
        amount: 100,
      },
    }));
    const { pages, text } = await textOfPdf(await setLetter(letter({ lines })));
    expect(pages).toBeGreaterThan(3);
    // The last page may hold the sum alone.
    expect(text.match(/Leistung Menge/g)?.length).toBeGreaterThanOrEqual(pages - 1);
    expect(text).toContain(`Seite ${pages} von ${pages}`);
    for (const { title } of lines) expect(text).toContain(title);
  });

  test('BIL-8 the data of a document stand inside as Factur-X, as an alternative to what is printed', async () => {
    const xml = '<rsm:CrossIndustryInvoice/>';
    const data = { name: 'factur-x.xml', xml, profile: 'EN 16931' };
    const seller = { ...letter().seller, name: 'Stromwerk & Söhne <eG>' };
    const file = Buffer.from(await setLetter(letter({ data, seller }))).toString('latin1');
    expect(file).toMatch(/\/AFRelationship \/Alternative/);
    expect(file).toMatch(/\/AF \[\d+ 0 R\]/);
    expect(file).toMatch(/\/Subtype \/text#2Fxml/);
    for (const mark of [
      '<fx:DocumentFileName>factur-x.xml<',
      '<fx:ConformanceLevel>EN 16931<',
      'pdfaExtension:schemas',
    ])
      expect(file).toContain(mark);
    // The metadata is XML: a name with signs in it must not break it.
    expect(file).toContain('Stromwerk &amp; ');
    expect(file).not.toContain('<rdf:li>Stromwerk & ');
  });

  test('BIL-43 a reminder says what is open, what it costs, and by when to pay', async () => {
    const reminder = { level: 2, open: 6_418, fees: 250, text: null, wasDueOn: '2026-11-30' };
    const sums = { lines: [], taxes: [], gross: 6_668, net: 6_668, tax: 0, prepaid: 0, dueOn: '2026-12-17' };
    const text = await textOf({
      reminder,
      ...sums,
      invoice: { number: 'RE-2026-10418', issuedOn: '2026-11-09' },
    });
    for (const part of [
      'Zweite Mahnung',
      'Offen aus RE-2026-10418 64,18 €',
      'Mahngebühren 2,50 €',
      'Zu zahlen 66,68 €',
      'bis zum 17. Dezember 2026',
    ])
      expect(text).toContain(part);
  });

  test('BIL-9 a credit note names its invoice and what is returned', async () => {
    const change = { kind: 'credit-note', number: 'GS-7', prepaid: 0, dueOn: null } as const;
    const text = await textOf({ ...change, invoice: { number: 'RE-1', issuedOn: '2026-10-01' } });
    for (const part of [
      'Gutschrift GS-7',
      'Zur Rechnung RE-1 vom 1. Oktober 2026',
      'Wir erstatten Ihnen 1.370,89 €',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('IE07 markup, scripts and addresses in a name are words on paper: nothing is fetched, read or run', async () => {
    const hostile =
      '<iframe src=file:///etc/passwd></iframe><img src=//sink.example/x><script>app.alert(1)</script>';
    const line = {
      title: `${hostile} (\\) /JavaScript`,
      quantity: '1',
      unitPrice: '1',
      taxPercent: 0,
      amount: 100,
    };
    const bytes = await setLetter(
      letter({ buyer: { name: hostile, lines: ['javascript:alert(1)'] }, lines: [line], title: hostile }),
    );
    const { text } = await textOfPdf(bytes);
    expect(text.replaceAll(' ', '')).toContain(hostile.replaceAll(' ', ''));
    expect(text).not.toContain('root:');
    const file = Buffer.from(bytes).toString('latin1');
    expect(file).not.toMatch(/\/(URI|JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|GoToR|SubmitForm)\b/);
  });

  test('a letter of no font here shows as such and breaks nothing', async () => {
    const text = await textOf({ buyer: { name: 'Nguyễn 株式会社 😀', lines: [] } });
    expect(text).toContain('Nguyễn \ufffd\ufffd\ufffd\ufffd');
  });
});

describe('right to left', () => {
  const shown = (text: string) =>
    visualRuns(text)
      .map((run) => (run.rtl ? [...run.text].reverse().join('') : run.text))
      .join('');

  test.each([
    ['Kiel 2026', 'Kiel 2026'],
    ['חברת 2026', '2026 תרבח'],
    ['שלום (12)', '(12) םולש'],
    ['شركة 1,234.50', '1,234.50 ةكرش'],
    ['Rechnung שלום 12', 'Rechnung 12 םולש'],
  ])('%s stands as %s from left to right: figures keep their order', (text, visual) => {
    expect(shown(text)).toBe(visual);
  });

  test.each([
    // A line with a word of the language is read from the right, whatever it begins with.
    ['12 חודשים', 'םישדוח 12'],
    ['RE-2026-7 לחשבונית', 'תינובשחל RE-2026-7'],
    // A number alone is not: its groups would change places.
    ['+972 2 123 4567', '+972 2 123 4567'],
    ['2025/26', '2025/26'],
    // What only says how others stand has no shape.
    ['\u200f1,009.21 \u200f₪', '₪ 1,009.21'],
    ['لفاتورة \u2068INV-2026/7\u2069 اليوم', 'مويلا INV-2026/7 ةروتافل'],
  ])('in a letter that is read so, %s stands as %s', (text, visual) => {
    expect(
      visualRuns(text, true)
        .map((run) => (run.rtl ? [...run.text].reverse().join('') : run.text))
        .join(''),
    ).toBe(visual);
  });

  test.each([
    ['ar', 'AED', ['RE-2026-10418', '1,009.21', '2026', '64.18', '−1,306.71', 'DE02 1203 0000 0000 2020 51']],
    ['he', 'ILS', ['RE-2026-10418', '1,009.21', '2026', '64.18', '−1,306.71', 'DE02 1203 0000 0000 2020 51']],
  ] as const)(
    'BIL-8 an invoice in %s is the mirror of ours, and its figures are read as they are written',
    async (language, currency, wanted) => {
      const bytes = await setLetter(letter({ language, currency }));
      const { text } = await textOfPdf(bytes);
      for (const part of wanted) expect(text).toContain(part);
      expect(Buffer.from(bytes).toString('latin1')).toContain(`/Lang (${language})`);
      const { getDocumentProxy } = await import('unpdf');
      const page = await (await getDocumentProxy(new Uint8Array(bytes))).getPage(1);
      const { items } = await page.getTextContent();
      const placed = items.flatMap((item) => ('str' in item && item.str.trim() ? [item] : []));
      const right = Math.max(...placed.map(({ transform, width }) => transform[4] + width));
      const left = Math.min(...placed.map(({ transform }) => transform[4]));
      // Margins change sides with the letter, and nothing leaves the sheet.
      expect([Math.round(left), Math.round(right)]).toEqual([71, 539]);
    },
  );

  test('BIL-8 a customer’s Arabic or Hebrew name with figures in it is copied as it was written', async () => {
    for (const name of ['شركة النور 2026 (فرع 12)', 'חברת אור 2026 (סניף 12)']) {
      // Readers guess at blanks between joined letters; the letters and their order are what counts.
      const text = (await textOf({ buyer: { name, lines: ['1,234.50'] } })).replace(/[ \u200d]/g, '');
      for (const part of ['2026', '12', '1,234.50', ...(name.match(/[\u0590-\u06ff]+/g) as string[])]) {
        expect(text, name).toContain(part);
      }
    }
  });
});
