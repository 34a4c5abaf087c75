import { coloured, type Pixels } from './jpeg-colours.ts';
import { Broken, type Codes, type Component, type Frame, readScan, zigzag } from './jpeg-scan.ts';

/** Scans of a progressive picture; encoders write about ten. Each one more goes over all blocks once more. */
const mostScans = 64;

/**
 * Unpacks a JPEG: baseline, extended and progressive of 8 bits; grey, colour and CMYK. `undefined`: it is none, cut off,
 * or larger than `most` pixels. Each bit is read once and scans are counted, so that the time it takes is bounded by the
 * bytes and pixels there are. Turned as it lies in the file; notes are not read.
 */
export function readJpeg(bytes: Uint8Array, most: number): Pixels | undefined {
  try {
    return unpack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), most);
  } catch (error) {
    // A length beyond the end of the file is a RangeError of the buffer.
    if (error instanceof Broken || error instanceof RangeError) return undefined;
    throw error;
  }
}

function unpack(view: Buffer, most: number): Pixels | undefined {
  if (view.length < 4 || view.readUInt16BE(0) !== 0xffd8) return undefined;
  const tables: Int32Array[] = [];
  const codes = new Map<number, Codes>();
  let frame: Frame | undefined;
  let adobe: number | undefined;
  let restart = 0;
  let scans = 0;
  for (let at = 2; ; ) {
    if (view.readUInt8(at) !== 0xff) throw new Broken();
    const marker = view.readUInt8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + view.readUInt16BE(at + 2);
    if (end < at + 4 || end > view.length) throw new Broken();
    const part = view.subarray(at + 4, end);
    if (marker === 0xdb) readTables(part, tables);
    else if (marker === 0xc4) readCodes(part, codes);
    else if (marker === 0xdd) restart = part.readUInt16BE(0);
    else if (marker === 0xee && part.toString('latin1', 0, 5) === 'Adobe') adobe = part.readUInt8(11);
    else if (marker >= 0xc0 && marker <= 0xc2) {
      if (frame) throw new Broken();
      frame = readFrame(part, marker === 0xc2, most);
    } else if (marker === 0xda) {
      if (!frame || ++scans > mostScans) throw new Broken();
      at = readScan(view, { at: end, part, frame, codes, restart });
      continue;
    }
    at = end;
  }
  if (!frame || scans === 0) throw new Broken();
  return coloured(frame, tables, adobe);
}

function readTables(part: Buffer, tables: Int32Array[]): void {
  for (let at = 0; at < part.length; ) {
    const head = part.readUInt8(at++);
    const isWide = head >> 4 !== 0;
    const table = new Int32Array(64);
    for (let i = 0; i < 64; i++) {
      table[zigzag[i] as number] = isWide ? part.readUInt16BE(at) : part.readUInt8(at);
      at += isWide ? 2 : 1;
    }
    tables[head & 3] = table;
  }
}

function readCodes(part: Buffer, codes: Map<number, Codes>): void {
  for (let at = 0; at < part.length; ) {
    const head = part.readUInt8(at);
    const counts = new Uint8Array(17);
    counts.set(part.subarray(at + 1, at + 17), 1);
    const [first, starts] = [new Int32Array(17), new Int32Array(17)];
    let [code, sum] = [0, 0];
    for (let length = 1; length <= 16; length++) {
      first[length] = code;
      starts[length] = sum;
      sum += counts[length] as number;
      code = (code + (counts[length] as number)) << 1;
    }
    if (at + 17 + sum > part.length) throw new Broken();
    codes.set(head, {
      first,
      counts,
      starts,
      values: Uint8Array.from(part.subarray(at + 17, at + 17 + sum)),
    });
    at += 17 + sum;
  }
}

function readFrame(part: Buffer, isProgressive: boolean, most: number): Frame {
  const [height, width, count] = [part.readUInt16BE(1), part.readUInt16BE(3), part.readUInt8(5)];
  if (part.readUInt8(0) !== 8 || width === 0 || height === 0 || width * height > most) throw new Broken();
  if (count !== 1 && count !== 3 && count !== 4) throw new Broken();
  const read = Array.from({ length: count }, (_, i) => {
    const sampling = part.readUInt8(7 + 3 * i);
    return {
      ...{ id: part.readUInt8(6 + 3 * i), table: part.readUInt8(8 + 3 * i) & 3 },
      ...{ across: sampling >> 4, down: sampling & 15 },
    };
  });
  if (read.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw new Broken();
  const largest = {
    across: Math.max(...read.map(({ across }) => across)),
    down: Math.max(...read.map(({ down }) => down)),
  };
  const units = {
    across: Math.ceil(width / 8 / largest.across),
    down: Math.ceil(height / 8 / largest.down),
  };
  const components = read.map((one): Component => {
    const stride = units.across * one.across;
    return {
      ...one,
      columns: Math.ceil(Math.ceil((width * one.across) / largest.across) / 8),
      rows: Math.ceil(Math.ceil((height * one.down) / largest.down) / 8),
      ...{ stride, before: 0, blocks: new Int16Array(stride * units.down * one.down * 64) },
    };
  });
  return { width, height, isProgressive, most: largest, units, components };
}
