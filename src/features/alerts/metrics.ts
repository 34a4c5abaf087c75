import type { PanelId } from '../portals/schema.ts';

/** What an alert may be about. A new one adds its line here, its words in messages, and a source in apps/server. */
export const metrics = {
  /** Calls of the running month over all domains, of what is allowed. */
  calls: { panel: 'domains', unit: 'count', hasLimit: true, comparison: 'at-least' },
  /** Use of the running month: `usage:sms`. */
  usage: { panel: 'usage', unit: 'count', hasLimit: false, comparison: 'at-least' },
  packages: { panel: 'packages', unit: 'count', hasLimit: true, comparison: 'at-least' },
  balance: { panel: 'payments', unit: 'money', hasLimit: false, comparison: 'at-most' },
  /** Days until it expires. */
  licences: { panel: 'licences', unit: 'days', hasLimit: false, comparison: 'at-most' },
  /** Days until it ends, or may be cancelled for the last time. */
  contracts: { panel: 'contracts', unit: 'days', hasLimit: false, comparison: 'at-most' },
} as const satisfies Record<
  string,
  {
    /** Who may not look there is told nothing of it here either. */
    readonly panel: PanelId;
    readonly unit: 'count' | 'money' | 'days';
    /** Whether it may be said in percent. */
    readonly hasLimit: boolean;
    readonly comparison: 'at-least' | 'at-most';
  }
>;
export type MetricName = keyof typeof metrics;

/** `usage:sms` is `usage` of `sms`. */
export function partsOf(metric: string): {
  readonly name: MetricName | undefined;
  readonly of: string | null;
} {
  const [name = '', of = null] = metric.split(/:(.*)/s);
  return { name: Object.hasOwn(metrics, name) ? (name as MetricName) : undefined, of };
}

/** Metrics of which a person learns nothing; figures of a whole account are none of who is let to some domains alone. */
export const hiddenFrom = (
  sees: (panel: PanelId) => boolean,
  domainIds: readonly string[] | null,
): MetricName[] =>
  (Object.keys(metrics) as MetricName[]).filter(
    (name) => !sees(metrics[name].panel) || (domainIds !== null && (name === 'calls' || name === 'usage')),
  );
