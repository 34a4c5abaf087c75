import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleAlert, circleCheck, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { SystemState } from '../schema.ts';
import { Kept } from './Kept.tsx';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;

/** How the service is doing: what an owner looks at before asking the administrator. */
export const SystemView = watching(function SystemView({ desk, t }: Props) {
  const found = useLoad('system', () => desk.api.get<SystemState>('/api/v1/system'));
  return (
    <>
      <PageHead
        title={t('system.title')}
        sub={found.value ? t('system.version', { version: found.value.version }) : undefined}
        actions={<Action onClick={found.reload}>{t('system.again')}</Action>}
      />
      <div class="page">
        <Load of={found} what={t('system.title')}>
          {(state) => (
            <>
              {state.backups.stale ? (
                <Notice tone="bad" icon={circleAlert} title={t('system.stale')} urgent>
                  <p>{t('system.stale.text')}</p>
                </Notice>
              ) : null}
              <Figures figures={figuresOf(state, t)} />
              <Section title={t('system.jobs')}>
                <Table
                  name={t('system.jobs')}
                  items={state.jobs}
                  idOf={({ name }) => name}
                  columns={[
                    {
                      key: 'name',
                      label: t('system.job'),
                      fill: true,
                      class: 'mono',
                      cell: ({ name }) => name,
                    },
                    { key: 'state', label: t('system.state'), cell: (job) => <JobBadge job={job} t={t} /> },
                    {
                      key: 'last',
                      label: t('system.last-run'),
                      cell: ({ finishedAt }) => (finishedAt ? ago(t, finishedAt) : t('system.never')),
                    },
                  ]}
                />
              </Section>
              <Section title={t('system.tables')} end={measured(state, t)}>
                <Table
                  name={t('system.tables')}
                  items={state.database.tables}
                  idOf={({ name }) => name}
                  columns={[
                    {
                      key: 'name',
                      label: t('system.table'),
                      fill: true,
                      class: 'mono',
                      cell: ({ name }) => name,
                    },
                    {
                      key: 'rows',
                      label: t('system.rows'),
                      end: true,
                      class: 'num',
                      cell: ({ rows }) => t.number(rows),
                    },
                    {
                      key: 'size',
                      label: t('system.size'),
                      end: true,
                      class: 'num',
                      cell: ({ bytes }) => size(bytes, t),
                    },
                  ]}
                />
              </Section>
            </>
          )}
        </Load>
        {desk.may('settings:read') ? <Kept desk={desk} t={t} /> : null}
      </div>
    </>
  );
});

type Words = Props['t'];

const size = (bytes: number, t: Words): string =>
  bytes >= 1e9
    ? t('system.gb', { size: Math.round(bytes / 1e8) / 10 })
    : t('system.mb', { size: Math.round(bytes / 1e5) / 10 });

const measured = ({ database: { measuredAt } }: SystemState, t: Words) =>
  measuredAt ? ago(t, measuredAt) : t('system.not-measured');

function figuresOf({ database, backups, queues }: SystemState, t: Words) {
  const { events, mails, work } = queues;
  const oldest = (at: string | null) => (at ? t('system.oldest', { ago: ago(t, at) }) : undefined);
  return [
    {
      label: t('system.database'),
      value: database.bytes === null ? '–' : size(database.bytes, t),
      sub: `${database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${database.version}`,
    },
    {
      label: t('system.backup'),
      value: backups.last ? ago(t, backups.last.takenAt) : t('system.never'),
      sub:
        backups.everyHours === null
          ? t('system.no-schedule')
          : t('system.every', { hours: backups.everyHours }),
    },
    {
      label: t('system.events'),
      value: t.number(events.waiting),
      sub: events.resting > 0 ? t('system.given-up', { count: events.resting }) : oldest(events.oldestAt),
    },
    { label: t('system.mails'), value: t.number(mails.waiting), sub: oldest(mails.oldestAt) },
    { label: t('system.work'), value: t.number(work.queued + work.running), sub: oldest(work.oldestAt) },
  ];
}

function JobBadge({ job, t }: { readonly job: SystemState['jobs'][number]; readonly t: Words }) {
  if (job.failures > 0)
    return (
      <Badge tone="bad" icon={circleAlert}>
        {t('system.failed', { count: job.failures })}
      </Badge>
    );
  if (job.running)
    return (
      <Badge tone="info" icon={clock}>
        {t('system.running')}
      </Badge>
    );
  return (
    <Badge tone="good" icon={circleCheck}>
      {t('system.well')}
    </Badge>
  );
}
