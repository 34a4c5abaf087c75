import { expect, test } from 'vitest';
import { foreignPdf, tinyPng } from '../../../tests/helpers/pdf.ts';
import { cleanPhoto } from './photo.ts';

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
/** Big-endian notes of a camera: which way is up, and words that tell where it was. */
const notes = Buffer.concat([
  Buffer.from('Exif\0\0MM\0\x2a\0\0\0\x08\0\x01', 'latin1'),
  Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]),
  Buffer.from('GPS 52.09 N 5.12 E'),
]);
const frame = (width: number, height: number) =>
  Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
const jpeg = (width = 40, height = 30) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, notes),
    segment(0xe2, Buffer.from('ICC_PROFILE a camera of Anna')),
    segment(0xfe, Buffer.from('<script>alert(1)</script>')),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, frame(width, height)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
    Buffer.from('PK<html>a second file</html>'),
  ]);

test('L06 L10 of a photo only the picture is kept: no place, no comment, no second file behind it', () => {
  const photo = cleanPhoto(jpeg());
  expect(photo).toMatchObject({ mediaType: 'image/jpeg', width: 40, height: 30 });
  const bytes = Buffer.from(photo?.bytes ?? []);
  for (const word of ['GPS', 'Anna', 'script', 'html']) expect(bytes.includes(word)).toBe(false);
  // The picture itself is untouched, and still the right way up.
  expect(bytes.includes(Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]))).toBe(true);
  expect(bytes.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))).toBe(true);
  expect(cleanPhoto(bytes)?.bytes).toEqual(photo?.bytes);
});

test('L01 L02 L05 what is no whole JPEG, PNG or WebP of a size that can be shown is none', () => {
  const wrong = [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'GIF89a/*',
    '\x1f\x8b\x08 gzip',
    '\0\0\0\x18ftypheic',
    'II*\0',
    '8BPS',
    '',
  ].map((text) => Buffer.from(text.padEnd(80), 'latin1'));
  const torn = Buffer.from(tinyPng);
  torn[40] = (torn[40] ?? 0) ^ 1;
  for (const bytes of [...wrong, foreignPdf('x'), jpeg(14_000, 14_000), jpeg().subarray(0, 60), torn])
    expect(cleanPhoto(bytes)).toBeUndefined();
  expect(cleanPhoto(Buffer.concat([tinyPng, Buffer.from('<html>')]))?.bytes).toEqual(tinyPng);
});
