import type { ProblemField } from '../../kit/common/problem.ts';
import { metrics, partsOf } from './metrics.ts';
import type { Alert, MostOften, NewRecipient, Recipient } from './schema.ts';

/** What a figure says, as a source gives it. */
export interface Figure {
  readonly subject?: { readonly id: string; readonly name: string } | undefined;
  readonly value: number;
  readonly limit?: number | undefined;
  readonly currency?: string | undefined;
  readonly period?: string | undefined;
}

/** Which way the metric goes: use reaches a figure, a balance falls to it. */
export const comparisonOf = (metric: string): Alert['comparison'] => {
  const { name } = partsOf(metric);
  return name ? metrics[name].comparison : 'at-least';
};

/** What does not hold together. */
export function wrongIn({
  metric,
  unit,
  currency,
}: Pick<Alert, 'metric' | 'unit' | 'currency'>): readonly ProblemField[] {
  const { name } = partsOf(metric);
  if (!name) return [{ path: 'metric', code: 'reference', message: 'There is no such metric.' }];
  const { unit: own, hasLimit } = metrics[name];
  if (unit !== own && !(unit === 'percent' && hasLimit)) {
    const known = hasLimit ? `${own} or percent` : own;
    return [{ path: 'unit', code: 'reference', message: `This metric is counted in ${known}.` }];
  }
  if ((unit === 'money') !== (currency !== null))
    return [
      { path: 'currency', code: 'reference', message: 'A currency goes with money, and with nothing else.' },
    ];
  return [];
}

/** Of no limit there is no percentage. */
export function isReached(
  { unit, threshold, currency, comparison }: Pick<Alert, 'unit' | 'threshold' | 'currency' | 'comparison'>,
  figure: Figure,
): boolean {
  if (unit === 'money' && figure.currency !== currency) return false;
  if (unit === 'percent') {
    const { limit = -1 } = figure;
    return limit > 0 && figure.value * 100 >= threshold * limit;
  }
  return comparison === 'at-least' ? figure.value >= threshold : figure.value <= threshold;
}

/** By what a firing is told from the next one. */
export const markOf = ({ period = '', subject }: Figure): string => `${period}|${subject?.id ?? ''}`;

const hourMs = 3_600_000;
const pauseMs: Readonly<Record<MostOften, number>> = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
};

interface Rule
  extends Pick<
    Alert,
    'unit' | 'threshold' | 'currency' | 'comparison' | 'mostOften' | 'mutedUntil' | 'lastFiredAt'
  > {
  /** What holds now and was told: it is not told again until it held no more. */
  readonly told: readonly string[];
}

/**
 * What is to be told now, and what stands as told afterwards. Each thing is told when it begins to hold, once; what begins
 * to hold while the rule is muted, or too soon after the last mail, is told afterwards if it still does.
 */
export function dueOf(
  rule: Rule,
  figures: readonly Figure[],
  at: Date,
): { readonly figures: readonly Figure[]; readonly told: readonly string[] } {
  const holding = figures.filter((figure) => isReached(rule, figure));
  const marks = new Set(holding.map(markOf));
  const stay = rule.told.filter((mark) => marks.has(mark));
  const fresh = holding.filter((figure) => !stay.includes(markOf(figure)));
  const muted = rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > at.getTime();
  const since =
    rule.lastFiredAt === null ? Number.POSITIVE_INFINITY : at.getTime() - Date.parse(rule.lastFiredAt);
  if (fresh.length === 0 || muted || since < pauseMs[rule.mostOften]) return { figures: [], told: stay };
  return { figures: fresh, told: [...marks] };
}

/** What tells recipients apart, whoever they were called by. */
export const recipientKey = ({ kind, contactId, email }: Omit<Recipient, 'stoppedAt'>): string =>
  kind === 'contact' ? (contactId ?? '') : kind === 'email' ? (email ?? '').toLowerCase() : 'account';

/** Each once; who wanted no more mail of it keeps that, however often the list is sent. */
export function recipientsOf(
  wanted: readonly (NewRecipient & { readonly stoppedAt?: string | null | undefined })[],
  before: readonly Recipient[],
): readonly Recipient[] {
  const all = new Map<string, Recipient>();
  for (const one of wanted) {
    const key = recipientKey(one);
    const stoppedAt = before.find((known) => recipientKey(known) === key)?.stoppedAt ?? one.stoppedAt ?? null;
    all.set(key, { ...one, stoppedAt });
  }
  return [...all.values()];
}
