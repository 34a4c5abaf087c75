import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

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

/** Figures for Prometheus. Labels are few and fixed: nothing a client sends becomes one. */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'portico_requests_total',
    help: 'Requests answered, by method and class of status',
    labelNames: ['method', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'portico_request_seconds',
    help: 'Time from request to answer',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  // A child by its labels: looking one up by name hashes the labels each time.
  const children = new Map<string, ReturnType<typeof requests.labels>>();
  const childOf = (method: string, status: string) => {
    const key = method + status;
    let child = children.get(key);
    if (!child) {
      child = requests.labels(knownMethods.has(method) ? method : 'other', status);
      if (knownMethods.has(method)) children.set(key, child);
    }
    return child;
  };
  const gauges = new Map(
    Object.entries(gaugeHelp).map(([name, help]) => [
      name,
      { name, help, made: undefined as Gauge | undefined },
    ]),
  );
  return {
    set(values) {
      for (const [name, value] of Object.entries(values)) {
        const gauge = gauges.get(name);
        if (!gauge || value === undefined) continue;
        gauge.made ??= new Gauge({ name, help: gauge.help, registers: [registry] });
        gauge.made.set(value);
      }
    },
    observe(method, status, seconds) {
      childOf(method, `${Math.floor(status / 100)}xx`).inc();
      durations.observe(seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
