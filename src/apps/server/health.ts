import { Hono } from 'hono';
import { systemState } from '../../features/system/server/state.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import type { AppContext } from './context.ts';
import type { Metrics } from './metrics.ts';

interface SocketBindings {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string } };
}

/** A database that is away must not hide the figures of the process. */
async function figuresOf({ database, clock }: AppContext): Promise<Parameters<Metrics['set']>[0]> {
  const now = clock.now();
  const state = await systemState(database.db, now).catch(() => undefined);
  if (!state) return {};
  const { backups, queues, jobs } = state;
  return {
    ...(backups.last && {
      portico_backup_age_seconds: (now.getTime() - Date.parse(backups.last.takenAt)) / 1000,
    }),
    portico_backup_stale: backups.stale ? 1 : 0,
    portico_events_waiting: queues.events.waiting,
    portico_events_resting: queues.events.resting,
    portico_work_waiting: queues.work.queued + queues.work.running,
    portico_jobs_failing: jobs.filter(({ failures }) => failures > 0).length,
  };
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: figures, for this machine only. */
export function healthRoutes(app: AppContext): Hono<{ Bindings: SocketBindings }> {
  return new Hono<{ Bindings: SocketBindings }>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      if (app.stopping()) throw requestProblem('service.stopping', { headers: { 'retry-after': '5' } });
      await app.database.ping();
      return c.json({ status: 'ready' });
    })
    .get('/metrics', async (c) => {
      // A proxy in front forwards for others: with such a header the request is not from this machine.
      const address = c.env.incoming?.socket.remoteAddress ?? '';
      const local = /^(127\.|::1$|::ffff:127\.)/.test(address) && !c.req.header('x-forwarded-for');
      if (!local) throw requestProblem('request.not-found');
      app.metrics.set(await figuresOf(app));
      return c.body(await app.metrics.text(), 200, { 'content-type': app.metrics.contentType });
    });
}
