import { translator } from '../../../kit/browser/words.ts';
import parts from '../../../kit/ui/messages/de.json' with { type: 'json' };
import german from '../messages/de.json' with { type: 'json' };
import type { Contract } from '../schema.ts';
import type { ContractsWords } from './words.ts';

export const today = '2026-11-22';
export const t: ContractsWords = translator(
  { ...parts, ...german },
  {
    locale: 'de',
    timeZone: 'Europe/Berlin',
    today,
  },
);

const euro = (amount: number) => ({ amount, currency: 'EUR' });

/** A year of green electricity, with what a test wants to be different. */
export const contract = (change: Partial<Contract> = {}): Contract => ({
  id: 'ctr_000000000001',
  number: 'V-4471',
  title: 'Ökostrom Fix 12',
  status: 'active',
  term: {
    startsOn: '2026-04-01',
    endsOn: '2027-03-31',
    noticeUntil: '2027-02-28',
    endsIfCancelledToday: '2027-03-31',
    afterwards: 'open-ended',
  },
  terms: { renewal: null, notice: { count: 1, unit: 'month' } },
  items: [
    { kind: 'plan', title: 'Grundpreis', quantity: 1, unitPrice: euro(9950), total: euro(9950) },
    {
      kind: 'component',
      title: 'Wallbox',
      quantity: 3,
      unit: 'Punkte',
      unitPrice: euro(630),
      total: euro(1890),
    },
    {
      ...{ kind: 'usage', title: 'Arbeitspreis', quantity: 0, unit: 'kWh', unitPrice: euro(31), total: null },
      metered: {
        mode: 'graduated',
        tiers: [
          { upTo: 1000, unitPrice: '0.3142' },
          { upTo: null, unitPrice: '0.3' },
        ],
      },
    },
  ],
  billingPeriod: { count: 1, unit: 'month' },
  price: euro(11840),
  tax: { included: true, percent: 19 },
  nextChargeOn: '2026-12-01',
  pause: null,
  pendingChange: null,
  changeable: false,
  ...change,
});
