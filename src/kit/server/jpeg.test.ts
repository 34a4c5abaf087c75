import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readJpeg } from './jpeg.ts';
import { readLogo } from './logo.ts';

/** 48 × 32: red, green, blue and white, a quarter each. `rotated` lies on its side, and says where it was taken. */
const file = (name: string): Buffer =>
  readFileSync(new URL(`../../../tests/fixtures/jpeg/${name}.jpg`, import.meta.url));

interface Png {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
  at(x: number, y: number): number[];
}

/** What somebody sees who opens the PNG that is kept. */
function kept(bytes: Uint8Array): Png {
  const read = readLogo(bytes, 350);
  if (typeof read === 'string') return expect.fail(read);
  const png = Buffer.from(read.bytes);
  const channels = png[25] === 0 ? 1 : 3;
  const packed: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(packed));
  const line = read.width * channels + 1;
  for (let y = 0; y < read.height; y++)
    for (let x = channels + 1; rows[y * line] === 1 && x < line; x++)
      rows[y * line + x] = (rows[y * line + x] as number) + (rows[y * line + x - channels] as number);
  expect([read.mediaType, png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
    'image/png',
    read.width,
    read.height,
  ]);
  return {
    ...{ width: read.width, height: read.height, bytes: png },
    at: (x, y) => [...rows.subarray(y * line + 1 + x * channels, y * line + 1 + (x + 1) * channels)],
  };
}

const near = (found: number[], wanted: readonly number[], by: number) => {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries())
    expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(by);
};
const [red, green, blue, white] = [
  [208, 32, 32],
  [32, 160, 64],
  [32, 64, 208],
  [255, 255, 255],
] as const;

describe('CON-21 a JPEG logo is unpacked and written anew as PNG', () => {
  test.each([
    { name: 'baseline', by: 4 },
    { name: 'progressive', by: 4 },
    { name: 'full', by: 2 },
    // Inks are mixed plainly, without the profile of a press: the colours are alike, not the same.
    { name: 'cmyk', by: 95 },
  ])('CON-21 $name', ({ name, by }) => {
    const png = kept(file(name));
    expect([png.width, png.height]).toEqual([48, 32]);
    near(png.at(4, 4), red, by);
    near(png.at(43, 4), green, by);
    near(png.at(4, 27), blue, by);
    near(png.at(43, 27), white, 2);
  });

  test('CON-21 grey stays grey, one byte a pixel', () => {
    const png = kept(file('grey'));
    expect(png.bytes[25]).toBe(0);
    near(png.at(4, 4), [106], 2);
    near(png.at(43, 27), [255], 2);
  });

  test('CON-21 what a camera noted turns the picture, and is gone with place, name and profile', () => {
    expect(file('rotated').includes('SECRET-PLACE')).toBe(true);
    const png = kept(file('rotated'));
    expect([png.width, png.height]).toEqual([32, 48]);
    near(png.at(4, 4), blue, 4);
    near(png.at(27, 4), red, 4);
    near(png.at(4, 43), white, 4);
    near(png.at(27, 43), green, 4);
    for (const word of ['SECRET', 'Exif', 'GPS', 'ICC', 'JFIF']) expect(png.bytes.includes(word)).toBe(false);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('CON-21 each way up is turned as it says: %i', (wayUp) => {
    const bytes = file('rotated');
    // The entry of the way up: 0x0112, a short, once.
    const entry = [Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]), Buffer.from([1, 0x12, 0, 3, 0, 0, 0, 1])];
    const [little, big] = entry.map((one) => bytes.indexOf(one));
    if ((little as number) > 0) bytes.writeUInt16LE(wayUp, (little as number) + 8);
    else bytes.writeUInt16BE(wayUp, (big as number) + 8);
    const png = kept(bytes);
    const corner = ({ 1: red, 2: green, 3: white, 4: blue, 5: red, 6: blue, 7: white, 8: green } as const)[
      wayUp
    ];
    near(png.at(3, 3), corner as readonly number[], 6);
    expect([png.width, png.height]).toEqual(wayUp > 4 ? [32, 48] : [48, 32]);
  });

  test('L04 one that is cut off is refused; no cut and no changed byte throws', () => {
    const whole = file('baseline');
    for (let length = 0; length < whole.length - 4; length++)
      expect(typeof readLogo(whole.subarray(0, length), 350), String(length)).toBe('string');
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (const name of ['baseline', 'progressive', 'full', 'grey', 'cmyk', 'rotated'])
      for (let round = 0; round < 300; round++) {
        const bytes = file(name);
        for (let changes = 0; changes <= random(4); changes++) bytes[random(bytes.length)] = random(256);
        expect(() => readLogo(bytes.subarray(0, bytes.length - random(3) * random(80)), 350)).not.toThrow();
      }
  });

  test('L03 pixels are counted before anything is unpacked, and scans while it is', () => {
    const bytes = file('progressive');
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc2]));
    const huge = Buffer.from(bytes);
    huge.writeUInt16BE(65_500, frame + 5);
    huge.writeUInt16BE(65_500, frame + 7);
    expect(readLogo(huge, 350)).toMatch(/width|format/);
    expect(readJpeg(huge, 490_000)).toBeUndefined();
    const tall = Buffer.from(bytes);
    tall.writeUInt16BE(1400, frame + 5);
    tall.writeUInt16BE(350, frame + 7);
    expect(readLogo(tall, 350)).toBe('broken');
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    const next = bytes.indexOf(0xff, scan + 2 + bytes.readUInt16BE(scan + 2));
    const again = Array.from({ length: 5_000 }, () => bytes.subarray(scan, next));
    const many = Buffer.concat([bytes.subarray(0, next), ...again, bytes.subarray(next)]);
    const begin = performance.now();
    expect(readLogo(many, 350)).toBe('broken');
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
