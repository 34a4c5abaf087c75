import type { MiddlewareHandler } from 'hono';
import { maxFileBytes } from '../files.ts';
import { readBytes } from './accept.ts';
import { requestProblem } from './problems.ts';

/** A body taken as it is. */
export interface Upload {
  /** In lower case, without parameters. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const slowestMs = 30_000;

/**
 * Reads a raw body of one of these media types into `c.var.upload`: 415 for another type, 413 above `maxBytes`, 422
 * for an empty one, 408 for one that takes longer than 30 s. What the bytes are is for the route to look at.
 */
export function acceptBytes(
  mediaTypes: readonly string[],
  maxBytes: number = maxFileBytes,
): MiddlewareHandler<{ Variables: { upload: Upload } }> {
  return async (c, next) => {
    const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (!mediaTypes.includes(mediaType)) {
      throw requestProblem('request.media-type', {
        detail: `Send content-type: ${mediaTypes.join(' or ')}.`,
      });
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooSlow = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(requestProblem('request.too-slow')), slowestMs);
    });
    const bytes = await Promise.race([readBytes(c, maxBytes), tooSlow]).finally(() => clearTimeout(timer));
    if (bytes.byteLength === 0) {
      const field = { path: '', code: 'missing', message: 'The body is empty.' };
      throw requestProblem('request.invalid', { fields: [field] });
    }
    c.set('upload', { mediaType, bytes });
    await next();
  };
}
