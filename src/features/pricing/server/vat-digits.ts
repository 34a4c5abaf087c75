/** One country's rule; loaded when first needed, since each is a module of its own. */
type Validator = { readonly validate: (number: string) => { readonly isValid: boolean } };
type Load = () => Promise<unknown>;

const loads: Readonly<Record<string, Load>> = {
  AT: () => import('stdnum/lib/cjs/at/uid.js'),
  BE: () => import('stdnum/lib/cjs/be/vat.js'),
  BG: () => import('stdnum/lib/cjs/bg/vat.js'),
  CH: () => import('stdnum/lib/cjs/ch/uid.js'),
  CY: () => import('stdnum/lib/cjs/cy/vat.js'),
  CZ: () => import('stdnum/lib/cjs/cz/dic.js'),
  DE: () => import('stdnum/lib/cjs/de/vat.js'),
  DK: () => import('stdnum/lib/cjs/dk/cvr.js'),
  EE: () => import('stdnum/lib/cjs/ee/kmkr.js'),
  EL: () => import('stdnum/lib/cjs/gr/vat.js'),
  ES: () => import('stdnum/lib/cjs/es/nif.js'),
  FI: () => import('stdnum/lib/cjs/fi/alv.js'),
  FR: () => import('stdnum/lib/cjs/fr/tva.js'),
  GB: () => import('stdnum/lib/cjs/gb/vat.js'),
  HR: () => import('stdnum/lib/cjs/hr/oib.js'),
  HU: () => import('stdnum/lib/cjs/hu/anum.js'),
  IE: () => import('stdnum/lib/cjs/ie/vat.js'),
  IT: () => import('stdnum/lib/cjs/it/iva.js'),
  LT: () => import('stdnum/lib/cjs/lt/pvm.js'),
  LU: () => import('stdnum/lib/cjs/lu/tva.js'),
  LV: () => import('stdnum/lib/cjs/lv/pvn.js'),
  MT: () => import('stdnum/lib/cjs/mt/vat.js'),
  NL: () => import('stdnum/lib/cjs/nl/btw.js'),
  NO: () => import('stdnum/lib/cjs/no/orgnr.js'),
  PL: () => import('stdnum/lib/cjs/pl/nip.js'),
  PT: () => import('stdnum/lib/cjs/pt/nif.js'),
  RO: () => import('stdnum/lib/cjs/ro/cui.js'),
  SE: () => import('stdnum/lib/cjs/se/vat.js'),
  SI: () => import('stdnum/lib/cjs/si/ddv.js'),
  SK: () => import('stdnum/lib/cjs/sk/dph.js'),
  XI: () => import('stdnum/lib/cjs/gb/vat.js'),
};

/** What stands behind the number in Switzerland and Norway, and is no part of it. */
const trailing = /(?:MWST|TVA|IVA|MVA)$/;

/** Whether shape and check digits of a number are right; `undefined` where nobody knows a rule. */
export async function hasRightDigits(prefix: string, number: string): Promise<boolean | undefined> {
  const load = Object.hasOwn(loads, prefix) ? loads[prefix] : undefined;
  if (!load) return undefined;
  const loaded = (await load()) as Validator & { readonly default?: Validator };
  const { validate } = loaded.default ?? loaded;
  const plain = number.replace(trailing, '');
  return validate(prefix === 'CH' ? `CH${plain}` : plain).isValid;
}
