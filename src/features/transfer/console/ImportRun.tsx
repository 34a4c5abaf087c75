import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { download as handOver } from '../../../kit/ui/console/csv.ts';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { download, triangleAlert, upload, x } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Progress } from '../../../kit/ui/console/Progress.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { useAgain } from '../../../kit/ui/console/use-again.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { circleCheck, hourglass } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Import, ImportError } from '../schema.ts';
import { isBusy, StateBadge } from './StateBadge.tsx';
import { kindName, type Props } from './words.ts';

/** One import: how far it is, what it would do or did, and what is wrong with its rows. */
export const ImportRun = watching(function ImportRun(props: Props) {
  const { desk, t, path } = props;
  const id = path[0] ?? '';
  const run = useLoad(id, () => desk.api.get<Import>(`/api/v1/imports/${id}`));
  useAgain(run.value ? isBusy(run.value.state) : false, run.reload, 500);
  const crumbs = [{ label: t('transfer.title'), to: '/transfer' }];
  return (
    <>
      <PageHead
        title={run.value ? kindName(t, run.value.kind) : t('transfer.import')}
        sub={run.value ? <StateBadge t={t} state={run.value.state} /> : null}
        crumbs={crumbs}
      />
      <div class="page">
        <Load of={run} what={t('transfer.import')} missing={t('transfer.imports.none')}>
          {(value) => (
            <>
              <Standing t={t} run={value} />
              {isBusy(value.state) ? null : <Outcome {...props} run={value} onStarted={run.reload} />}
            </>
          )}
        </Load>
      </div>
    </>
  );
});

function Standing({ t, run }: { readonly t: Props['t']; readonly run: Import }) {
  const { state, done } = run;
  if (state === 'waiting') return <Progress value={0} of={1} label={t('transfer.waiting')} />;
  // How many there are is known at the end: the bar shows that something moves, the words how far it is.
  if (state === 'checking' || state === 'applying')
    return <Progress value={done} of={done * 1.25 + 1} label={t(`transfer.${state}`, { count: done })} />;
  return null;
}

const weekMs = 7 * 86_400_000;
/** Within the week in which a file is kept for it. */
const isAhead = (typed: string) => {
  const ms = new Date(typed).getTime() - Date.now();
  return ms > 0 && ms <= weekMs;
};

interface OutcomeProps extends Props {
  readonly run: Import;
  readonly onStarted: () => void;
}

const Outcome = watching(function Outcome({ desk, t, run, onStarted }: OutcomeProps) {
  const [starting, setStarting] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [planning, setPlanning] = useState(false);
  const { state, created, changed, unchanged, failed: refused } = run;
  const figure = (key: 'created' | 'changed' | 'unchanged' | 'refused', value: number) => ({
    label: t(`transfer.${key}`),
    value: t.number(value),
  });

  async function start(): Promise<void> {
    setStarting(true);
    setFailed(undefined);
    await desk.api
      .post<Import>(`/api/v1/imports/${run.id}/run`, { dryRun: false })
      .then(onStarted, setFailed);
    setStarting(false);
  }

  const callOff = () =>
    desk.api.delete(`/api/v1/imports/${run.id}`).then(() => desk.places.go('/transfer'), setFailed);

  return (
    <>
      {state === 'done' ? (
        <Notice tone="good" icon={circleCheck} title={t('transfer.done')}>
          {t('transfer.done.text')}
        </Notice>
      ) : null}
      {state === 'failed' ? (
        <Notice
          tone="bad"
          icon={triangleAlert}
          title={
            refused > 0
              ? t('transfer.wrong', { count: refused })
              : (run.problem ?? t('transfer.state.failed'))
          }
        >
          {refused > 0 ? t('transfer.wrong.text') : null}
        </Notice>
      ) : null}
      {state === 'planned' && run.startAt ? (
        <Notice tone="info" icon={hourglass} title={t('transfer.state.planned')}>
          {t('transfer.plan.text', { at: moment(t, run.startAt) })}
        </Notice>
      ) : null}
      {state === 'checked' ? <p>{t('transfer.checked.good')}</p> : null}
      <div class="measured">
        <Figures
          figures={[
            figure('created', created),
            figure('changed', changed),
            figure('unchanged', unchanged),
            ...(refused > 0 ? [figure('refused', refused)] : []),
          ]}
        />
      </div>
      {failed ? <Failed t={t} title={t('transfer.run.failed')} error={failed} /> : null}
      <div class="actions">
        {state === 'done' && run.kind === 'contacts' && desk.may('mails:write') ? (
          <Action kind="primary" to="/invitations/new">
            {t('transfer.invite')}
          </Action>
        ) : null}
        {state === 'checked' && desk.may('imports:write') ? (
          <Action
            kind="primary"
            icon={upload}
            pending={starting ? t('transfer.run.busy') : undefined}
            onClick={() => void start()}
          >
            {t('transfer.run')}
          </Action>
        ) : null}
        {state === 'checked' && desk.may('imports:write') ? (
          <Action icon={hourglass} onClick={() => setPlanning(true)}>
            {t('transfer.plan')}
          </Action>
        ) : null}
        {state === 'planned' && desk.may('imports:write') ? (
          <Action icon={x} onClick={() => void callOff()}>
            {t('transfer.plan.off')}
          </Action>
        ) : null}
        {state === 'done' || state === 'failed' ? (
          <Action to={`/transfer/new?kind=${run.kind}`}>{t('transfer.again')}</Action>
        ) : null}
      </div>
      {planning ? (
        <Dialog title={t('transfer.plan')} onClose={() => setPlanning(false)}>
          <Form
            name={`plan ${run.id}`}
            keepsDraft={false}
            start={{ at: '' }}
            submit={t('transfer.plan.go')}
            pending={t('transfer.run.busy')}
            failed={t('transfer.run.failed')}
            cancel={() => setPlanning(false)}
            onSave={async ({ at }) => {
              const startAt = new Date(String(at)).toISOString();
              await desk.api.post<Import>(`/api/v1/imports/${run.id}/run`, { dryRun: false, startAt });
              setPlanning(false);
              onStarted();
            }}
            groups={() => [
              {
                fields: [
                  {
                    ...{ name: 'at', kind: 'moment', label: t('transfer.plan.at'), width: 'w-middle' },
                    ...{ need: t('transfer.plan.need'), hint: t('transfer.plan.hint') },
                    check: (value: string) => (isAhead(value) ? undefined : t('transfer.plan.past')),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
      {refused > 0 ? <Errors desk={desk} t={t} id={run.id} /> : null}
    </>
  );
});

const Errors = watching(function Errors({
  desk,
  t,
  id,
}: Pick<Props, 'desk' | 't'> & { readonly id: string }) {
  const list = useLoad(`${id} errors`, () =>
    desk.api.get<{ items: ImportError[] }>(`/api/v1/imports/${id}/errors`),
  );
  const fetchList = async () =>
    handOver(`errors-${id}.csv`, await (await desk.api.raw(`/api/v1/imports/${id}/errors.csv`)).blob());
  return (
    <Section
      title={t('transfer.errors')}
      end={
        <Action small icon={download} onClick={() => void fetchList()}>
          {t('transfer.errors.download')}
        </Action>
      }
    >
      <Load of={list} what={t('transfer.errors')}>
        {({ items }) => (
          <>
            {items.length >= 1000 ? <p class="muted">{t('transfer.errors.first')}</p> : null}
            <Table
              name={t('transfer.errors')}
              items={items.map((error, index) => ({ ...error, index }))}
              idOf={({ index }) => String(index)}
              columns={[
                {
                  key: 'row',
                  label: t('transfer.row'),
                  end: true,
                  class: 'num',
                  cell: ({ row }) => t.number(row),
                },
                { key: 'column', label: t('transfer.column'), cell: ({ column }) => <bdi>{column}</bdi> },
                {
                  key: 'message',
                  label: t('transfer.message'),
                  fill: true,
                  cell: ({ message }) => <span lang="en">{message}</span>,
                },
              ]}
            />
          </>
        )}
      </Load>
    </Section>
  );
});
