// Licence checks for a program in JavaScript (Node 20 and newer), without any library.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const toleratedSeconds = 600;
const graceDays = 3;

async function call(api, path, body) {
  const response = await fetch(`${api}/runtime/v1/licences/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.code);
  return answer;
}

/** With a connection: takes a place for this machine, and keeps the signed file. */
export async function activate(api, product, key, fingerprint, path) {
  const { state, file } = await call(api, 'activate', { product, key, fingerprint });
  writeFileSync(path, file);
  return state;
}

/** Gives the place back. */
export const deactivate = async (api, product, key, fingerprint) =>
  (await call(api, 'deactivate', { product, key, fingerprint })).state;

/** Without a connection: looks at the file. `lastSeen` is the newest time that you wrote down. */
export function check(path, keys, product, fingerprint, lastSeen = 0, now = Math.floor(Date.now() / 1000)) {
  const [head, content, signature] = readFileSync(path, 'utf8').trim().split('.');
  const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  const { alg, kid } = decoded(head);
  const key = keys.find((one) => one.kid === kid);
  if (!key || alg !== 'EdDSA') return 'refused: signature';
  const { kty, crv, x } = key;
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
  if (!verify(null, Buffer.from(`${head}.${content}`), publicKey, Buffer.from(signature, 'base64url')))
    return 'refused: signature';
  const licence = decoded(content);
  if (licence.product !== product || licence.fingerprint !== fingerprint) return 'refused: other';
  if (now + toleratedSeconds < Math.max(lastSeen, licence.iat)) return 'stale: clock';
  if (licence.until !== null && now >= licence.until) return 'ended';
  if (now >= licence.exp) return now < licence.exp + graceDays * 86_400 ? 'stale: grace' : 'stale: age';
  return 'valid';
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'activate') console.log(await activate(...rest));
if (command === 'deactivate') console.log(await deactivate(...rest));
if (command === 'check') {
  const [path, keysPath, product, fingerprint, lastSeen, now] = rest;
  const { keys } = JSON.parse(readFileSync(keysPath, 'utf8'));
  console.log(check(path, keys, product, fingerprint, Number(lastSeen ?? 0), now && Number(now)));
}
