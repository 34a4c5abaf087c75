import * as v from 'valibot';

/** A thing in a list of all customers' things, with the name of its customer beside the id. */
export const named = <const Entries extends v.ObjectEntries>(schema: v.ObjectSchema<Entries, undefined>) =>
  v.object({
    ...schema.entries,
    /** `null` where it is nobody's. */
    customerName: v.nullable(v.string()),
  });
