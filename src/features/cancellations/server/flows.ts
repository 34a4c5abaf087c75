import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import { endingOf, mayEndOn } from '../../contracts/calendar.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { createContract } from '../../contracts/server/store.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import { cancellationProblem } from '../problems.ts';
import { dueOn } from '../rules.ts';
import type { Declaration, DeclarationKind, DeclarationState, Receipt, Shown } from '../schema.ts';
import {
  doneBy,
  type Ender,
  endContract,
  goesOn,
  lockedContract,
  undoEnding,
  withdrawContract,
} from './act.ts';
import { mailOutcome, mailReceipt } from './mails.ts';
import { againOf, mayWithdraw, undoable } from './preview.ts';
import { fileName, receiptFile } from './receipt.ts';
import { changeState, declarationsOf, declare } from './store.ts';
import type { EndingWords } from './words.ts';

/** All that a declaration about a known contract needs, at hand before its transaction. */
export interface Ending extends Omit<Ender, 'timeZone'> {
  readonly portal: Portal;
  readonly mailing: Mailing;
  readonly t: EndingWords;
  readonly way: Declaration['way'];
  /** Who declares, and where their receipt goes; `null`: nobody is written to. */
  readonly name: string | null;
  readonly email: string | null;
}

const enderOf = ({ vendorId, actor, at, portal }: Ending): Ender => ({
  ...{ vendorId, actor, at, timeZone: portal.timeZone },
});

interface Declared {
  readonly kind: DeclarationKind;
  readonly shown: Shown;
  readonly wantedOn: string | null;
  readonly reason: string | null;
  readonly endsOn: string | null;
  readonly state: DeclarationState;
}

/** Keeps the declaration about a contract, tells of it and mails its receipt. */
async function keep(tx: Db, ending: Ending, contract: VendorContract, declared: Declared): Promise<Receipt> {
  const { vendorId, portal, actor, at, way, name, email, t, mailing } = ending;
  const { kind, shown, wantedOn, reason, endsOn, state } = declared;
  const { customerId } = contract;
  const { declaration } = await declare(tx, {
    ...{ vendorId, portalId: portal.id, kind, way, language: t.language, shown, submitKey: null, actor, at },
    ...{ name, email, contractNumber: contract.number, customerNumber: null, wantedOn, reason },
    ...{ toldEndsOn: kind === 'withdraw' ? null : endsOn, suspect: false, state, customerId },
    ...{ contractId: contract.id, endsOn, beforeEndsOn: contract.endsOn },
    dueOn: state === 'open' ? dueOn(kind, dayIn(portal.timeZone, at)) : null,
  });
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: declaration.id, action: 'declaration.received' },
    data: { declarationId: declaration.id, customerId, contractId: contract.id },
  });
  const html = receiptFile({ t, portal, declaration, shown });
  const mailed = email !== null && !portal.mail.noAccessMail;
  if (mailed) {
    await mailReceipt(tx, { mailing, vendorId, portal, t, to: email, at }, { declaration, html });
  }
  await changeState(tx, vendorId, declaration.id, { receipt: mailed ? 'mailed' : 'none' }, at);
  return {
    ...{ id: declaration.id, kind, receivedAt: declaration.receivedAt, sha256: declaration.sha256, endsOn },
    mailedTo: mailed ? email : null,
    file: { name: fileName(t, declaration), html },
  };
}

/**
 * Cancelled in due time: to the day that was shown, or not at all. `endsOn: null`: as soon as the terms allow.
 * @throws `cancellation.not-possible`, `cancellation.day-not-allowed`
 */
export async function cancel(
  tx: Db,
  ending: Ending,
  contractId: string,
  {
    endsOn: wanted,
    reason,
    shown,
  }: {
    readonly endsOn: string | null;
    readonly reason: string | null;
    readonly shown: (contract: VendorContract, endsOn: string) => Shown;
  },
): Promise<Receipt> {
  const ender = enderOf(ending);
  const contract = await lockedContract(tx, ender, contractId);
  const today = dayIn(ender.timeZone, ender.at);
  const next = goesOn(contract) ? endingOf(contract, today, ender.timeZone) : undefined;
  if (!next) throw cancellationProblem('cancellation.not-possible');
  const endsOn = wanted ?? next.endsOn;
  if (!mayEndOn(contract, today, endsOn)) {
    throw cancellationProblem('cancellation.day-not-allowed', {
      detail: `Notice of today ends it on ${next.endsOn} at the earliest.`,
    });
  }
  const receipt = await keep(tx, ending, contract, {
    ...{ kind: 'cancel', shown: shown(contract, endsOn), wantedOn: wanted, reason, endsOn },
    state: 'effective',
  });
  await endContract(tx, ender, contract, endsOn);
  return receipt;
}

/** For good cause: whether there is one, somebody has to judge. @throws `cancellation.not-possible` */
export async function cancelExtraordinarily(
  tx: Db,
  ending: Ending,
  contractId: string,
  {
    endsOn,
    reason,
    shown,
  }: {
    readonly endsOn: string | null;
    readonly reason: string;
    readonly shown: (contract: VendorContract) => Shown;
  },
): Promise<Receipt> {
  const contract = await lockedContract(tx, enderOf(ending), contractId);
  if (contract.status === 'expired') throw cancellationProblem('cancellation.not-possible');
  return keep(tx, ending, contract, {
    ...{
      kind: 'extraordinary',
      shown: shown(contract),
      wantedOn: endsOn,
      reason,
      endsOn: null,
      state: 'open',
    },
  });
}

/** @throws `withdrawal.not-possible` */
export async function withdraw(
  tx: Db,
  ending: Ending,
  contractId: string,
  {
    shown,
    unchecked = false,
  }: {
    readonly shown: (contract: VendorContract) => Shown;
    /** Staff may take back what the law no longer asks for. */
    readonly unchecked?: boolean;
  },
): Promise<Receipt> {
  const ender = enderOf(ending);
  const contract = await lockedContract(tx, ender, contractId);
  const declarations = await declarationsOf(tx, ender.vendorId, contract.id);
  const today = dayIn(ender.timeZone, ender.at);
  const possible = unchecked
    ? !declarations.some(({ declaration: { kind, state } }) => kind === 'withdraw' && state !== 'undone')
    : mayWithdraw(contract, ending.portal, declarations, today);
  if (!possible) throw cancellationProblem('withdrawal.not-possible');
  const receipt = await keep(tx, ending, contract, {
    ...{ kind: 'withdraw', shown: shown(contract), wantedOn: null, reason: null },
    ...{ endsOn: contract.startsOn, state: 'open' },
  });
  if (await withdrawContract(tx, ender, contract)) {
    const { vendorId, actor, at } = ender;
    await changeState(tx, vendorId, receipt.id, doneBy(actor, at), at);
  }
  return receipt;
}

/** @throws `cancellation.not-undoable` */
export async function undo(tx: Db, ending: Ending, contractId: string): Promise<void> {
  const ender = enderOf(ending);
  const contract = await lockedContract(tx, ender, contractId);
  const found = undoable(contract, await declarationsOf(tx, ender.vendorId, contract.id));
  if (!found) throw cancellationProblem('cancellation.not-undoable');
  const { vendorId, at, actor } = ender;
  const { id } = found.declaration;
  const change = { state: 'undone', handled_at: at.toISOString(), handled_by: actor.id } as const;
  await changeState(tx, vendorId, id, change, at);
  await undoEnding(tx, ender, contract, found.beforeEndsOn);
  if (ending.email === null || ending.portal.mail.noAccessMail) return;
  const { mailing, portal, t, email } = ending;
  const { title, customerId } = contract;
  await mailOutcome(tx, { mailing, vendorId, portal, t, to: email, at }, 'undone', {
    ...{ title, customerId, contractId: contract.id, endsOn: contract.endsOn ?? '' },
  });
}

/** A contract on the same terms, from the day after the old one. @throws `resubscription.not-possible` */
export async function resubscribe(
  tx: Db,
  ending: Ending,
  contractId: string,
  orders: boolean,
): Promise<VendorContract> {
  const ender = enderOf(ending);
  const { vendorId, at, actor } = ender;
  const contract = await lockedContract(tx, ender, contractId);
  const declarations = await declarationsOf(tx, vendorId, contract.id);
  const today = dayIn(ender.timeZone, at);
  const again = await againOf(tx, { vendorId, contract, declarations, orders, today });
  if (again?.way !== 'copy') throw cancellationProblem('resubscription.not-possible');
  const { customerId, title, terms, items, billingPeriod, tax, billing, paymentMethodId } = contract;
  const made = await createContract(
    tx,
    vendorId,
    {
      ...{ customerId, title, terms, items, billingPeriod, tax, billing, paymentMethodId },
      ...{ startsOn: again.startsOn, nextChargeOn: again.startsOn },
    },
    at,
  );
  // Once a contract has a successor, it is neither had again nor taken back a second time.
  for (const { declaration } of declarations) {
    if (declaration.state === 'effective')
      await changeState(tx, vendorId, declaration.id, { state: 'done' }, at, ['effective']);
  }
  const data = { customerId, contractId: made.id };
  const about = { vendorId, customerId, actor, at, subjectId: made.id, data };
  await announce(tx, { ...about, action: 'contract.created' });
  await announce(tx, {
    ...about,
    action: 'contract.resubscribed',
    data: { ...data, formerContractId: contract.id },
  });
  return made;
}
