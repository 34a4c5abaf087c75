import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { download as handOver } from '../../../kit/ui/console/csv.ts';
import { download } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Progress } from '../../../kit/ui/console/Progress.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { useAgain } from '../../../kit/ui/console/use-again.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Export } from '../schema.ts';
import { isBusy, StateBadge } from './StateBadge.tsx';
import type { Props } from './words.ts';

/** Exports that run or can be fetched, and the button for a new one. */
export const Exports = watching(function Exports({ desk, t }: Props) {
  const list = useLoad('exports', () => desk.api.get<{ items: Export[] }>('/api/v1/exports?limit=20'));
  const [format, setFormat] = useState('csv');
  const [starting, setStarting] = useState(false);
  const [failed, setFailed] = useState<{ title: string; error: unknown }>();
  const [fetching, setFetching] = useState<string>();
  useAgain(list.value?.items.some(({ state }) => isBusy(state)) ?? false, list.reload, 1_000);

  async function start(): Promise<void> {
    setStarting(true);
    setFailed(undefined);
    await desk.api
      .post<Export>('/api/v1/exports', { format })
      .then(list.reload, (error: unknown) => setFailed({ title: t('transfer.export.failed'), error }));
    setStarting(false);
  }

  async function fetchFile({ id, createdAt }: Export): Promise<void> {
    setFetching(id);
    setFailed(undefined);
    try {
      const answer = await desk.api.raw(`/api/v1/exports/${id}/file`, { timeoutMs: 3_600_000 });
      handOver(`${desk.vendor.slug}-${createdAt.slice(0, 10)}.zip`, await answer.blob());
    } catch (error) {
      setFailed({ title: t('transfer.fetch.failed'), error });
    }
    setFetching(undefined);
  }

  return (
    <>
      <p class="muted measure">{t('transfer.export.text')}</p>
      {desk.may('exports:write') ? (
        <div class="transfer-start">
          <SelectField
            t={t}
            id="export-format"
            label={t('transfer.export.format')}
            value={format}
            options={[
              { value: 'csv', label: 'CSV' },
              { value: 'json', label: 'JSON' },
            ]}
            onInput={setFormat}
          />
          <Action pending={starting ? t('transfer.export.busy') : undefined} onClick={() => void start()}>
            {t('transfer.export')}
          </Action>
        </div>
      ) : null}
      {failed ? <Failed t={t} title={failed.title} error={failed.error} /> : null}
      <Load of={list} what={t('transfer.exports')}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">{t('transfer.exports.none')}</p>
          ) : (
            <Table
              name={t('transfer.exports')}
              items={items}
              idOf={({ id }) => id}
              columns={[
                {
                  key: 'when',
                  label: t('transfer.when'),
                  fill: true,
                  cell: ({ createdAt }) => moment(t, createdAt),
                },
                {
                  key: 'state',
                  label: t('transfer.state'),
                  cell: ({ state, done, total }) =>
                    state === 'running' && total ? (
                      <Progress value={done} of={total} label={t('transfer.state.running')} />
                    ) : (
                      <StateBadge t={t} state={state} />
                    ),
                },
                {
                  key: 'size',
                  label: t('transfer.size'),
                  end: true,
                  class: 'num',
                  cell: ({ size }) => (size === null ? '–' : megabytes(t, size)),
                },
                {
                  key: 'until',
                  label: t('transfer.until'),
                  cell: ({ expiresAt }) => (expiresAt ? moment(t, expiresAt) : '–'),
                },
                {
                  key: 'fetch',
                  label: t('transfer.fetch'),
                  quiet: true,
                  cell: (one) =>
                    one.state === 'done' ? (
                      <Action
                        small
                        icon={download}
                        pending={fetching === one.id ? t('transfer.fetching') : undefined}
                        onClick={() => void fetchFile(one)}
                      >
                        {t('transfer.fetch')}
                      </Action>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Load>
    </>
  );
});

export const megabytes = (t: Props['t'], bytes: number): string =>
  `${t.number(Math.max(0.1, Math.round(bytes / 100_000) / 10))} MB`;
