import { mailedCodesJob, sendMailedCodes } from '../../features/access/server/ask-mailed-code.ts';
import { sealActivity } from '../../features/activity/server/chain-store.ts';
import { checkAddresses } from '../../features/addresses/server/check.ts';
import { checkAlerts } from '../../features/alerts/server/job.ts';
import { alertsJob } from '../../features/alerts/server/store.ts';
import { followApprovals } from '../../features/approvals/server/job.ts';
import { approvalsJob } from '../../features/approvals/server/store.ts';
import { billContracts } from '../../features/billing/server/job.ts';
import { matchDeclarations, matchDeclarationsJob } from '../../features/cancellations/server/match.ts';
import { passwordResetsJob, sendPasswordResets } from '../../features/customers/server/ask-reset.ts';
import { bulkChangeWork } from '../../features/customers/server/bulk/run.ts';
import { sweepBulkChanges } from '../../features/customers/server/bulk/store.ts';
import { sendDocumentMails } from '../../features/document-mails/server/send-job.ts';
import { sweepDownloads } from '../../features/documents/server/downloads-store.ts';
import { documentMailsJob } from '../../features/documents/server/mail-queue.ts';
import { prepareDownload, setLetters } from '../../features/documents/server/prepare.ts';
import { becomeLimits, followLimits } from '../../features/domains/server/follow-limits.ts';
import { quotaNoticesJob, sendQuotaNotices } from '../../features/domains/server/quota-notices.ts';
import { checkDomains, checkDomainsJob } from '../../features/domains/server/verification.ts';
import { sendInvitations } from '../../features/invitations/server/send.ts';
import { invitationsJob } from '../../features/invitations/server/store.ts';
import { sweepRefusals } from '../../features/licences/server/abuse-store.ts';
import { sweepDeviceCodes } from '../../features/licences/server/device-store.ts';
import { followChanges } from '../../features/licences/server/follow-changes.ts';
import { followContracts } from '../../features/licences/server/follow-contracts.ts';
import { followPauses } from '../../features/licences/server/follow-pauses.ts';
import { followPayments } from '../../features/licences/server/follow-payments.ts';
import { sweepFreedMachines } from '../../features/licences/server/machines-store.ts';
import { licenceNoticesJob, sendLicenceNotices } from '../../features/licences/server/notices.ts';
import { operatorResetsJob, sendOperatorResets } from '../../features/operators/server/send-resets.ts';
import { sweepOperatorSessions } from '../../features/operators/server/sessions-store.ts';
import { deliverOrdersJob } from '../../features/orders/server/deliver.ts';
import { deliverDueOrders, expireOrders, goOnWithApproved } from '../../features/orders/server/job.ts';
import { collectJob, noticesJob } from '../../features/payments/server/balance-store.ts';
import { collectPayments } from '../../features/payments/server/collect-job.ts';
import { sweepEvents } from '../../features/payments/server/events-store.ts';
import {
  checkPayments,
  checkSetups,
  sendRefunds,
  tellDeliveries,
} from '../../features/payments/server/jobs.ts';
import { sendNotices } from '../../features/payments/server/notices.ts';
import { refundsJob } from '../../features/payments/server/refunds-store.ts';
import { deliveriesJob } from '../../features/payments/server/start.ts';
import { topUpAgain } from '../../features/payments/server/top-up-job.ts';
import { checkVatIds, vatChecksJob } from '../../features/pricing/server/vat-checks-job.ts';
import type { VatServices } from '../../features/pricing/server/vat-services.ts';
import { sendReminders } from '../../features/reminders/server/job.ts';
import { sweepKeptDocuments } from '../../features/sites/server/documents-store.ts';
import { sweepLoosePhotos } from '../../features/sites/server/files-store.ts';
import { applyRetention } from '../../features/system/server/retention.ts';
import { sweepExports } from '../../features/transfer/server/exports-store.ts';
import { sweepImports } from '../../features/transfer/server/imports-store.ts';
import { sweepOwnExports } from '../../features/transfer/server/own-data-store.ts';
import { exportWork } from '../../features/transfer/server/run-export.ts';
import { importWork } from '../../features/transfer/server/run-import.ts';
import { ownDataExport } from '../../features/transfer/server/run-own-data.ts';
import { sumUsage, sweepUsage } from '../../features/usage/server/job.ts';
import { sendReports } from '../../features/usage/server/view-mails-job.ts';
import { sweepListeners } from '../../features/webhooks/server/listeners-store.ts';
import { sweepAttempts } from '../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../kit/server/db/db.ts';
import { eachAlone } from '../../kit/server/each-alone.ts';
import { sweepFiles } from '../../kit/server/files.ts';
import type { Job } from '../../kit/server/jobs.ts';
import type { Logger } from '../../kit/server/log.ts';
import { sendMailJob } from '../../kit/server/mail.ts';
import { sendDueMail } from '../../kit/server/mail-sending.ts';
import type { MailServer } from '../../kit/server/mail-server.ts';
import type { OutsideRules } from '../../kit/server/outbound.ts';
import { sweepWords } from '../../kit/server/search.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import { measureSizes } from '../../kit/server/sizes.ts';
import type { WorkKind } from '../../kit/server/work.ts';
import { alertSources } from './alert-sources.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { orderHooks } from './order-hooks.ts';
import { ownDataKinds } from './own-data-kinds.ts';
import { configurationParts, transferKinds } from './transfer-kinds.ts';
import { usageSources } from './usage-sources.ts';

/** What jobs and long work get, beside the database, the clock and the signal of their own run. */
export interface JobContext {
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
  /** Absent where none is set: mail waits. */
  readonly mailServer: MailServer | undefined;
  readonly privateMailHosts: boolean;
  readonly stripeUrl?: string | undefined;
  /** Official services that know VAT ids; `null`: none is asked. */
  readonly vatServices: VatServices | null;
  /** What an administrator says about addresses that vendors give. */
  readonly outside?: OutsideRules;
  /** An address that takes no mail, said by the server that would know. */
  readonly onDeadAddress: (tx: Db, mail: { vendorId: string; address: string }) => Promise<void>;
}

const hourMs = 3_600_000;

/** What the service does by itself again and again, each by one process at a time. */
export const jobs: readonly Job<JobContext>[] = [
  {
    name: 'retention',
    everyMs: 6 * hourMs,
    async run({ database, clock, signal, log }) {
      const removed = await applyRetention(database.db, { now: clock.now(), signal });
      if (Object.keys(removed).length > 0) log.info({ removed }, 'old rows removed');
    },
  },
  {
    name: 'measure-sizes',
    everyMs: 6 * hourMs,
    firstAfterMs: 10_000,
    run: ({ database, clock }) => measureSizes(database, clock.now()),
  },
  {
    name: 'sweep-sessions',
    everyMs: hourMs,
    run: ({ database, clock }) =>
      inTransaction(database.db, async (tx) => {
        await sweepOperatorSessions(tx, clock.now());
        await sweepAttempts(tx, clock.now());
        await sweepLoosePhotos(tx, clock.now());
        await sweepKeptDocuments(tx, clock.now());
        await sweepFreedMachines(tx, clock.now());
        await sweepRefusals(tx, clock.now());
        await sweepDeviceCodes(tx, clock.now());
        await sweepEvents(tx, clock.now());
        await sweepListeners(tx, clock.now());
      }),
  },
  {
    name: 'sweep-search-words',
    everyMs: hourMs,
    run: ({ database }) => inTransaction(database.db, sweepWords),
  },
  // Woken by whoever asks for a code.
  { name: mailedCodesJob, everyMs: 30_000, run: sendMailedCodes },
  { name: passwordResetsJob, everyMs: 30_000, run: sendPasswordResets },
  { name: operatorResetsJob, everyMs: 30_000, run: sendOperatorResets },
  {
    name: 'seal-activity',
    everyMs: 60_000,
    async run({ database, clock, signal, log }) {
      await sealActivity(database.db, { now: clock.now(), signal, log });
    },
  },
  // Woken when one begins or goes on; the rest is for the next wave.
  { name: invitationsJob, everyMs: 30_000, run: sendInvitations },
  // Woken by whoever uses a VAT id that no service has confirmed.
  { name: vatChecksJob, everyMs: 10 * 60_000, run: checkVatIds },
  // Woken by every order; the rest is for what is tried again, and for customers that were let in meanwhile.
  {
    name: deliverOrdersJob,
    everyMs: 15_000,
    async run(context) {
      await deliverDueOrders(deliveryKinds)(context);
      await goOnWithApproved(deliveryKinds)(context);
    },
  },
  // Records of customers who have very many, for their reports.
  { name: 'sum-usage', everyMs: 5 * 60_000, run: sumUsage },
  { name: 'sweep-usage', everyMs: 6 * hourMs, run: sweepUsage },
  { name: 'send-reports', everyMs: 5 * 60_000, run: sendReports },
  // Periods that begin, changes whose day has come, what is to be made good.
  { name: 'bill-contracts', everyMs: 15 * 60_000, run: billContracts(usageSources) },
  // A licence that came with a contract ends with it, and is what it grants. Woken by whoever changes one.
  {
    name: 'follow-contracts',
    everyMs: 5 * 60_000,
    run: (context) =>
      eachAlone(
        [
          () => followContracts(context),
          () => followChanges({ ...context, also: becomeLimits }),
          () => followPauses(context),
          () => followLimits(context),
          () => followPayments(context),
        ],
        (step) => step(),
      ),
  },
  // Woken by what blocks a licence; the rest is for days that come.
  { name: licenceNoticesJob, everyMs: 15 * 60_000, run: sendLicenceNotices },
  // Woken by every form of the public page.
  { name: matchDeclarationsJob, everyMs: 60_000, run: matchDeclarations },
  { name: quotaNoticesJob, everyMs: 60_000, run: sendQuotaNotices },
  { name: checkDomainsJob, everyMs: 60_000, run: checkDomains },
  { name: 'check-addresses', everyMs: 60_000, run: checkAddresses },
  { name: 'expire-orders', everyMs: hourMs, run: expireOrders },
  // Woken by whoever writes a mail; the rest is for what is tried again.
  { name: sendMailJob, everyMs: 30_000, run: sendDueMail },
  {
    name: 'check-payments',
    everyMs: 60_000,
    async run(job) {
      await checkPayments({ ...job, hooks: orderHooks });
      await checkSetups({ ...job, hooks: orderHooks });
    },
  },
  // Woken by an invoice that is collected, a balance that tops itself up and a card that takes another's place.
  { name: collectJob, everyMs: 5 * 60_000, run: (job) => collectPayments({ ...job, hooks: orderHooks }) },
  // A ceiling begins anew with its month.
  { name: 'top-up-again', everyMs: 15 * 60_000, run: topUpAgain },
  // Woken by a charge that failed and a balance that runs out.
  { name: noticesJob, everyMs: 5 * 60_000, run: (job) => sendNotices({ ...job, hooks: orderHooks }) },
  // Woken by whoever puts one before somebody; days go by meanwhile.
  { name: approvalsJob, everyMs: hourMs, run: followApprovals },
  // Woken by whoever gives money back, and by what is delivered.
  { name: refundsJob, everyMs: 5 * 60_000, run: (job) => sendRefunds({ ...job, hooks: orderHooks }) },
  { name: deliveriesJob, everyMs: 5 * 60_000, run: (job) => tellDeliveries({ ...job, hooks: orderHooks }) },
  // Woken by whatever makes a document that is mailed; the rest is for what is tried again.
  { name: documentMailsJob, everyMs: 60_000, run: sendDocumentMails },
  // Woken by whoever writes a rule; the rest is for figures that change meanwhile.
  { name: alertsJob, everyMs: 5 * 60_000, run: checkAlerts(alertSources) },
  { name: 'reminders', everyMs: 15 * 60_000, run: sendReminders },
  {
    name: 'sweep-files',
    everyMs: hourMs,
    run: ({ database, clock }) =>
      inTransaction(database.db, async (tx) => {
        await sweepDownloads(tx, clock.now());
        await sweepFiles(tx, clock.now());
      }),
  },
  {
    name: 'sweep-transfers',
    everyMs: hourMs,
    async run({ database, clock }) {
      await sweepImports(database.db, clock.now());
      await sweepExports(database.db, clock.now());
      await sweepOwnExports(database.db, clock.now());
      await sweepBulkChanges(database.db, clock.now());
    },
  },
];

/** Long work that requests put into the queue, at most two pieces of a vendor at once. */
export const workKinds: readonly WorkKind<JobContext>[] = [
  prepareDownload,
  importWork(transferKinds),
  exportWork(transferKinds, configurationParts),
  bulkChangeWork,
  ownDataExport(ownDataKinds, setLetters),
];
