/** What both databases take and give back unchanged. */
export type DatabaseValue = null | number | bigint | string | Uint8Array;

/**
 * Refuses what a driver would bend in silence: a `Date` (each driver has its own text for it), a boolean (columns
 * are integer 0 or 1), `undefined`, `NaN` (SQLite stores NULL) and plain objects (`node:sqlite` takes one in first
 * place for named parameters and shifts the rest).
 */
export function checkValues(
  sql: string,
  values: readonly unknown[],
): asserts values is readonly DatabaseValue[] {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const allowed =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'bigint' ||
      (typeof value === 'number' && Number.isFinite(value)) ||
      value instanceof Uint8Array;
    if (allowed) continue;
    const found = value instanceof Date ? 'a Date' : typeof value === 'object' ? 'an object' : String(value);
    throw new TypeError(
      `parameter ${index + 1} is ${found}: only null, numbers, bigints, strings and bytes can be stored, in: ${sql}`,
    );
  }
}
