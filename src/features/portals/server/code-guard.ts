import { createHash } from 'node:crypto';
import { isSame } from '../../../kit/common/differences.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { VendorVars } from '../../access/server/env.ts';
import { isProved } from '../../access/server/recent.ts';
import { type Actor, record } from '../../activity/server/record.ts';
import { namesOf } from '../../activity/server/store.ts';
import { operatorProblem } from '../../operators/problems.ts';
import { mailCodeChange, type OperatorMailing, operatorMailing } from '../../operators/server/mails.ts';
import { listColleagues } from '../../operators/server/operators-store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { Portal } from '../schema.ts';

/** What has to be known before a transaction in which a vendor's own code may change. */
export interface CodeGuard {
  readonly actor: Actor;
  /** Whoever asks said a short while ago who they are. */
  readonly proved: boolean;
  readonly mailing: OperatorMailing;
  readonly publicUrl: string;
}

export const codeGuard = async (vars: VendorVars): Promise<CodeGuard> => ({
  ...{ actor: vars.actor, proved: isProved(vars), publicUrl: vars.publicUrl },
  mailing: await operatorMailing(vars.secrets),
});

/** A body with the guard beside it, for routes whose act runs in a transaction. */
export interface Guarded<Body> {
  readonly body: Body;
  readonly guard: CodeGuard;
}
export const guarded = async <Body>(body: Body, vars: VendorVars): Promise<Guarded<Body>> => ({
  body,
  guard: await codeGuard(vars),
});

const codeFields = ['customCss', 'customScript'] as const;

/**
 * Style sheet and script run on every customer's screen, and whoever took over a vendor's account would put theirs
 * there. So an operator proves once more who they are, and all others who keep portals are told. Off is never held up.
 * @throws `operator-session.prove`
 */
export async function guardCode(
  tx: Db,
  vendorId: string,
  [before, after]: readonly [before: Portal, after: Portal],
  { actor, proved, mailing, publicUrl }: CodeGuard,
  at: Date,
): Promise<void> {
  const fields = codeFields.filter((field) => !isSame(before[field], after[field]));
  if (fields.length === 0) return;
  const runs = fields.some((field) => after[field].enabled && after[field].source !== '');
  if (runs && !proved) throw operatorProblem('operator-session.prove');
  const prints = fields.map((field) => `${field} ${fingerprint(before[field].source, after[field].source)}`);
  await record(tx, {
    ...{ vendorId, actor, at, fields, subjectId: after.id },
    ...{ action: 'portal.code-updated', detail: prints.join(', ') },
  });
  const vendor = await findVendor(tx, vendorId);
  if (!vendor) return;
  const { kind: actor_kind, id: actor_id } = actor;
  const names = await namesOf(tx, vendorId, [{ actor_kind, actor_id, for_kind: null, for_id: null }]);
  const change = {
    ...{ portal: after.brandName, who: (actor_id && names.get(actor_id)) ?? null, prints },
    what: fields.length > 1 ? 'both' : fields[0] === 'customCss' ? 'css' : 'script',
    url: `${publicUrl}/console/${vendor.slug}/${vendor.side}/portals/${after.id}/history`,
  } as const;
  const colleagues = await listColleagues(tx, vendorId, 'portals:write');
  for (const to of colleagues)
    if (to.id !== actor_id) await mailCodeChange(tx, mailing, { vendorId, ...to }, change, at);
}

/** As `sha256sum` begins, so that it can be compared with the file at hand. */
const printOf = (source: string): string =>
  source === '' ? '–' : createHash('sha256').update(source).digest('hex').slice(0, 16);

const fingerprint = (before: string, after: string): string => `${printOf(before)} → ${printOf(after)}`;
