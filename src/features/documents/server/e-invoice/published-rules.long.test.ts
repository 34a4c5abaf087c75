import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredDocument } from '../table.ts';
import { ciiOf, missingFor, type Profile } from './cii.ts';
import { buyer, document } from './example.test-data.ts';

/**
 * Where the published rules lie; see CONTRIBUTING. `en16931`: a copy of ConnectingEurope/eInvoicing-EN16931;
 * `xrechnung`: the stylesheet made of XRechnung-CII-validation.sch; `saxon`: Saxon-HE, which runs them.
 */
const { PORTICO_EN16931: en16931, PORTICO_XRECHNUNG: xrechnung, PORTICO_SAXON: saxon } = process.env;

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 999 }).map(String),
  unit: fc.constantFrom('kWh', 'Monate', 'minute', 'no unit of theirs'),
  unitPrice: fc.integer({ min: -9_999, max: 99_999 }).map((amount) => (amount / 1000).toFixed(3)),
  taxPercent: fc.constantFrom(5.5, 7, 19, 21),
});
const some = fc.tuple(
  fc.array(line, { minLength: 1, maxLength: 12 }),
  fc.record({
    pricesIncludeTax: fc.boolean(),
    kind: fc.constantFrom('invoice', 'credit-note'),
    period: fc.constantFrom(null, { from: '2026-10-01', until: '2026-10-31' }),
    prepaid: fc.constantFrom(0, 10),
    notes: fc.constantFrom(null, 'Thanks & bye'),
    dueOn: fc.constantFrom(null, '2026-11-30'),
  }),
);

/** Any sums, and each reason for no tax. */
function* documents(): Generator<StoredDocument> {
  for (const [lines, more] of fc.sample(some, { numRuns: 60, seed: 7 })) {
    const made = document(lines, {
      ...more,
      ...(more.kind === 'credit-note' && { invoiceId: 'inv_0' }),
    } as never);
    if (made.gross >= 0) yield made;
  }
  const lines = [{ unitPrice: '10' }, { unitPrice: '3.5', quantity: '2' }];
  for (const [taxReason, place] of [
    ['reverse-charge', { country: 'FR', vatId: 'FR12345678901' }],
    ['reverse-charge', { vatId: 'DE123456789' }],
    ['export', { country: 'US' }],
    ['small-business', {}],
    ['exempt', {}],
    [null, {}],
  ] as const) {
    yield document(lines, { taxReason, buyer: { ...buyer, ...place } });
  }
  yield document([...lines, { unitPrice: '-2', taxPercent: 19 }, { unitPrice: '9', taxPercent: 19 }]);
  yield document([{ unitPrice: '1000', taxPercent: 10 }], { currency: 'JPY' });
}

/** The rules that each file breaks. */
function broken(folder: string, stylesheet: string): Record<string, string[]> {
  const out = `${folder}-told`;
  mkdirSync(out);
  execFileSync('java', ['-jar', saxon as string, `-s:${folder}`, `-xsl:${stylesheet}`, `-o:${out}`]);
  const told = readdirSync(out).map((name) => {
    const report = readFileSync(join(out, name), 'utf8');
    expect(report.split('fired-rule').length, name).toBeGreaterThan(5);
    return [
      name,
      [...report.matchAll(/failed-assert[^>]*?\bid="([^"]+)"/g)].map(([, id = '']) => id),
    ] as const;
  });
  return Object.fromEntries(told.filter(([, ids]) => ids.length > 0));
}

test.runIf(en16931 && xrechnung && saxon)(
  'BIL-8 e-invoices keep the published schema, the rules of EN 16931 and those of XRechnung',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-rules-'));
    const [schema] = globSync('cii/schema/*/uncoupled clm/**/CrossIndustryInvoice_100pD16B.xsd', {
      cwd: en16931 as string,
    });
    const rules = join(en16931 as string, 'cii/xslt/EN16931-CII-validation.xslt');
    const at = (profile: string) => join(folder, profile);
    for (const profile of ['en16931', 'xrechnung', 'wrong'] as const) mkdirSync(at(profile));
    let count = 0;
    for (const of of documents()) {
      for (const profile of ['en16931', 'xrechnung'] satisfies Profile[]) {
        const source = { document: of, preceding: { number: 'RE-1', issuedOn: '2026-10-01' } };
        if (missingFor(source, profile).length > 0) continue;
        const xml = ciiOf(source, profile);
        writeFileSync(join(at(profile), `${++count}.xml`), xml);
        if (count === 1) writeFileSync(join(at('wrong'), '1.xml'), xml.replace(/(GrandTotalAmount>)/, '$19'));
      }
    }
    expect(count).toBeGreaterThan(100);
    for (const profile of ['en16931', 'xrechnung'] as const) {
      const files = readdirSync(at(profile)).map((name) => join(at(profile), name));
      execFileSync('xmllint', ['--noout', '--schema', join(en16931 as string, schema as string), ...files], {
        stdio: 'pipe',
      });
      expect(broken(at(profile), rules)).toEqual({});
    }
    rmSync(`${at('xrechnung')}-told`, { recursive: true });
    expect(broken(at('xrechnung'), xrechnung as string)).toEqual({});
    // What is wrong would be said.
    expect(Object.keys(broken(at('wrong'), rules))).toEqual(['1.xml']);
    rmSync(folder, { recursive: true });
  },
  120_000,
);
