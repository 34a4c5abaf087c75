import * as v from 'valibot';
import { NewMachine, PublishableKey } from './schema.ts';

/**
 * What a program writes down where there is no connection, for somebody to carry to the portal:
 * `{ "portico": 1, "action": "activate", "product": "pub_…", "fingerprint": "…", "name": "DESK-1" }`,
 * as JSON, or the same in base64.
 */
export const RequestFile = v.object({
  portico: v.literal(1),
  action: v.picklist(['activate', 'deactivate']),
  product: PublishableKey,
  ...NewMachine.entries,
});
export type RequestFile = v.InferOutput<typeof RequestFile>;

function fromBase64(text: string): string | undefined {
  const bare = text.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/');
  if (!/^[A-Za-z0-9+/]+=*$/.test(bare)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(bare), (byte) => byte.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}

/** `undefined` for what is no request of a program. */
export function readRequestFile(text: string): RequestFile | undefined {
  const bare = text.trim().replace(/^\uFEFF/, '');
  const json = bare.startsWith('{') ? bare : fromBase64(bare);
  if (json === undefined) return undefined;
  try {
    const parsed = v.safeParse(RequestFile, JSON.parse(json));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
