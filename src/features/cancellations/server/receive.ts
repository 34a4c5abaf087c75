import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Declaration, PublicForm, Shown } from '../schema.ts';
import { mailReceipt } from './mails.ts';
import { matchDeclarationsJob } from './match.ts';
import type { What } from './page.ts';
import { receiptFile } from './receipt.ts';
import { shownOnPage } from './shown.ts';
import { changeState, declare, requireDeclaration } from './store.ts';
import type { EndingWords } from './words.ts';

interface Receiving {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly mailing: Mailing;
  readonly t: EndingWords;
  readonly at: Date;
}

interface Sent {
  readonly form: PublicForm;
  readonly what: What;
  readonly brake: 'free' | 'unmailed' | 'suspect';
}

/** Keeps what came in on the public page, and mails its receipt. Nothing here knows of contracts or customers. */
export async function receive(
  tx: Db,
  { vendorId, portal, mailing, t, at }: Receiving,
  { form, what, brake }: Sent,
): Promise<{ readonly declaration: Declaration; readonly shown: Shown }> {
  const shown = shownOnPage(t, form, what, portal.ending.law);
  const actor = { kind: 'system', id: null } as const;
  const { ticket, website, ...typed } = form;
  const { declaration, again } = await declare(tx, {
    ...{ vendorId, portalId: portal.id, way: 'public', language: t.language, shown, actor, at },
    kind: what === 'withdraw' ? 'withdraw' : form.kind,
    submitKey: digest(`${portal.id} ${what} ${ticket} ${JSON.stringify(typed)}`),
    ...{ name: form.name, email: form.email, contractNumber: form.contract },
    customerNumber: form.customer || null,
    wantedOn: what === 'cancel' && form.when === 'day' && form.day ? form.day : null,
    reason: form.reason || null,
    ...{ toldEndsOn: null, suspect: website !== '' || brake === 'suspect', state: 'waiting' },
    ...{ customerId: null, contractId: null, endsOn: null, beforeEndsOn: null, dueOn: null },
  });
  if (again) return { declaration, shown };
  const data = { declarationId: declaration.id, customerId: null, contractId: null };
  await announce(tx, {
    ...{ vendorId, actor, at, subjectId: declaration.id, action: 'declaration.received', data },
  });
  const mailed = brake === 'free' && website === '' && !portal.mail.noAccessMail;
  if (mailed) {
    const html = receiptFile({ t, portal, declaration, shown });
    await mailReceipt(tx, { mailing, vendorId, portal, t, to: form.email, at }, { declaration, html });
  }
  await changeState(tx, vendorId, declaration.id, { receipt: mailed ? 'mailed' : 'withheld' }, at);
  wakeJob(tx, matchDeclarationsJob);
  return { declaration: (await requireDeclaration(tx, vendorId, declaration.id)).declaration, shown };
}
