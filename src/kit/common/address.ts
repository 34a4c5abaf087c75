/** Addresses of the internet, and ranges of them: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** `undefined` for what is no address. An IPv4 address inside IPv6 (`::ffff:203.0.113.7`) is the IPv4 one. */
function parseAddress(text: string): Address | undefined {
  const [mapped] = /(?<=^::ffff:)[\d.]+$/i.exec(text) ?? [];
  if (mapped) return parseV4(mapped);
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  const parts = text.split('.');
  // A leading zero means octal to some readers and decimal to others, so it is no address here.
  const fine =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (!fine) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  if (given.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  if (halves.length === 1 ? given.length !== 8 : given.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - given.length }, () => '0');
  const groups = [...(head ?? []), ...zeros, ...(tail ?? [])];
  return { bits: 128, value: BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`) };
}

interface Range extends Address {
  readonly prefix: number;
}

function parseRange(text: string): Range | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0) return undefined;
  if (length === undefined) return { ...parsed, prefix: parsed.bits };
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > parsed.bits) return undefined;
  return { ...parsed, prefix: Number(length) };
}

/** Whether this is an address or a range in CIDR form. */
export const isAddressRange = (text: string): boolean => parseRange(text) !== undefined;

/** Whether an address lies in one of the ranges; what is no address lies in none. */
export function addressInRanges(address: string, ranges: readonly string[]): boolean {
  const parsed = parseAddress(address);
  return (
    parsed !== undefined &&
    ranges.some((text) => {
      const range = parseRange(text);
      if (!range || range.bits !== parsed.bits) return false;
      const shift = BigInt(range.bits - range.prefix);
      return range.value >> shift === parsed.value >> shift;
    })
  );
}
