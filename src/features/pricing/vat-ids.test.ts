import { expect, test } from 'vitest';
import { hasRightDigits } from './server/vat-digits.ts';
import { readVatId, serviceFor } from './vat-ids.ts';

test.each([
  { text: 'de 123.456-789', country: 'DE', vatId: 'DE123456789', of: 'DE' },
  { text: '123456789', country: 'DE', vatId: 'DE123456789', of: 'DE' },
  { text: 'ATU13585627', country: 'AT', vatId: 'ATU13585627', of: 'AT' },
  { text: 'U13585627', country: 'AT', vatId: 'ATU13585627', of: 'AT' },
  { text: 'EL023456780', country: 'GR', vatId: 'EL023456780', of: 'GR' },
  { text: 'GR 023456780', country: 'GR', vatId: 'EL023456780', of: 'GR' },
  { text: 'XI980780684', country: 'GB', vatId: 'XI980780684', of: 'GB' },
  { text: '980780684', country: 'IM', vatId: 'GB980780684', of: 'GB' },
  { text: 'FR40303265045', country: 'MC', vatId: 'FR40303265045', of: 'FR' },
  { text: 'CHE-100.155.212 MWST', country: 'CH', vatId: 'CHE100155212MWST', of: 'CH' },
  { text: 'NL004495445B01', country: 'DE', vatId: 'NL004495445B01', of: 'NL' },
  { text: '12-3456789', country: 'US', vatId: '123456789', of: 'US' },
])('BIL-22 a VAT id is read as it is written: $text in $country', ({ text, country, vatId, of }) => {
  expect(readVatId(text, country)).toMatchObject({ vatId, country: of });
});

test.each(['', 'DE', '!!!!', 'DE1234567890123456789', 'DE12345678９'])(
  'BIL-22 what can be no VAT id: %j',
  (text) => {
    expect(readVatId(text, 'DE')).toBeUndefined();
  },
);

const right = {
  ...{ AT: 'U13585627', BE: '0428759497', BG: '175074752', CH: 'E100155212MWST', CY: '10259033P' },
  ...{ CZ: '25123891', DE: '136695976', DK: '13585628', EE: '100931558', EL: '023456780' },
  ...{ ES: 'B58378431', FI: '20774740', FR: '40303265045', GB: '980780684', HR: '33392005961' },
  ...{ HU: '12892312', IE: '6433435F', IT: '00743110157', LT: '119511515', LU: '15027442' },
  ...{ LV: '40003521600', MT: '11679112', NL: '004495445B01', NO: '988077917MVA', PL: '8567346215' },
  ...{ PT: '501964843', RO: '18547290', SE: '556188840401', SI: '50223054', SK: '2022749619' },
  XI: '980780684',
};

test.each(Object.entries(right))(
  'BIL-22 %s: right check digits are told from wrong ones',
  async (prefix, number) => {
    expect(await hasRightDigits(prefix, number)).toBe(true);
    // Of nine other digits in one place, check digits let one pass at most, where they are a remainder.
    const at = number.search(/\d(?=\D*$)/) - 3;
    const others = [...'0123456789'].filter((digit) => digit !== number[at]);
    const passed: string[] = [];
    for (const digit of others) {
      const changed = number.slice(0, at) + digit + number.slice(at + 1);
      if (await hasRightDigits(prefix, changed)) passed.push(changed);
    }
    expect(passed.length).toBeLessThanOrEqual(1);
  },
);

test('BIL-22 who is asked: VIES for the EU and Northern Ireland, HMRC for Britain, nobody else', async () => {
  expect(['DE', 'EL', 'XI', 'GB', 'CH', 'NO', ''].map(serviceFor)).toEqual([
    'vies',
    'vies',
    'vies',
    'hmrc',
    null,
    null,
    null,
  ]);
  expect(await hasRightDigits('US', '123456789')).toBeUndefined();
});
