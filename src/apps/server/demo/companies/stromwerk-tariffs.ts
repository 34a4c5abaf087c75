import { addDays, addPeriod, type Day } from '../../../../kit/common/day.ts';
import { type DemoContract, monthEnd, monthStart, months, years } from '../customer.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const tax = { included: true, percent: 19 };

/** What one contract of the table in stromwerk-people.ts is made from. */
export interface TariffInput {
  /** The customer's number without its hyphen; contract numbers are built on it. */
  readonly base: string;
  readonly today: Day;
  /** Monthly advance payment in cents, VAT included. */
  readonly advance: number;
  /** Months since the contract began. */
  readonly since: number;
}

function contract(
  { base, today, since }: TariffInput,
  kind: string,
  rest: Omit<DemoContract, 'externalId' | 'number' | 'startsOn' | 'billingPeriod' | 'tax'>,
): DemoContract {
  const startsOn = monthStart(today, since);
  return {
    externalId: `${kind}-${base}-${startsOn}`,
    number: `${kind}-${startsOn.slice(0, 4)}-${base.slice(-5)}`,
    startsOn,
    billingPeriod: months(1),
    tax,
    nextChargeOn: monthStart(today, -1),
    ...rest,
  };
}

/** Twelve months fixed, one month's notice, open-ended afterwards (as § 309 No. 9 BGB asks of consumer contracts). */
export const fix12 = (input: TariffInput): DemoContract =>
  contract(input, 'OF', {
    title: 'Ökostrom Fix 12',
    terms: { minimumTerm: months(12), renewal: null, notice: months(1) },
    items: [
      { kind: 'plan', title: 'Ökostrom Fix 12, Abschlag', quantity: 1, unitPrice: eur(input.advance - 400) },
      { kind: 'component', title: 'Digitaler Stromzähler', quantity: 1, unitPrice: eur(400) },
      { kind: 'usage', title: 'Arbeitspreis', quantity: 0, unit: 'kWh', unitPrice: eur(33) },
    ],
  });

/** Two years fixed for businesses; renews by a year at a time. */
export const gewerbe24 = (input: TariffInput): DemoContract =>
  contract(input, 'GW', {
    title: 'Gewerbestrom Fix 24',
    terms: { minimumTerm: years(2), renewal: years(1), notice: months(3) },
    items: [
      { kind: 'plan', title: 'Gewerbestrom Fix 24, Abschlag', quantity: 1, unitPrice: eur(input.advance) },
      {
        kind: 'component',
        title: 'Zählpunkt mit Lastgang',
        quantity: 2,
        unit: 'Zähler',
        unitPrice: eur(1450),
      },
      { kind: 'component', title: 'Herkunftsnachweis Schleswig-Holstein', quantity: 1, unitPrice: eur(690) },
      { kind: 'usage', title: 'Arbeitspreis', quantity: 0, unit: 'kWh', unitPrice: eur(29) },
    ],
  });

/** Monthly from the first day on. */
export const flex = (input: TariffInput): DemoContract =>
  contract(input, 'FX', {
    title: 'Ökostrom Flex',
    terms: { minimumTerm: null, renewal: null, notice: months(1) },
    items: [
      { kind: 'plan', title: 'Ökostrom Flex, Abschlag', quantity: 1, unitPrice: eur(input.advance) },
      { kind: 'usage', title: 'Arbeitspreis, monatlich neu', quantity: 0, unit: 'kWh', unitPrice: eur(31) },
    ],
  });

export const waermestrom = (input: TariffInput): DemoContract =>
  contract(input, 'WS', {
    title: 'Wärmestrom',
    terms: { minimumTerm: months(12), renewal: null, notice: months(1) },
    items: [
      { kind: 'plan', title: 'Wärmestrom, Abschlag', quantity: 1, unitPrice: eur(input.advance) },
      { kind: 'component', title: 'Getrennter Wärmezähler', quantity: 1, unitPrice: eur(750) },
      { kind: 'usage', title: 'Arbeitspreis Wärmepumpe', quantity: 0, unit: 'kWh', unitPrice: eur(25) },
    ],
  });

export const wallbox = (input: TariffInput): DemoContract =>
  contract(input, 'WB', {
    title: 'Wallbox-Tarif',
    terms: { minimumTerm: null, renewal: null, notice: { count: 14, unit: 'day' } },
    items: [
      { kind: 'plan', title: 'Wallbox-Tarif', quantity: 1, unitPrice: eur(990) },
      { kind: 'component', title: 'Ladepunkte', quantity: 1, unit: 'Ladepunkt', unitPrice: eur(250) },
      { kind: 'usage', title: 'Nachtladen, 22 bis 6 Uhr', quantity: 0, unit: 'kWh', unitPrice: eur(22) },
    ],
  });

export const solar = (input: TariffInput): DemoContract =>
  contract(input, 'PV', {
    title: 'Solar-Rundum-Service',
    terms: { minimumTerm: years(1), renewal: years(1), notice: months(1) },
    items: [
      { kind: 'plan', title: 'Solar-Rundum-Service', quantity: 1, unitPrice: eur(1290) },
      { kind: 'component', title: 'Module', quantity: 18, unit: 'Module', unitPrice: eur(35) },
    ],
  });

/** Notice was given five weeks ago; it runs to the end of the month after next. */
export const cancelled = (input: TariffInput): DemoContract => ({
  ...flex(input),
  externalId: `FX-${input.base}-cancelled`,
  cancelledAt: `${addDays(input.today, -35)}T09:12:00.000Z`,
  endsOn: monthEnd(input.today, 2),
});

/** Over: it ended the day before the contract that followed it began, `until` months ago. */
export function expired(input: TariffInput, until: number): DemoContract {
  const endsOn = addDays(monthStart(input.today, until), -1);
  const made = flex(input);
  return {
    ...made,
    number: made.number?.replace('FX', 'CL') ?? null,
    externalId: `FX-${input.base}-expired`,
    title: 'Ökostrom Classic',
    cancelledAt: `${addPeriod(endsOn, months(1), -1)}T15:40:00.000Z`,
    endsOn,
    nextChargeOn: null,
  };
}

/** Signed, supply begins at the turn of the month after next. */
export const scheduled = (input: TariffInput): DemoContract => ({
  ...fix12({ ...input, since: -2 }),
  nextChargeOn: monthStart(input.today, -2),
});
