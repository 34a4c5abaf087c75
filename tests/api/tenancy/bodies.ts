export const contract = (customerId: string) => ({
  customerId,
  title: 'Plan',
  startsOn: '2026-01-01',
  billingPeriod: { count: 1, unit: 'month' },
  items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
});

export const callCount = (customerId: string) => ({ customerId, month: '2026-10', quantity: 1 });

/** Made elsewhere, so that it can go again. */
export const document = (customerId: string) => ({
  ...{ customerId, origin: 'external', number: 'X-1', issuedOn: '2026-11-01', currency: 'EUR', gross: 100 },
});

export const termsDocument = {
  kind: 'privacy',
  texts: { en: { title: 'Privacy', text: 'We keep what we need.' } },
};

/** Not there yet, so that it can go again. */
export const payment = (customerId: string) => ({
  ...{ customerId, status: 'pending', amount: { amount: 100, currency: 'EUR' } },
});

export const approvalOf = (customerId: string) => ({ customerId, texts: { en: { title: 'A', text: 'B' } } });

export const voucherWanted = { batch: 'B', count: 1, amount: { amount: 100, currency: 'EUR' } };

export const pdfHeaders = { 'content-type': 'application/pdf' };

export const pngHeaders = { 'content-type': 'image/png' };
