import type { Registry } from 'prom-client';

export interface Metrics {
  observe(method: string, status: number, seconds: number): void;
  /** What is read when somebody asks. */
  set(values: Readonly<Partial<Record<GaugeName, number>>>): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Figures of the whole service, read from its data. */
const gaugeHelp = {
  portico_backup_age_seconds: 'Age of the last backup; absent while there is none',
  portico_backup_stale: '1 when the last backup is older than it should be',
  portico_events_waiting: 'Events that wait to be sent',
  portico_events_resting: 'Events that were given up after their last attempt',
  portico_work_waiting: 'Pieces of long work that wait or run',
  portico_jobs_failing: 'Jobs whose last run failed',
} as const;
export type GaugeName = keyof typeof gaugeHelp;

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const family = (name: string, type: string, help: string, samples: readonly string[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ''].join('\n');

/**
 * Figures for Prometheus. Labels are few and fixed: nothing a client sends becomes one. What every request counts is
 * counted here, in its own text format; the library is loaded by whoever asks first, and tells of the process since then.
 */
export function makeMetrics(): Metrics {
  const requests = new Map<string, { readonly labels: string; count: number }>();
  const times = new Array<number>(bounds.length + 1).fill(0);
  let total = 0;
  const gauges = new Map<GaugeName, number>();
  let ofProcess: Promise<Registry> | undefined;

  const requestsText = (): string =>
    family(
      'portico_requests_total',
      'counter',
      'Requests answered, by method and class of status',
      [...requests.values()].map(({ labels, count }) => `portico_requests_total{${labels}} ${count}`),
    );
  const timesText = (): string => {
    let within = 0;
    const buckets = [...bounds, '+Inf'].map((bound, index) => {
      within += times[index] as number;
      return `portico_request_seconds_bucket{le="${bound}"} ${within}`;
    });
    return family('portico_request_seconds', 'histogram', 'Time from request to answer', [
      ...buckets,
      `portico_request_seconds_sum ${total}`,
      `portico_request_seconds_count ${within}`,
    ]);
  };
  const gaugesText = (): string =>
    [...gauges].map(([name, value]) => family(name, 'gauge', gaugeHelp[name], [`${name} ${value}`])).join('');

  return {
    set(values) {
      for (const [name, value] of Object.entries(values)) gauges.set(name as GaugeName, value);
    },
    observe(method, status, seconds) {
      const known = knownMethods.has(method) ? method : 'other';
      const key = known + Math.floor(status / 100);
      const counted = requests.get(key);
      if (counted) counted.count++;
      else requests.set(key, { labels: `method="${known}",status="${key.slice(-1)}xx"`, count: 1 });
      total += seconds;
      const index = bounds.findIndex((bound) => seconds <= bound);
      const bucket = index === -1 ? bounds.length : index;
      times[bucket] = (times[bucket] as number) + 1;
    },
    async text() {
      ofProcess ??= import('prom-client').then(({ collectDefaultMetrics, Registry }) => {
        const registry = new Registry();
        collectDefaultMetrics({ register: registry });
        return registry;
      });
      const process = await (await ofProcess).metrics();
      return `${requestsText()}${timesText()}${gaugesText()}${process}`;
    },
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}
