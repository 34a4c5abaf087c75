import * as v from 'valibot';

/** One setting in which two states differ, by its path: `theme.light.primary`. `null`: it is not set. */
export const Difference = v.object({ path: v.string(), before: v.unknown(), after: v.unknown() });
export type Difference = v.InferOutput<typeof Difference>;

/** Each setting in which they differ. Lists are one value: their order means something. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (!isRecord(before) && !isRecord(after))
    return areEqual(before ?? null, after ?? null)
      ? []
      : [{ path, before: before ?? null, after: after ?? null }];
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    differencesOf(was[key], is[key], path ? `${path}.${key}` : key),
  );
}

/** The same value, whatever order its fields were written in. */
export const isSame = (one: unknown, other: unknown): boolean => differencesOf(one, other).length === 0;

const areEqual = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((item, index) => isSame(item, other[index]))
    : one === other;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
