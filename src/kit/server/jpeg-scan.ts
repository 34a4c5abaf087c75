/** Where the coefficients of a block stand in the order of the file. */
// biome-ignore format: a table
export const zigzag = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

export interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly table: number;
  /** Blocks of its own picture, and of the one that is padded to whole units. */
  readonly columns: number;
  readonly rows: number;
  readonly stride: number;
  readonly blocks: Int16Array;
  before: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly most: { readonly across: number; readonly down: number };
  readonly units: { readonly across: number; readonly down: number };
  readonly components: readonly Component[];
}

/** Codes of up to 16 bits: by their length the first code, how many there are, and where their values begin. */
export interface Codes {
  readonly first: Int32Array;
  readonly counts: Uint8Array;
  readonly starts: Int32Array;
  readonly values: Uint8Array;
}

/** No JPEG that can be shown. */
export class Broken extends Error {}

/** The bits of a scan. */
class Bits {
  at: number;
  readonly #view: Buffer;
  #byte = 0;
  #left = 0;
  constructor(view: Buffer, at: number) {
    this.#view = view;
    this.at = at;
  }
  bit(): number {
    if (this.#left === 0) {
      this.#byte = this.#view.readUInt8(this.at++);
      // Inside a scan 0xff is followed by 0; anything else is a mark, and the scan too short.
      if (this.#byte === 0xff && this.#view.readUInt8(this.at++) !== 0) throw new Broken();
      this.#left = 8;
    }
    this.#left--;
    return (this.#byte >> this.#left) & 1;
  }
  number(length: number): number {
    let value = 0;
    for (let i = 0; i < length; i++) value = (value << 1) | this.bit();
    return value;
  }
  signed(length: number): number {
    if (length === 0) return 0;
    if (length > 15) throw new Broken();
    const value = this.number(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }
  code({ first, counts, starts, values }: Codes): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | this.bit();
      const nth = code - (first[length] as number);
      if (nth < (counts[length] as number)) return values[(starts[length] as number) + nth] as number;
    }
    throw new Broken();
  }
  /** Begins anew behind the mark that has to stand here. */
  restart(): void {
    this.#left = 0;
    const mark = this.#view.readUInt16BE(this.at);
    if (mark < 0xffd0 || mark > 0xffd7) throw new Broken();
    this.at += 2;
  }
}

export interface Scan {
  readonly at: number;
  readonly part: Buffer;
  readonly frame: Frame;
  readonly codes: ReadonlyMap<number, Codes>;
  readonly restart: number;
}

/** @returns where the next mark stands */
export function readScan(view: Buffer, { at, part, frame, codes, restart }: Scan): number {
  const count = part.readUInt8(0);
  const chosen = Array.from({ length: count }, (_, i) => {
    const component = frame.components.find(({ id }) => id === part.readUInt8(1 + 2 * i));
    if (!component) throw new Broken();
    const tables = part.readUInt8(2 + 2 * i);
    return { component, dc: codes.get(tables >> 4), ac: codes.get(16 | (tables & 15)) };
  });
  const [from, to, steps] = [
    part.readUInt8(1 + 2 * count),
    part.readUInt8(2 + 2 * count),
    part.readUInt8(3 + 2 * count),
  ];
  const [high, low] = [steps >> 4, steps & 15];
  if (count < 1 || from > to || to > 63 || low > 13) throw new Broken();
  if (frame.isProgressive && ((from === 0 && to !== 0) || (from > 0 && count > 1))) throw new Broken();
  const bits = new Bits(view, at);
  const run = { left: 0 };
  const steady = { bits, from, to, low, run };
  const block = ({ component, dc, ac }: (typeof chosen)[number], nth: number): void => {
    const coefficients = component.blocks.subarray(nth * 64, nth * 64 + 64);
    const need = (table: Codes | undefined): Codes => {
      if (!table) throw new Broken();
      return table;
    };
    if (!frame.isProgressive) whole(bits, component, coefficients, need(dc), need(ac));
    else if (from === 0 && high === 0) {
      component.before += bits.signed(bits.code(need(dc)));
      coefficients[0] = component.before << low;
    } else if (from === 0) coefficients[0] = (coefficients[0] as number) | (bits.bit() << low);
    else if (high === 0) firstOf(steady, coefficients, need(ac));
    else refine(steady, coefficients, need(ac));
  };
  const [only] = chosen;
  const alone = count === 1 && only ? only : undefined;
  const total = alone
    ? alone.component.columns * alone.component.rows
    : frame.units.across * frame.units.down;
  for (let unit = 0; unit < total; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      bits.restart();
      run.left = 0;
      for (const { component } of chosen) component.before = 0;
    }
    if (alone) {
      const { columns, stride } = alone.component;
      block(alone, Math.floor(unit / columns) * stride + (unit % columns));
      continue;
    }
    const [row, column] = [Math.floor(unit / frame.units.across), unit % frame.units.across];
    for (const one of chosen) {
      const { across, down, stride } = one.component;
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) block(one, (row * down + y) * stride + column * across + x);
    }
  }
  for (const { component } of chosen) component.before = 0;
  let next = bits.at;
  while (view.readUInt8(next) !== 0xff || view.readUInt8(next + 1) === 0) next++;
  return next;
}

function whole(bits: Bits, component: Component, block: Int16Array, dc: Codes, ac: Codes): void {
  component.before += bits.signed(bits.code(dc));
  block[0] = component.before;
  for (let k = 1; k < 64; k++) {
    const code = bits.code(ac);
    const [zeros, length] = [code >> 4, code & 15];
    if (length === 0 && zeros < 15) return;
    k += zeros;
    if (k > 63) throw new Broken();
    if (length > 0) block[zigzag[k] as number] = bits.signed(length);
  }
}

interface Steady {
  readonly bits: Bits;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  /** Blocks that have nothing in this band. */
  readonly run: { left: number };
}

function firstOf({ bits, from, to, low, run }: Steady, block: Int16Array, ac: Codes): void {
  if (run.left > 0) {
    run.left--;
    return;
  }
  for (let k = from; k <= to; k++) {
    const code = bits.code(ac);
    const [zeros, length] = [code >> 4, code & 15];
    if (length === 0 && zeros < 15) {
      run.left = bits.number(zeros) + (1 << zeros) - 1;
      return;
    }
    k += zeros;
    if (k > to) throw new Broken();
    if (length > 0) block[zigzag[k] as number] = bits.signed(length) << low;
  }
}

/** One more bit of each coefficient that is known, and those that begin with it. */
function refine({ bits, from, to, low, run }: Steady, block: Int16Array, ac: Codes): void {
  const one = 1 << low;
  const sharpen = (at: number): void => {
    const value = block[at] as number;
    if (bits.bit() && !(Math.abs(value) & one)) block[at] = value > 0 ? value + one : value - one;
  };
  let k = from;
  if (run.left === 0) {
    for (; k <= to; k++) {
      const code = bits.code(ac);
      let zeros = code >> 4;
      let fresh = 0;
      if ((code & 15) !== 0) fresh = bits.bit() ? one : -one;
      else if (zeros < 15) {
        run.left = (1 << zeros) + bits.number(zeros);
        break;
      }
      for (; k <= to; k++) {
        const at = zigzag[k] as number;
        if (block[at] !== 0) sharpen(at);
        else if (--zeros < 0) break;
      }
      if (fresh !== 0) {
        if (k > to) throw new Broken();
        block[zigzag[k] as number] = fresh;
      }
    }
  }
  if (run.left === 0) return;
  for (; k <= to; k++) {
    const at = zigzag[k] as number;
    if (block[at] !== 0) sharpen(at);
  }
  run.left--;
}
