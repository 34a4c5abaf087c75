import * as v from 'valibot';

/** GET /api/v1/loader: a loader by what is in it. */
export const LoaderPin = v.object({
  /** `/v1/<name>/portico.js`. */
  name: v.string(),
  /** Of the attribute `integrity`: `sha384-…`. */
  integrity: v.string(),
});
export type LoaderPin = v.InferOutput<typeof LoaderPin>;
