import * as v from 'valibot';

type Schema = v.GenericSchema<unknown, unknown>;

/**
 * One of several objects, told apart by what stands in them. A plain union can't say which of its options somebody
 * meant, so a mistake in one is reported as a mistake in another; here `pick` says it.
 */
export function oneOf<const Options extends readonly [Schema, ...Schema[]]>(
  options: Options,
  pick: (value: Readonly<Record<string, unknown>>) => Options[number],
): v.UnionSchema<Options, undefined> {
  const union = v.union(options);
  return {
    ...union,
    '~run': (dataset, config) => {
      const { value } = dataset;
      const given = typeof value === 'object' && value !== null ? value : {};
      return pick(given as Record<string, unknown>)['~run'](dataset, config) as never;
    },
  };
}
