import * as v from 'valibot';

/** Which law's words and duties a portal's page for ending contracts follows. */
export const EndingLaw = v.picklist(['eu', 'de', 'fr']);
export type EndingLaw = v.InferOutput<typeof EndingLaw>;

export const endingFields = {
  /** `/cancel/:portal`, where anybody can end a contract without signing in. */
  publicPage: v.boolean(),
  /** Whether contracts can be withdrawn from: on the public page, and in the portal while their time runs. */
  withdrawal: v.boolean(),
  law: EndingLaw,
  /** A declaration that names a contract's number and an address of its customer ends that contract by itself. */
  endsByItself: v.boolean(),
};

export const endingDefaults = {
  publicPage: true,
  withdrawal: true,
  law: 'eu' as EndingLaw,
  endsByItself: true,
};

/** How contracts are ended at a portal. A change names only what changes. */
export const EndingSettings = v.strictObject({
  publicPage: v.optional(endingFields.publicPage, endingDefaults.publicPage),
  withdrawal: v.optional(endingFields.withdrawal, endingDefaults.withdrawal),
  law: v.optional(endingFields.law, endingDefaults.law),
  endsByItself: v.optional(endingFields.endsByItself, endingDefaults.endsByItself),
});
export type EndingSettings = v.InferOutput<typeof EndingSettings>;
