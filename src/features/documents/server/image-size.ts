export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * What an image says of itself in its first bytes, without decoding it: a 14,000 × 14,000 picture in 600 kB costs
 * nothing here. `undefined` for anything but PNG and baseline or progressive JPEG, whatever it calls itself.
 */
export function sizeOfImage(bytes: Uint8Array): { mediaType: string; size: ImageSize } | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sizeOfPng(view);
  if (size) return { mediaType: 'image/png', size };
  const jpeg = sizeOfJpeg(view);
  return jpeg && { mediaType: 'image/jpeg', size: jpeg };
}

function sizeOfPng(view: Buffer): ImageSize | undefined {
  if (view.length < 57 || !view.subarray(0, 8).equals(pngMark)) return undefined;
  if (view.toString('latin1', 12, 16) !== 'IHDR' || view.indexOf('IEND', view.length - 12, 'latin1') < 0) {
    return undefined;
  }
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  return width > 0 && height > 0 ? { width, height } : undefined;
}

/** Walks the segments to the frame header: SOF0 to SOF2, the ones that a PDF can hold. */
function sizeOfJpeg(view: Buffer): ImageSize | undefined {
  if (view.length < 20 || view.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < view.length; ) {
    if (view[at] !== 0xff) return undefined;
    const marker = view[at + 1] as number;
    if (marker >= 0xc0 && marker <= 0xc2) {
      const [height, width] = [view.readUInt16BE(at + 5), view.readUInt16BE(at + 7)];
      return width > 0 && height > 0 ? { width, height } : undefined;
    }
    if (marker === 0xda || marker === 0xd9) return undefined;
    at += 2 + view.readUInt16BE(at + 2);
  }
  return undefined;
}
