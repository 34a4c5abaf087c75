import type { Db } from '../../../kit/server/db/db.ts';
import type { PortalSession } from '../../access/server/env.ts';
import type { Helping } from '../schema.ts';
import { helperOf } from './staff.ts';

/** Who of the vendor's staff is in: in this very session, or in the customer's portal beside it; `undefined`: nobody. */
export async function helpingIn(db: Db, session: PortalSession): Promise<Helping | undefined> {
  const { staff, vendorId, customerId } = session;
  if (staff)
    return {
      side: 'operator',
      kind: staff.grantId === null ? 'preview' : 'login-as',
      operator: staff.name,
      mode: staff.mode,
      endsAt: staff.endsAt,
      grantId: staff.grantId,
    };
  if (!session.hasHelp) return undefined;
  // Grants live by the world's time, also on a side whose clock was moved.
  const helper = await helperOf(db, { vendorId, customerId }, session.askedAt);
  return (
    helper && {
      side: 'customer',
      kind: 'login-as',
      operator: helper.name,
      mode: helper.mode ?? 'look',
      endsAt: helper.ends_at,
      grantId: helper.grant_id,
    }
  );
}
