import * as v from 'valibot';

/**
 * `?absent=none` of what there need not be: 204 in place of a 404, for whoever asks whether it is there. A browser writes
 * every 404 into its console, and an operator who sees red believes that something is broken.
 */
export const Absent = v.strictObject({ absent: v.optional(v.picklist(['none'])) });
export type Absent = v.InferOutput<typeof Absent>;
