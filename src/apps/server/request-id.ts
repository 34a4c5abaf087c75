import { randomBytes } from 'node:crypto';
import { requestIdSymbols } from '../../features/refusals/schema.ts';

const idLength = 10;
// Random bytes for a few hundred ids at a time: asking the system for ten costs as much as for four thousand.
let pool = Buffer.alloc(0);

/** Short enough to be read out on the phone: `7F3K-92QDM1`. */
export function requestId(): string {
  if (pool.length < idLength) pool = randomBytes(idLength * 400);
  let id = '';
  for (let i = 0; i < idLength; i++) id += requestIdSymbols[(pool[i] as number) & 31];
  pool = pool.subarray(idLength);
  return `${id.slice(0, 4)}-${id.slice(4)}`;
}
