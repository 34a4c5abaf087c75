import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buyerFrom } from './address.ts';
import { csvCell } from './csv.ts';
import { amountOf, majorOf } from './decimal.ts';
import { pdfNames } from './file-names.ts';
import {
  checkDocument,
  numberFrom,
  openAmountOf,
  openFeesOf,
  overpaidOf,
  settled,
  statusByPayments,
  statusOf,
  totalsOf,
  withAmounts,
} from './rules.ts';

const rates = fc.constantFrom(0, 5, 5.5, 7, 8.88, 10, 19, 20, 21, 25.5);
const decimal = (whole: number, digits: number) =>
  fc
    .tuple(
      fc.integer({ min: -whole, max: whole }),
      fc.integer({ min: 0, max: 10 ** digits - 1 }),
      fc.boolean(),
    )
    .map(([front, behind, pointed]) =>
      pointed ? `${front}.${String(behind).padStart(digits, '0')}` : `${front}`,
    );
const basket = fc.array(
  fc.record({
    title: fc.constant('x'),
    quantity: decimal(9_999, 3),
    unitPrice: decimal(99_999, 4),
    taxPercent: rates,
  }),
  { minLength: 1, maxLength: 100 },
);

describe('totals', () => {
  test('OM03 lines, rates and document always add up, whatever is billed in whatever currency', () => {
    fc.assert(
      fc.property(
        basket,
        fc.boolean(),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF'),
        (given, included, currency) => {
          const lines = withAmounts(given, currency, false);
          const totals = totalsOf(lines, included);
          const sum = (amounts: number[]) => amounts.reduce((all, one) => all + one, 0);
          expect(sum(lines.map(({ amount }) => amount))).toBe(included ? totals.gross : totals.net);
          expect(sum(totals.taxes.map(({ net }) => net))).toBe(totals.net);
          expect(sum(totals.taxes.map(({ tax }) => tax))).toBe(totals.tax);
          expect(totals.net + totals.tax).toBe(totals.gross);
          for (const { percent, net, tax } of totals.taxes) {
            expect(Math.abs(tax - (net * percent) / 100)).toBeLessThan(1);
          }
          const document = { ...totals, lines, pricesIncludeTax: included };
          const days = { issuedOn: '2026-11-01', dueOn: null, paidOn: null, period: null };
          expect(checkDocument({ ...document, ...days })).toEqual([]);
          expect(checkDocument({ ...document, ...days, gross: totals.gross + 1 })).not.toEqual([]);
        },
      ),
    );
  });

  test.each([
    ['3212', '0.3142', 'EUR', 100_921],
    ['1', '1.005', 'EUR', 101],
    ['-1', '1.005', 'EUR', -101],
    ['3', '0.333', 'EUR', 100],
    ['2', '1250', 'JPY', 2_500],
    ['1', '1.2345', 'KWD', 1_235],
  ])('OM03 %s × %s %s is %i: rounded once, half away from zero', (quantity, price, currency, amount) => {
    expect(amountOf(quantity, price, currency)).toBe(amount);
  });

  test('an amount as a decimal and back is the same amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (amount, currency) => {
          expect(amountOf('1', majorOf(amount, currency), currency)).toBe(amount);
        },
      ),
    );
  });
});

describe('states', () => {
  test('an invoice is due on its day and overdue on the next', () => {
    expect(statusOf('open', '2026-11-22', '2026-11-22')).toBe('open');
    expect(statusOf('open', '2026-11-21', '2026-11-22')).toBe('overdue');
    expect(statusOf('paid', '2026-11-21', '2026-11-22')).toBe('paid');
    expect(statusOf('open', null, '2026-11-22')).toBe('open');
  });

  test('what was paid before and what was credited is not owed; nothing is owed below zero', () => {
    const invoice = { status: 'open', gross: 1000, prepaid: 300, credited: 200, received: 0 } as const;
    expect(openAmountOf(invoice)).toBe(500);
    expect(openAmountOf({ ...invoice, received: 120 })).toBe(380);
    expect(openAmountOf({ ...invoice, status: 'overdue', prepaid: 900 })).toBe(0);
    expect(openAmountOf({ ...invoice, status: 'paid', prepaid: 0, credited: 0 })).toBe(0);
  });

  const paid = { status: 'paid', gross: 1000, prepaid: 0, credited: 0, received: 1000 } as const;
  test.each([
    { name: 'nothing came', of: { status: 'open', received: 0 }, fees: 50, over: 0 },
    { name: 'the invoice alone was paid', of: {}, fees: 50, over: 0 },
    { name: 'a part of the fees came with it', of: { received: 1020 }, fees: 30, over: 0 },
    { name: 'all came, and more', of: { received: 1070 }, fees: 0, over: 20 },
    { name: 'it was marked as paid by hand', of: { received: 0 }, fees: 0, over: 0 },
    { name: 'it was taken back whole', of: { status: 'refunded', credited: 1000 }, fees: 0, over: 950 },
    { name: 'it was cancelled', of: { status: 'cancelled', received: 0, credited: 1000 }, fees: 0, over: 0 },
  ] as const)('DAY-17 fees of reminders are owed beside the invoice where $name', ({ of, fees, over }) => {
    expect(openFeesOf({ ...paid, reminderFees: 50, ...of })).toBe(fees);
    expect(overpaidOf({ ...paid, reminderFees: 50, ...of })).toBe(over);
  });

  test.each([
    ['open', { paid: 1000, back: 0, cameBack: false }, 'paid'],
    ['open', { paid: 999, back: 0, cameBack: false }, 'open'],
    ['paid', { paid: 0, back: 0, cameBack: false }, 'paid'],
    ['paid', { paid: 0, back: 0, cameBack: true }, 'open'],
    ['paid', { paid: 1000, back: 400, cameBack: false }, 'paid'],
    ['paid', { paid: 1000, back: 1000, cameBack: true }, 'refunded'],
    ['cancelled', { paid: 1000, back: 0, cameBack: false }, 'cancelled'],
  ] as const)('%s with %o is %s', (status, money, after) => {
    expect(statusByPayments({ status, gross: 1000, prepaid: 0, credited: 0 }, money)).toBe(after);
  });

  test.each([
    ['open', 1000, 'cancelled'],
    ['paid', 1000, 'refunded'],
    ['paid', 999, 'paid'],
    ['refunded', 400, 'paid'],
    ['cancelled', 0, 'open'],
  ] as const)('%s with %i of 1000 credited is %s', (status, credited, after) => {
    const invoice = { status, gross: 1000, prepaid: 0, received: 0 };
    expect(settled(invoice, { before: 0, credited })).toBe(after);
  });

  test('a part that was paid pays the whole once the rest is taken back, and is a part again', () => {
    const invoice = { status: 'open', gross: 1000, prepaid: 0, received: 400 } as const;
    expect(settled(invoice, { before: 0, credited: 599 })).toBe('open');
    expect(settled(invoice, { before: 0, credited: 600 })).toBe('paid');
    expect(settled({ ...invoice, status: 'paid' }, { before: 600, credited: 0 })).toBe('open');
    expect(settled({ ...invoice, received: 0, status: 'paid' }, { before: 600, credited: 0 })).toBe('paid');
  });
});

describe('names and numbers', () => {
  test('a number is prefix, year of issue and digits', () => {
    expect(numberFrom({ prefix: 'RE-{year}-', digits: 5 }, 42, '2026-03-01')).toBe('RE-2026-00042');
    expect(numberFrom({ prefix: '', digits: 1 }, 1234, '2026-03-01')).toBe('1234');
  });

  test('file names are plain ASCII, told apart without case, and never a path', () => {
    const names = pdfNames(
      ['INV-1043', 'inv-1043', 'Straße/17', '../../etc/passwd', 'فاتورة', 'a\u0000b', 'x'.repeat(300)].map(
        (number, index) => ({ number, issuedOn: '2026-03-31', id: `inv_${index}` }),
      ),
    );
    expect(names).toEqual([
      ...[
        '2026-03_INV-1043.pdf',
        '2026-03_inv-1043-2.pdf',
        '2026-03_Strasse-17.pdf',
        '2026-03_etc-passwd.pdf',
      ],
      ...['2026-03_inv_4.pdf', '2026-03_a-b.pdf', `2026-03_${'x'.repeat(60)}.pdf`],
    ]);
  });

  test.each([
    ['=1+1', '"\'=1+1"'],
    [' @cmd', '"\' @cmd"'],
    ['＝1', '"\'＝1"'],
    ['-118.40', '-118.40'],
    ['-x', '"\'-x"'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['Abschlag', 'Abschlag'],
  ])('a cell %s is written %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  test.each([
    ['DE', ['Lindenallee 14', '24105 Kiel']],
    ['GB', ['14 Lindenallee', 'Kiel', '24105', 'Vereinigtes Königreich']],
    ['US', ['14 Lindenallee', 'Kiel, 24105', 'Vereinigte Staaten']],
  ])('an address is written as in %s, with the country where the letter goes abroad', (country, lines) => {
    const empty = { company: '', firstName: 'Jana', lastName: 'Petersen', email: '', addressLine1: '' };
    const billing = {
      ...empty,
      addressLine2: '',
      phone: '',
      vatId: '',
      street: 'Lindenallee',
      houseNumber: '14',
      postcode: '24105',
      city: 'Kiel',
      country,
    };
    expect(buyerFrom({ name: 'x', number: 'K-1', billing }, 'DE', 'de')).toMatchObject({
      name: 'Jana Petersen',
      number: 'K-1',
      lines,
    });
  });
});
