import { addDays, type Day } from '../../kit/common/day.ts';
import { openAmountOf } from '../documents/rules.ts';
import type { InvoiceStatus, Origin } from '../documents/schema.ts';
import type { ReminderLevel, ReminderSettings } from '../portals/document-settings.ts';

/** What decides whether an invoice is reminded of. */
export interface Late {
  readonly origin: Origin;
  readonly status: InvoiceStatus;
  readonly dueOn: Day | null;
  readonly gross: number;
  readonly prepaid: number;
  readonly credited: number;
  readonly received: number;
  readonly reminderLevel: number;
  readonly remindedOn: Day | null;
}

/** Saturday or Sunday. */
const isWeekend = (day: Day): boolean => [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());

/** Whether anything is left to be asked for. */
export const isOwed = (
  invoice: Pick<Late, 'status' | 'gross' | 'prepaid' | 'credited' | 'received'>,
): boolean => openAmountOf(invoice) > 0;

/**
 * The first day on which the next level may be asked for, `undefined` where there is none. Between two levels lie as many
 * days as the settings have between them, counted from the reminder that was really made: after a week of downtime, or for
 * an invoice that was years late when reminders were switched on, nobody gets three at once.
 */
export function nextOn(levels: readonly ReminderLevel[], invoice: Late): Day | undefined {
  const { dueOn, reminderLevel, remindedOn } = invoice;
  const level = levels[reminderLevel];
  if (!level || dueOn === null || !isOwed(invoice)) return undefined;
  const byDue = addDays(dueOn, level.afterDays);
  const before = levels[reminderLevel - 1];
  if (!before || remindedOn === null) return byDue;
  const byLast = addDays(remindedOn, level.afterDays - before.afterDays);
  if (byLast < byDue) return byDue;
  return byLast;
}

/** The level to ask for today; `undefined`: none. */
export function levelDue(
  settings: ReminderSettings,
  invoice: Late,
  today: Day,
): { readonly number: number; readonly level: ReminderLevel } | undefined {
  if (!settings.enabled || (invoice.origin === 'external' && !settings.external)) return undefined;
  if (settings.workdaysOnly && isWeekend(today)) return undefined;
  const on = nextOn(settings.levels, invoice);
  const level = settings.levels[invoice.reminderLevel];
  return on !== undefined && level && on <= today ? { number: invoice.reminderLevel + 1, level } : undefined;
}

/** What a reminder of this level costs in the invoice's currency. */
export const feeOf = ({ fees }: Pick<ReminderLevel, 'fees'>, currency: string): number =>
  fees.find((fee) => fee.currency === currency)?.amount ?? 0;
