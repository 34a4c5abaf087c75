import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import {
  checkTarget,
  OutboundError,
  type OutboundRules,
  type OutsideRules,
  resolveTarget,
} from '../../../kit/server/outbound.ts';

export interface Whence {
  readonly testSide: boolean;
  readonly publicUrl: string;
  readonly outside: OutsideRules;
  readonly db?: Db;
}

/**
 * Which addresses are sent to: a test side's may be a developer's own machine, and so may those of a service that runs
 * on one.
 */
export const rulesFor = ({ testSide, publicUrl, outside }: Whence): OutboundRules => ({
  ...outside,
  loopback: testSide || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname),
});

/** For the name of a host; it is looked up again at each try. */
const lookupMs = 3_000;

/**
 * Refuses an address that would never be sent to. A name nobody knows yet is taken: it is looked up at each try.
 * @throws `request.invalid`
 */
export async function checkAddress(address: string, whence: Whence): Promise<void> {
  try {
    const [url, rules] = [new URL(address), rulesFor(whence)];
    // A request with an `Idempotency-Key` is a transaction already, in which nobody outside is waited for.
    if (whence.db?.isTransaction) checkTarget(url, rules);
    else await resolveTarget(url, rules, lookupMs);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.reason === 'name' || error.reason === 'time') return;
    throw requestProblem('request.invalid', {
      fields: [{ path: 'url', code: 'address', message: error.message }],
    });
  }
}
