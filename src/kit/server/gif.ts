/** A picture of at most 256 colours, unpacked: one byte a pixel, three a colour. */
export interface Indexed {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly colours: Uint8Array;
  /** The colour that is none. */
  readonly clear: number | undefined;
}

/**
 * The first picture of a GIF, on the whole canvas; `undefined` for what is no GIF, larger than `most` pixels, or cut off.
 * Animations, comments and whatever programs hung on are not read at all.
 */
export function readGif(bytes: Uint8Array, most: number): Indexed | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 14 || !/^GIF8[79]a$/.test(view.toString('latin1', 0, 6))) return undefined;
  const [width, height] = [view.readUInt16LE(6), view.readUInt16LE(8)];
  if (width === 0 || height === 0 || width * height > most) return undefined;
  const tableOf = (flags: number, at: number) =>
    flags & 0x80 ? view.subarray(at, at + 3 * 2 ** ((flags & 7) + 1)) : undefined;
  const flags = view[10] as number;
  const shared = tableOf(flags, 13);
  let at = 13 + (shared?.length ?? 0);
  let clear: number | undefined;
  for (;;) {
    const kind = view[at];
    if (kind === 0x21) {
      // What comes before the picture: of it only the colour that is none.
      if (view[at + 1] === 0xf9 && view[at + 2] === 4 && (view[at + 3] as number) & 1) clear = view[at + 6];
      at = endOfBlocks(view, at + 2);
      if (at < 0) return undefined;
      continue;
    }
    if (kind !== 0x2c || at + 11 > view.length) return undefined;
    const [left, top] = [view.readUInt16LE(at + 1), view.readUInt16LE(at + 3)];
    const [across, down] = [view.readUInt16LE(at + 5), view.readUInt16LE(at + 7)];
    const own = view[at + 9] as number;
    if (across === 0 || down === 0 || left + across > width || top + down > height) return undefined;
    const colours = tableOf(own, at + 10) ?? shared;
    if (!colours || colours.length < 6) return undefined;
    const begin = at + 10 + (own & 0x80 ? colours.length : 0);
    const drawn = unpack(view, begin, across * down);
    if (!drawn || drawn.some((index) => index * 3 >= colours.length)) return undefined;
    const isWhole = across === width && down === height;
    // What the picture leaves free of its canvas shows nothing.
    const empty = clear ?? 0;
    const pixels = new Uint8Array(width * height).fill(isWhole ? 0 : empty);
    const rows = own & 0x40 ? interlaced(down) : undefined;
    for (let row = 0; row < down; row++)
      pixels.set(
        drawn.subarray(row * across, (row + 1) * across),
        (top + (rows?.[row] ?? row)) * width + left,
      );
    const isClear = clear !== undefined && clear * 3 < colours.length;
    return { width, height, pixels, colours: Uint8Array.from(colours), clear: isClear ? clear : undefined };
  }
}

function endOfBlocks(view: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const length = view[at];
    if (length === undefined) return -1;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** Every eighth row, then those between, and so on: where each of the rows in the file belongs. */
const interlaced = (down: number): number[] =>
  (
    [
      [0, 8],
      [4, 8],
      [2, 4],
      [1, 2],
    ] as const
  ).flatMap(([first, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((down - first) / step)) }, (_, n) => first + n * step),
  );

/** LZW as GIF writes it; exactly `count` pixels, or nothing. */
function unpack(view: Buffer, from: number, count: number): Uint8Array | undefined {
  const size = view[from] as number;
  if (!(size >= 2 && size <= 8)) return undefined;
  const [reset, end] = [2 ** size, 2 ** size + 1];
  const before = new Uint16Array(4096);
  const last = new Uint8Array(4096);
  const lengths = new Uint16Array(4096);
  for (let code = 0; code < reset; code++) {
    last[code] = code;
    lengths[code] = 1;
  }
  const out = new Uint8Array(count);
  let [at, written, next, width, previous] = [from + 1, 0, end + 1, size + 1, -1];
  let [bits, held, left] = [0, 0, 0];
  for (;;) {
    while (held < width) {
      if (left === 0) {
        left = view[at++] ?? 0;
        if (left === 0) return undefined;
      }
      const byte = view[at++];
      if (byte === undefined) return undefined;
      bits |= byte << held;
      held += 8;
      left--;
    }
    const code = bits & (2 ** width - 1);
    bits >>>= width;
    held -= width;
    if (code === end) return written === count ? out : undefined;
    if (code === reset) {
      [next, width, previous] = [end + 1, size + 1, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0) || code === reset) return undefined;
    const isNew = code === next;
    const known = isNew ? previous : code;
    const length = (lengths[known] as number) + (isNew ? 1 : 0);
    if (length === 0 || written + length > count) return undefined;
    let walk = known;
    let place = written + length - 1 - (isNew ? 1 : 0);
    for (; place > written; place--) {
      out[place] = last[walk] as number;
      walk = before[walk] as number;
    }
    const first = last[walk] as number;
    out[written] = first;
    if (isNew) out[written + length - 1] = first;
    written += length;
    if (previous >= 0 && next < 4096) {
      before[next] = previous;
      last[next] = first;
      lengths[next] = (lengths[previous] as number) + 1;
      next++;
      if (next === 2 ** width && width < 12) width++;
    }
    previous = code;
    // Some programs leave the end mark out.
    if (written === count) return out;
  }
}
