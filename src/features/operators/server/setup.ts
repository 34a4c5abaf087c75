import { timingSafeEqual } from 'node:crypto';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { record } from '../../activity/server/record.ts';
import { createVendor, hasVendors } from '../../vendors/server/store.ts';
import { operatorProblem } from '../problems.ts';
import type { Setup } from '../schema.ts';
import { createOperator, noteSignIn } from './operators-store.ts';
import { createOperatorSession } from './sessions-store.ts';

/**
 * What stands in the address that an empty start prints. Made from the service's secret, so that every process and
 * every restart prints the same one and nothing needs to be kept; it opens nothing once there was a vendor.
 */
export const setupToken = (secrets: Secrets): string => secrets.derive('setup').toString('base64url');

const wasSetUp = async (db: Db): Promise<boolean> =>
  (await db
    .selectFrom('directory')
    .select('kind')
    .where('kind', '=', 'setup')
    .where('key', '=', 'first')
    .executeTakeFirst()) !== undefined;

export const isSetupOpen = async (db: Db): Promise<boolean> =>
  !(await hasVendors(db)) && !(await wasSetUp(db));

/**
 * Makes the first vendor, its owner and the owner's session. Of any number of calls at once, one does.
 * @throws `setup.closed`, `setup.refused`, `service.busy`
 */
export async function setUp(db: Db, secrets: Secrets, wanted: Setup, at: Date): Promise<string> {
  if (!isToken(secrets, wanted.token)) throw operatorProblem('setup.refused');
  if (!(await isSetupOpen(db))) throw operatorProblem('setup.closed');
  const { password, ...owner } = wanted.operator;
  const passwordHash = await hashPassword(password);
  return inTransaction(db, async (tx) => {
    const { live } = await makeFirst(tx, secrets, wanted.vendor, at);
    const { id } = await createOperator(tx, live.id, { ...owner, role: 'owner', passwordHash }, at);
    await noteSignIn(tx, live.id, id, { at });
    const by = { vendorId: live.id, actor: { kind: 'operator', id } as const, at };
    await record(tx, { ...by, action: 'vendor.created', subjectId: live.id });
    await record(tx, { ...by, action: 'operator.created', subjectId: id });
    return createOperatorSession(tx, { vendorId: live.id, operatorId: id, now: at });
  });
}

/** The row is what two calls at once meet on, on every process alike; it stays when the vendor goes. */
async function makeFirst(tx: Db, secrets: Secrets, { name, slug }: Setup['vendor'], at: Date) {
  const first = await tx
    .insertInto('directory')
    .values({ kind: 'setup', key: 'first', vendor_id: '', target_id: '' })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (first.numInsertedOrUpdatedRows !== 1n || (await hasVendors(tx))) throw operatorProblem('setup.closed');
  return createVendor(tx, secrets, { slug, name, now: at });
}

function isToken(secrets: Secrets, token: string): boolean {
  const [given, right] = [Buffer.from(token), Buffer.from(setupToken(secrets))];
  return given.length === right.length && timingSafeEqual(given, right);
}
