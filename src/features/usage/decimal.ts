/** Quantities and prices are kept as whole millionths: sums of millions of them stay exact. */
export function millionths(text: string): number {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  return text.startsWith('-') && value !== 0 ? -value : value;
}

/** 250000 is `0.25`. */
export function fromMillionths(value: bigint | number): string {
  const whole = BigInt(value);
  const digits = String(whole < 0n ? -whole : whole).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return `${whole < 0n ? '-' : ''}${digits.slice(0, -6)}${fraction ? `.${fraction}` : ''}`;
}
