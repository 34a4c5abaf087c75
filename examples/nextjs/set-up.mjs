// `npm run set-up`: makes portal, customers, a contract and a signing key in Portico, and writes .env.local.
// Needs PORTICO_URL, PORTICO_KEY (an API key) and VENDOR_ID. Run it as often as you like: only the key is
// a new one each time.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createPorticoClient } from 'portico/client';

const { PORTICO_URL = 'http://localhost:4400', PORTICO_KEY = '', VENDOR_ID = '' } = process.env;
const { SITE_URL = 'http://localhost:3000' } = process.env;
const portico = createPorticoClient({ baseUrl: PORTICO_URL, apiKey: PORTICO_KEY });
const own = (id) => ({ params: { path: { id: `ext:${id}` } } });

const { id: portalId } = await portico.put('/portals/{id}', {
  ...own('lumen'),
  body: {
    slug: 'lumen',
    brandName: 'Lumen Coffee',
    languages: ['en', 'de'],
    allowedHosts: [SITE_URL],
    theme: { name: 'host', scheme: 'host', light: { primary: '#8a4b14' } },
  },
});

for (const [externalId, name] of [
  ['u-1', 'Anna Albrecht'],
  ['u-2', 'Ben Bakker'],
]) {
  const { id: customerId } = await portico.put('/customers/{id}', {
    ...own(externalId),
    body: { name, portalId },
  });
  await portico.put('/contracts/{id}', {
    ...own(`c-${externalId}`),
    body: {
      customerId,
      title: `Roast of the month for ${name.split(' ')[0]}`,
      startsOn: '2026-01-01',
      billingPeriod: { count: 1, unit: 'month' },
      items: [{ kind: 'plan', title: 'Two bags', quantity: 2, unitPrice: { amount: 1450, currency: 'EUR' } }],
    },
  });
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const { id: kid } = await portico.post('/signing-keys', {
  body: {
    name: 'Next.js example',
    algorithm: 'EdDSA',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
  },
});

writeFileSync(
  '.env.local',
  [
    `PORTICO_URL=${PORTICO_URL}`,
    `PORTICO_VENDOR_ID=${VENDOR_ID}`,
    `PORTICO_KEY_ID=${kid}`,
    `PORTICO_PRIVATE_KEY=${Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })).toString('base64')}`,
    `SESSION_SECRET=${randomBytes(32).toString('base64url')}`,
    '',
  ].join('\n'),
  { mode: 0o600 },
);
console.log('.env.local is written; now: npm run dev');
