import * as v from 'valibot';
import { ActorKind } from '../activity/schema.ts';

/** A request that was refused or failed, as who made it was told: the `instance` of the answer finds it. */
export const RefusedRequest = v.object({
  /** The request's id, as it stood in the answer and in `x-request-id`: `7F3K-92QDM1`. */
  id: v.string(),
  /** `POST`. */
  method: v.string(),
  /** Without its query. */
  path: v.string(),
  /** 400 to 599. */
  status: v.number(),
  /** The problem's code: `origin.not-allowed`. */
  code: v.string(),
  /** The sentence that helped whoever asked; English. */
  detail: v.nullable(v.string()),
  /** Fields that were not accepted, and why; never their values. */
  fields: v.array(v.object({ path: v.string(), code: v.string() })),
  /** Who asked; `system`: nobody who was known. */
  actor: v.object({
    kind: ActorKind,
    id: v.nullable(v.string()),
    /** Of an operator, contact, customer or API key that is still there. */
    name: v.nullable(v.string()),
  }),
  /** Whose session it was, or whom the refused token was for. */
  customerId: v.nullable(v.string()),
  customerName: v.nullable(v.string()),
  portalId: v.nullable(v.string()),
  createdAt: v.string(),
});
export type RefusedRequest = v.InferOutput<typeof RefusedRequest>;

/** Symbols of a request's id: no letter that is taken for a figure. */
export const requestIdSymbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A request's id as somebody types it. */
export const requestIdShape = new RegExp(`^[${requestIdSymbols}]{4}-[${requestIdSymbols}]{6}$`, 'i');
