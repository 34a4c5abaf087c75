import * as v from 'valibot';

/** Terms of use: `id` is new whenever their address or version changes. */
export const Terms = v.object({ id: v.string(), url: v.string(), version: v.nullable(v.string()) });
export type Terms = v.InferOutput<typeof Terms>;
