import { crc32 } from 'node:zlib';

/** A picture as it is kept: nothing but what draws it. */
export interface Photo {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** A phone's largest pictures have 50 megapixels; more is meant to fill somebody's memory. */
const mostPixels = 50_000_000;

/**
 * Writes a photo anew from the parts that draw it, whatever it calls itself: where and when it was taken, thumbnails,
 * colour profiles, comments and whatever hangs on behind (a second file in the same bytes) are left out. The way up that
 * a camera notes is kept, since without it the picture lies on its side. `undefined` for all that is not one whole JPEG,
 * PNG or WebP of a size that can be shown: SVG, GIF, HEIC, TIFF and PDF are none of them.
 */
export function cleanPhoto(bytes: Uint8Array): Photo | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const photo = cleanJpeg(view) ?? cleanPng(view) ?? cleanWebp(view);
  if (!photo || photo.width === 0 || photo.height === 0) return undefined;
  return photo.width * photo.height > mostPixels ? undefined : photo;
}

/** Markers of a JPEG's picture: tables, frame, restart interval, scans. */
const isDrawn = (marker: number): boolean =>
  marker === 0xdb || marker === 0xc4 || marker === 0xdd || marker === 0xda || isFrame(marker);
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc2;

function cleanJpeg(view: Buffer): Photo | undefined {
  if (view.length < 20 || view.readUInt16BE(0) !== 0xffd8) return undefined;
  const parts: Buffer[] = [];
  let size: { readonly width: number; readonly height: number } | undefined;
  let wayUp = 1;
  let scans = 0;
  for (let at = 2; at + 4 <= view.length; ) {
    if (view[at] !== 0xff) return undefined;
    const marker = view[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + view.readUInt16BE(at + 2);
    if (end > view.length || end < at + 4) return undefined;
    const segment = view.subarray(at, end);
    if (isFrame(marker)) {
      if (size || segment.length < 10) return undefined;
      size = { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    }
    if (marker === 0xe1) wayUp = wayUpOf(segment) ?? wayUp;
    // How the colours of a picture that Adobe's programs wrote are to be read: twelve bytes, nothing personal.
    const isAdobe = marker === 0xee && segment.length === 16 && segment.toString('latin1', 4, 9) === 'Adobe';
    if (isDrawn(marker) || isAdobe) parts.push(segment);
    at = end;
    if (marker !== 0xda) continue;
    scans++;
    const begin = at;
    // Inside a scan 0xff is followed by 0, or by a restart mark.
    while (at + 1 < view.length) {
      const next = view[at + 1] as number;
      if (view[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
      at++;
    }
    parts.push(view.subarray(begin, at));
  }
  if (!size || scans === 0) return undefined;
  const head = [Buffer.from([0xff, 0xd8]), ...(wayUp === 1 ? [] : [noteOfWayUp(wayUp)])];
  return {
    mediaType: 'image/jpeg',
    ...size,
    bytes: Buffer.concat([...head, ...parts, Buffer.from([0xff, 0xd9])]),
  };
}

/** Which way up a photo is held, 1 to 8, as it is kept here. */
export const wayUpIn = ({ mediaType, bytes }: Photo): number =>
  mediaType === 'image/jpeg' && bytes[3] === 0xe1 ? (wayUpOf(Buffer.from(bytes.subarray(2, 38))) ?? 1) : 1;

/** 1 to 8, from the first directory of a camera's notes. */
function wayUpOf(segment: Buffer): number | undefined {
  if (segment.length < 24 || segment.toString('latin1', 4, 10) !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(10);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const two = (at: number) =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = Math.min(two(first), 64);
  for (let entry = 0; entry < count; entry++) {
    const at = first + 2 + entry * 12;
    if (two(at) !== 0x0112) continue;
    const value = two(at + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** A camera's notes that say nothing but which way is up. */
const noteOfWayUp = (value: number): Buffer =>
  Buffer.from([
    ...[0xff, 0xe1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...[0x4d, 0x4d, 0x00, 0x2a, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0],
    ...[0, 0, 0, 0],
  ]);

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const drawnChunks: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'IDAT', 'IEND']);

function cleanPng(view: Buffer): Photo | undefined {
  if (view.length < 57 || !view.subarray(0, 8).equals(pngMark)) return undefined;
  const parts: Buffer[] = [pngMark];
  for (let at = 8; at + 12 <= view.length; ) {
    const name = view.toString('latin1', at + 4, at + 8);
    const end = at + 12 + view.readUInt32BE(at);
    if (end > view.length || (at === 8) !== (name === 'IHDR')) return undefined;
    // What a reader would not believe is not kept either.
    if (crc32(view.subarray(at + 4, end - 4)) !== view.readUInt32BE(end - 4)) return undefined;
    if (drawnChunks.has(name)) parts.push(view.subarray(at, end));
    if (name === 'IEND') {
      return {
        ...{ mediaType: 'image/png', width: view.readUInt32BE(16), height: view.readUInt32BE(20) },
        bytes: Buffer.concat(parts),
      };
    }
    at = end;
  }
  return undefined;
}

const [alphaFlag, animationFlag] = [0x10, 0x02];

function cleanWebp(view: Buffer): Photo | undefined {
  if (
    view.length < 30 ||
    view.toString('latin1', 0, 4) !== 'RIFF' ||
    view.toString('latin1', 8, 12) !== 'WEBP'
  )
    return undefined;
  const whole = Math.min(view.length, 8 + view.readUInt32LE(4));
  const parts: Buffer[] = [];
  let size: { readonly width: number; readonly height: number } | undefined;
  let drawn = false;
  for (let at = 12; at + 8 <= whole; ) {
    const name = view.toString('latin1', at, at + 4);
    const length = view.readUInt32LE(at + 4);
    const end = at + 8 + length;
    if (end > whole) return undefined;
    const chunk = Buffer.concat([view.subarray(at, end), Buffer.alloc(length & 1)]);
    if (name === 'VP8X' && parts.length === 0 && length === 10) {
      const flags = chunk[8] as number;
      if (flags & animationFlag) return undefined;
      chunk[8] = flags & alphaFlag;
      size = { width: 1 + chunk.readUIntLE(12, 3), height: 1 + chunk.readUIntLE(15, 3) };
      parts.push(chunk);
    } else if (name === 'ALPH' && !drawn) parts.push(chunk);
    else if ((name === 'VP8 ' || name === 'VP8L') && !drawn) {
      size ??= name === 'VP8 ' ? sizeOfLossy(chunk) : sizeOfLossless(chunk);
      drawn = true;
      parts.push(chunk);
    }
    at = end + (length & 1);
  }
  if (!drawn || !size) return undefined;
  const body = Buffer.concat(parts);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + body.length, 4);
  return { mediaType: 'image/webp', ...size, bytes: Buffer.concat([head, body]) };
}

function sizeOfLossy(chunk: Buffer) {
  if (chunk.length < 18 || chunk.readUIntBE(11, 3) !== 0x9d012a) return undefined;
  return { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff };
}

function sizeOfLossless(chunk: Buffer) {
  if (chunk.length < 13 || chunk[8] !== 0x2f) return undefined;
  const bits = chunk.readUInt32LE(9);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
