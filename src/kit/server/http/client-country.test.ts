import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientCountry } from './client-country.ts';

test.each([
  ['CF-IPCountry', 1, 'NL', 'NL'],
  ['cf-ipcountry', 2, ' de ', 'DE'],
  ['cf-ipcountry', 0, 'NL', null],
  [undefined, 1, 'NL', null],
  ['cf-ipcountry', 1, 'XX', null],
  ['cf-ipcountry', 1, 'NLD', null],
] as const)('header %s behind %i proxies, %s: %s', async (header, trustedProxies, said, country) => {
  const app = new Hono().get('/', (c) => c.json({ country: clientCountry(c, { header, trustedProxies }) }));
  const answer = await app.request('/', { headers: { 'cf-ipcountry': said } });
  expect(await answer.json()).toEqual({ country });
});
