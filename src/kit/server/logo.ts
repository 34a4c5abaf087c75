import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { type Indexed, readGif } from './gif.ts';
import { readJpeg } from './jpeg.ts';
import { type Pixels, turned } from './jpeg-colours.ts';
import { cleanPhoto, type Photo, wayUpIn } from './photo.ts';

/** Four times as high as it is wide: nobody's logo, and little enough to unpack. */
const highest = 1400;

/** Why a picture is no logo: nothing of ours can read it, or it is too large. */
export type NoLogo = 'format' | 'width' | 'height' | 'broken';

/**
 * A logo as it is kept: a PNG that is written anew from its pixels, the right way up. What comes out holds no notes, no
 * second file and no animation, whatever went in.
 */
export function readLogo(bytes: Uint8Array, widest: number): Photo | NoLogo {
  const size = sizeOf(bytes);
  if (!size) return 'format';
  // Before anything is unpacked: a picture says how large it is.
  if (size.width > widest) return 'width';
  if (size.height > highest) return 'height';
  const gif = readGif(bytes, widest * highest);
  if (gif) return { mediaType: 'image/png', width: gif.width, height: gif.height, bytes: indexedPng(gif) };
  const photo = cleanPhoto(bytes);
  if (photo?.mediaType === 'image/jpeg') return drawnAgain(photo, widest * highest) ?? 'broken';
  if (!photo || photo.width > widest || photo.height > highest) return 'broken';
  const again = photo.mediaType === 'image/png' ? packedAgain(Buffer.from(photo.bytes)) : undefined;
  return again ? { ...photo, bytes: again } : 'broken';
}

function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 24) return undefined;
  if (view.readUInt32BE(0) === 0x89504e47)
    return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
  if (view.toString('latin1', 0, 4) === 'GIF8')
    return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
  const photo = view.readUInt16BE(0) === 0xffd8 ? cleanPhoto(bytes) : undefined;
  if (!photo) return undefined;
  const { width, height } = photo;
  return wayUpIn(photo) > 4 ? { width: height, height: width } : { width, height };
}

function drawnAgain(photo: Photo, most: number): Photo | undefined {
  const found = readJpeg(photo.bytes, most);
  if (!found) return undefined;
  const pixels = turned(found, wayUpIn(photo));
  const { width, height } = pixels;
  return { mediaType: 'image/png', width, height, bytes: pixelPng(pixels) };
}

const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** Told by each pixel's difference to the one before, or as they are: flat colours and photographs differ in what is less. */
function pixelPng({ width, height, channels, data }: Pixels): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const line = width * channels;
  const packed = [0, 1].map((filter) => {
    const rows = Buffer.alloc((line + 1) * height);
    for (let row = 0; row < height; row++) {
      rows[row * (line + 1)] = filter;
      for (let at = 0; at < line; at++) {
        const before = filter === 1 && at >= channels ? (data[row * line + at - channels] as number) : 0;
        rows[row * (line + 1) + 1 + at] = (data[row * line + at] as number) - before;
      }
    }
    return deflateSync(rows, { level: 9 });
  });
  const [less] = packed.sort((a, b) => a.length - b.length);
  return Buffer.concat([
    mark,
    chunk('IHDR', head),
    chunk('IDAT', less as Buffer),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function indexedPng({ width, height, pixels, colours, clear }: Indexed): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    mark,
    chunk('IHDR', head),
    chunk('PLTE', colours),
    ...(clear === undefined ? [] : [chunk('tRNS', Buffer.alloc(clear + 1, 255).fill(0, clear))]),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Of Adam7: first column and row of each pass, and the steps between. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * A PNG whose pixels are unpacked and packed again: exactly as many bytes as its size says, or none at all, so that
 * nothing hides behind them. `undefined`: it is broken.
 */
function packedAgain(view: Buffer): Buffer | undefined {
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  const [depth, kind, , , interlace] = view.subarray(24, 29);
  const bits = (depth ?? 0) * (channels[kind ?? 9] ?? 0);
  if (bits === 0 || bits > 64) return undefined;
  const bytesOf = (across: number, down: number) =>
    across === 0 || down === 0 ? 0 : (Math.ceil((across * bits) / 8) + 1) * down;
  const expected = interlace
    ? passes.reduce(
        (sum, [x, y, stepX, stepY]) =>
          sum +
          bytesOf(Math.max(0, Math.ceil((width - x) / stepX)), Math.max(0, Math.ceil((height - y) / stepY))),
        0,
      )
    : bytesOf(width, height);
  const before: Buffer[] = [];
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= view.length; ) {
    const end = at + 12 + view.readUInt32BE(at);
    const name = view.toString('latin1', at + 4, at + 8);
    if (name === 'IDAT') packed.push(view.subarray(at + 8, end - 4));
    else if (name !== 'IEND' && packed.length === 0) before.push(view.subarray(at, end));
    at = end;
  }
  let rows: Buffer;
  try {
    rows = inflateSync(Buffer.concat(packed), { maxOutputLength: expected });
  } catch {
    return undefined;
  }
  if (rows.length !== expected) return undefined;
  return Buffer.concat([
    mark,
    ...before,
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
