import pg from 'pg';

const INT8 = 20;
const NUMERIC = 1700;

/** `bigint`, and the `numeric` that `sum()` makes of it, as numbers like on SQLite; beyond 2^53 an error, as there. */
function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new RangeError(`value is too large to be represented as a number: ${text}`);
  return number;
}

// biome-ignore lint/suspicious/noExplicitAny: the type of `pg`
export const getTypeParser = ((oid: number, format?: any) =>
  oid === INT8 || oid === NUMERIC
    ? toNumber
    : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
