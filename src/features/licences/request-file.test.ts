import { expect, test } from 'vitest';
import { readRequestFile } from './request-file.ts';

const request = {
  ...{ portico: 1, action: 'activate', fingerprint: 'µ-print', name: 'DESK-1' },
  product: 'pub_000000000000_000000000000',
};
const json = JSON.stringify(request);

test('a request file is read as JSON and as base64, however its lines were broken', () => {
  const base64 = Buffer.from(json).toString('base64');
  const broken = base64.replace(/(.{20})/g, '$1\r\n');
  for (const text of [
    json,
    ` \n${json}\n`,
    `\uFEFF${json}`,
    base64,
    broken,
    Buffer.from(json).toString('base64url'),
  ])
    expect(readRequestFile(text)).toMatchObject(request);
});

test.each([
  '',
  'hello',
  '{',
  '[]',
  '%PDF-1.7',
  JSON.stringify({ ...request, action: 'delete' }),
  JSON.stringify({ ...request, product: 'studio' }),
  JSON.stringify({ ...request, fingerprint: 'a' }),
  Buffer.from([0xff, 0xfe, 0x00]).toString('base64'),
])('%j is none', (text) => expect(readRequestFile(text)).toBeUndefined());
