/**
 * What no vendor words anew: declarations and buttons that the law writes, mandates and consents that count as evidence,
 * names of documents, and what tells customers that somebody of the vendor is looking or that nothing here is real. The
 * button that orders is none of the sentences: a portal chooses it among approved words (order-button.ts).
 */
const protectedTexts = [
  'login-as:',
  'portal:foot.cancel',
  'portal:shell.test-side',
  'cancellations:page.cancel.',
  'cancellations:page.withdraw.',
  'cancellations:page.kind',
  'cancellations:receipt.',
  'cancellations/said:ending.act.cancel',
  'cancellations/said:ending.act.withdraw',
  'cancellations/said:ending.again.button',
  'cancellations/said:ending.cancel.button',
  'cancellations/said:ending.extraordinary',
  'cancellations/said:ending.withdraw.',
  'order-page/portal/details:order.pay.mandate',
  'order-page/portal/send:order.agree.',
  'order-page/portal/send:order.start-now',
  'payments:payments.mandate.',
  'payments/portal/acts:acts.add.text',
  'payments/portal/acts:acts.auto.yes',
  'documents/server/pdf:',
  'approvals:approvals.pdf.',
  'mails:order.start-now',
  'mails:order.withdrawal',
  'mails:order.invoice.',
] as const;

export const isProtected = (key: string): boolean => protectedTexts.some((begin) => key.startsWith(begin));
