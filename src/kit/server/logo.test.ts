import { Buffer } from 'node:buffer';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readGif } from './gif.ts';
import { readLogo } from './logo.ts';

const chunk = (name: string, content: Uint8Array) => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
};
interface Drawn {
  readonly rows?: Uint8Array;
  readonly before?: Buffer;
  readonly behind?: Buffer;
}
/** A picture in grey; by default all of it black. */
function png(width: number, height: number, { rows, before, behind }: Drawn = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    before ?? Buffer.alloc(0),
    chunk('IDAT', deflateSync(rows ?? Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
    behind ?? Buffer.alloc(0),
  ]);
}
const kept = (bytes: Uint8Array): Buffer => {
  const read = readLogo(bytes, 350);
  expect(typeof read, String(read)).toBe('object');
  return Buffer.from((read as { bytes: Uint8Array }).bytes);
};

/** Nine rows from black to white, five across, in the order in which interlaced files are written. */
const striped = Buffer.from(
  'R0lGODlhBQAJAPMIAAAAACAgIEBAQGBgYICAgJ+fn7+/v9/f3////wAAAAAAAAAAAAAAAAAAAAAAAAAAACH5BAAAAAAALAAAAAAFAAkAQAQUEEiJaiUYi72N90EYDiRZnOehqhEAOw==',
  'base64',
);
/** Two pictures, red and blue. */
const animated = Buffer.from(
  'R0lGODlhCgAKAPAAAP8AAAAAACH5BAAKAAAAIf8LTkVUU0NBUEUyLjADAQAAACwAAAAACgAKAAACCISPqcvtD2MrACH5BAAKAAAALAAAAAAKAAoAgAAA/wAAAAIIhI+py+0PYysAOw==',
  'base64',
);

test('CON-21 350 pixels across are taken and 351 are not, before anything is unpacked', () => {
  expect(readLogo(png(350, 40), 350)).toMatchObject({ mediaType: 'image/png', width: 350, height: 40 });
  expect(readLogo(png(351, 40), 350)).toBe('width');
  expect(readLogo(png(40, 2000, { rows: Buffer.alloc(1) }), 350)).toBe('height');
});

test('CON-21 a GIF is drawn as PNG: interlaced rows find their places, and of an animation the first picture stays', () => {
  const read = readGif(striped, 10_000);
  expect(read).toMatchObject({ width: 5, height: 9 });
  const row = (at: number) => (read?.colours[(read.pixels[at * 5] as number) * 3] ?? -1) as number;
  expect(Array.from({ length: 9 }, (_, at) => row(at))).toEqual([0, 32, 64, 96, 128, 159, 191, 223, 255]);
  expect(kept(animated).subarray(1, 4).toString()).toBe('PNG');
  expect(kept(animated).includes('NETSCAPE')).toBe(false);
});

test('L03 a picture of 14,000 × 14,000 is refused by what it says of itself', () => {
  const before = process.memoryUsage().rss;
  expect(readLogo(png(14_000, 14_000, { rows: Buffer.alloc(1000) }), 350)).toBe('width');
  const gif = Buffer.from(animated);
  gif.writeUInt16LE(65_535, 6);
  gif.writeUInt16LE(65_535, 8);
  expect(readLogo(gif, 350)).toBe('width');
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test('L01 L02 L05 what is no JPEG, PNG or GIF is none, whatever it calls itself', () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="//sink.example/x"/></svg>',
    '%PDF-1.7 and so on, and so on',
    '8BPS\0\u0001 and so on, and so on',
    'II*\0 and so on, and so on, and on',
    'RIFF\u0010\0\0\0WEBPVP8L and so on',
    '\0\0\0 ftypheic and so on, and on',
  ])
    expect(readLogo(Buffer.from(text, 'latin1'), 350), text.slice(0, 12)).toBe('format');
  expect(readLogo(Buffer.from([0x1f, 0x8b, ...new Uint8Array(40)]), 350)).toBe('format');
  expect(readLogo(new Uint8Array(), 350)).toBe('format');
});

test('L05 notes that unpack to megabytes are left out unread, and pixels that do are refused', () => {
  const notes = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(5_000_000))]);
  const out = kept(png(8, 8, { before: Buffer.concat([chunk('iCCP', notes), chunk('zTXt', notes)]) }));
  expect(out.includes('iCCP') || out.includes('zTXt')).toBe(false);
  expect(readLogo(png(8, 8, { rows: Buffer.alloc(5_000_000) }), 350)).toBe('broken');
  expect(readLogo(png(8, 8, { rows: Buffer.alloc(10) }), 350)).toBe('broken');
});

test('L06 L10 nothing that hangs on or hides behind a picture is kept', () => {
  const script = Buffer.from('<script>alert(document.domain)</script>');
  const note = chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), script]));
  for (const bytes of [
    png(8, 8, { behind: script }),
    png(8, 8, { before: note }),
    Buffer.concat([animated, script]),
    Buffer.concat([
      animated.subarray(0, animated.indexOf(0x21)),
      Buffer.from([0x21, 0xfe, script.length]),
      script,
      Buffer.from([0]),
      animated.subarray(animated.indexOf(0x21)),
    ]),
  ]) {
    const out = kept(bytes);
    expect(out.includes('script')).toBe(false);
    expect(out.subarray(-8, -4).toString('latin1')).toBe('IEND');
  }
  // What hides behind the end of the packed pixels goes as well.
  const packed = deflateSync(Buffer.alloc(72));
  const hiding = png(8, 8);
  const at = hiding.indexOf('IDAT') - 4;
  const poly = Buffer.concat([
    hiding.subarray(0, at),
    chunk('IDAT', Buffer.concat([packed, script])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const out = kept(poly);
  expect(out.includes('script')).toBe(false);
  const data = out.subarray(out.indexOf('IDAT') + 4, out.length - 16);
  expect(inflateSync(data)).toHaveLength(72);
});

test('L05 a GIF that is cut off, lies about its sizes or never ends is broken', () => {
  for (let length = 13; length < animated.length; length++) {
    const read = readLogo(animated.subarray(0, length), 350);
    if (typeof read === 'object') expect(read).toMatchObject({ width: 10, height: 10 });
  }
  for (let at = 6; at < animated.length; at++)
    for (const value of [0, 1, 127, 255]) {
      const bytes = Buffer.from(animated);
      bytes[at] = value;
      const read = readLogo(bytes, 350);
      if (typeof read === 'object') expect(kept(bytes).subarray(1, 4).toString()).toBe('PNG');
    }
});
