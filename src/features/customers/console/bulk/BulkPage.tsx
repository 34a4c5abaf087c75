import { useState } from 'preact/hooks';
import { Action } from '../../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../../kit/ui/console/Form.tsx';
import { undo2 } from '../../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../../kit/ui/console/Load.tsx';
import { moment } from '../../../../kit/ui/console/moments.ts';
import { Figures, PageHead } from '../../../../kit/ui/console/Page.tsx';
import { Progress } from '../../../../kit/ui/console/Progress.tsx';
import { useAgain } from '../../../../kit/ui/console/use-again.ts';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { hourglass } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { BulkChange } from '../../bulk-schema.ts';
import type { Part } from '../words.ts';
import { BulkRows } from './BulkRows.tsx';
import { BulkState } from './BulkState.tsx';
import { useBulkNames } from './names.ts';
import { type BulkNames, changeSaid } from './said.ts';

const busy: readonly BulkChange['state'][] = ['checking', 'waiting', 'running'];
/** From so many on, how many they are is typed before. */
const manyCustomers = 100;

interface BulkPageProps extends Part {
  readonly id: string;
}

/** One change of many customers: what it would do, how far it is, what it did. */
export const BulkPage = watching(function BulkPage({ id, ...part }: BulkPageProps) {
  const { desk, t } = part;
  const known = useLoad(`bulk ${id}`, () => desk.api.get<BulkChange>(`/api/v1/bulk-changes/${id}`));
  const names = useBulkNames(desk);
  const change = known.value;
  useAgain(change ? busy.includes(change.state) : false, known.reload, 500);
  return (
    <>
      <PageHead
        title={change ? changeSaid(t, names, change) : t('customers.bulk.title')}
        sub={change ? <BulkState t={t} state={change.state} /> : null}
        crumbs={[
          { label: t('customers.title'), to: '/customers' },
          { label: t('customers.bulk.changes'), to: '/customers/changes' },
        ]}
      />
      <div class="page">
        <Load of={known} what={t('customers.bulk.change')} missing={t('customers.bulk.missing')}>
          {(value) => <Standing {...part} change={value} names={names} reload={known.reload} />}
        </Load>
      </div>
    </>
  );
});

interface StandingProps extends Part {
  readonly change: BulkChange;
  readonly names: BulkNames;
  readonly reload: () => void;
}

const Standing = watching(function Standing(props: StandingProps) {
  const { t, change } = props;
  const { state, changed, unchanged, refused, done, total, problem } = change;
  const isAhead = state === 'checked' || state === 'planned';
  const counted = state !== 'checking' && state !== 'waiting';
  return (
    <>
      {busy.includes(state) ? (
        <Progress
          value={state === 'running' ? done : 0}
          of={total ?? 1}
          label={t(state === 'running' ? 'customers.bulk.running' : 'customers.bulk.looking', {
            done,
            total: total ?? 0,
          })}
        />
      ) : null}
      {state === 'planned' && change.startAt ? (
        <Notice tone="info" icon={hourglass} title={t('customers.bulk.planned')}>
          {t('customers.bulk.planned.text', { at: moment(t, change.startAt) })}
        </Notice>
      ) : null}
      {problem ? <p role="alert">{problem}</p> : null}
      {counted ? (
        <div class="measured">
          <Figures
            figures={[
              {
                label: t(isAhead ? 'customers.bulk.would' : 'customers.bulk.changed'),
                value: t.number(changed),
              },
              { label: t('customers.bulk.unchanged'), value: t.number(unchanged) },
              ...(refused > 0 ? [{ label: t('customers.bulk.refused'), value: t.number(refused) }] : []),
            ]}
          />
        </div>
      ) : null}
      <Acts {...props} />
      {counted && state !== 'running' && changed + refused > 0 ? <BulkRows {...props} /> : null}
    </>
  );
});

/** What can be done now: start it, plan it, call it off, take it back. */
const Acts = watching(function Acts({ desk, t, change, reload }: StandingProps) {
  const [open, setOpen] = useState<'start' | 'plan' | undefined>(undefined);
  const [failed, setFailed] = useState<unknown>(undefined);
  const { id, state, changed, undoes, undoneBy } = change;
  if (!desk.may('customers:write')) return null;
  const at = `/api/v1/bulk-changes/${id}`;
  const act = async (run: () => Promise<void>) => {
    setFailed(undefined);
    await run().catch(setFailed);
  };
  const start = async (startAt?: string) => {
    await desk.api.post(`${at}/start`, startAt ? { startAt } : {});
    setOpen(undefined);
    reload();
  };
  const cancel = () =>
    act(async () => {
      await desk.api.post(`${at}/cancel`, {});
      reload();
    });
  const undo = () =>
    act(async () => {
      const made = await desk.api.post<BulkChange>(`${at}/undo`, {});
      desk.places.go(`/customers/changes/${made.id}`);
    });
  const isOver = state === 'done' || state === 'cancelled' || state === 'failed';
  const go = t('customers.bulk.go', { count: changed });
  return (
    <>
      {failed ? <Failed t={t} title={t('customers.bulk.failed')} error={failed} /> : null}
      <div class="actions">
        {state === 'checked' && changed > 0 ? (
          <>
            <Action kind="primary" onClick={() => setOpen('start')}>
              {go}
            </Action>
            <Action icon={hourglass} onClick={() => setOpen('plan')}>
              {t('customers.bulk.plan')}
            </Action>
          </>
        ) : null}
        {isOver ? null : (
          <Action kind={state === 'checked' ? 'plain' : 'outlined'} onClick={() => void cancel()}>
            {t('customers.bulk.cancel')}
          </Action>
        )}
        {isOver && changed > 0 && !undoes ? (
          undoneBy ? (
            <Action to={`/customers/changes/${undoneBy}`}>{t('customers.bulk.undone')}</Action>
          ) : (
            <Action icon={undo2} onClick={() => void undo()}>
              {t('customers.bulk.undo')}
            </Action>
          )
        ) : null}
      </div>
      {open === 'start' ? (
        <Confirm
          title={t('customers.bulk.question', { count: changed })}
          label={go}
          pending={t('customers.bulk.starting')}
          danger={change.change.status !== undefined || change.change.signOut === true}
          typed={changed > manyCustomers ? String(changed) : undefined}
          onClose={() => setOpen(undefined)}
          act={() => start()}
        >
          <p>{t('customers.bulk.question.text')}</p>
        </Confirm>
      ) : null}
      {open === 'plan' ? (
        <Dialog title={t('customers.bulk.plan')} onClose={() => setOpen(undefined)}>
          <Form
            name={`plan ${id}`}
            keepsDraft={false}
            start={{ at: '' }}
            submit={t('customers.bulk.plan.go')}
            pending={t('customers.bulk.starting')}
            failed={t('customers.bulk.failed')}
            cancel={() => setOpen(undefined)}
            onSave={({ at: typed }) => start(new Date(String(typed)).toISOString())}
            groups={() => [
              {
                fields: [
                  {
                    ...{ name: 'at', kind: 'moment', label: t('customers.bulk.plan.at'), width: 'w-middle' },
                    ...{ need: t('customers.bulk.plan.need'), hint: t('customers.bulk.plan.hint') },
                    check: (value: string) =>
                      new Date(value) > new Date() ? undefined : t('customers.bulk.plan.past'),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
    </>
  );
});
