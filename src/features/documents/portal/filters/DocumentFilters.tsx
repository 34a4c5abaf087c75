import { useEffect, useRef, useState } from 'preact/hooks';
import { x } from '../../../../kit/ui/console/icons.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { Choice } from '../../../../kit/ui/panel/Choice.tsx';
import { FindField } from '../../../../kit/ui/panel/Find.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { DocumentsSummary } from '../../schema.ts';
import type { Model } from '../DocumentsPanel.tsx';
import { type Column, shows } from '../documents-model.ts';
import type { FiltersWords } from './words.ts';
import './filters.style.ts';

interface DocumentFiltersProps {
  readonly t: FiltersWords;
  readonly model: Model;
  readonly summary: DocumentsSummary;
}

/** Somebody who types is not done yet. */
const typingMs = 250;

/** Search, kind, year and status; what is set, as chips; how many there are, said aloud. */
export const DocumentFilters = watching(function DocumentFilters({
  t,
  model,
  summary,
}: DocumentFiltersProps) {
  const filter = model.filter.value;
  const contract = summary.contracts.find(({ id }) => id === filter.contract);
  const [choosing, setChoosing] = useState(false);
  const statuses = ['open', 'overdue', 'paid', 'refunded', 'cancelled'] as const;
  const chips = [
    filter.search && { name: `“${filter.search}”`, clear: { search: '' } },
    filter.contract && {
      name: t('documents.filter.contract', { title: contract?.title ?? '' }),
      clear: { contract: '' },
    },
  ].filter((chip) => typeof chip === 'object');
  return (
    <search class="filters">
      <Find t={t} model={model} />
      <Choice
        label={t('documents.filter.kind')}
        value={filter.kind}
        options={[
          ['', t('documents.filter.kind.all')],
          ...(['invoice', 'credit-note'] as const).map(
            (kind) => [kind, t(`documents.filter.kind.${kind}`)] as const,
          ),
        ]}
        onChange={(kind) => void model.narrow({ kind })}
      />
      <Choice
        label={t('documents.filter.year')}
        value={filter.year}
        options={[
          ['', t('documents.filter.year.all')],
          ...summary.years.map((year) => [year, year] as const),
        ]}
        onChange={(year) => void model.narrow({ year })}
      />
      <Choice
        label={t('documents.filter.status')}
        value={filter.status}
        options={[
          ['', t('documents.filter.status.all')],
          ...statuses.map((status) => [status, t(`documents.status.${status}`)] as const),
        ]}
        onChange={(status) => void model.narrow({ status })}
      />
      {summary.contracts.length > 1 ? (
        <Choice
          label={t('documents.column.contract')}
          value={filter.contract}
          options={[
            ['', t('documents.filter.contract.all')],
            ...summary.contracts.map(({ id, title }) => [id, title] as const),
          ]}
          onChange={(contract) => void model.narrow({ contract })}
        />
      ) : null}
      <Choice
        label={t('documents.sort')}
        value={filter.sort}
        options={(['', 'issuedOn', '-amount', 'amount'] as const).map((sort) => [
          sort,
          t(`documents.sort.${sort || 'newest'}`),
        ])}
        onChange={(sort) => void model.narrow({ sort })}
      />
      <div class="chips">
        {chips.map(({ name, clear }) => (
          <span class="chip" key={name}>
            <span>
              <bdi>{name}</bdi>
            </span>
            <button
              type="button"
              class="plain"
              aria-label={t('documents.filter.remove', { name })}
              onClick={() => void model.narrow(clear)}
            >
              <Icon d={x} />
            </button>
          </span>
        ))}
        <span class="small muted num" role="status">
          {model.narrowed.value
            ? t('documents.count', { count: model.count.value, total: summary.total })
            : t('documents.all', { total: summary.total })}
        </span>
        {model.narrowed.value ? (
          <button type="button" class="link small" onClick={() => void model.widen()}>
            {t('documents.filter.clear')}
          </button>
        ) : null}
        <button
          type="button"
          class="link small choose-columns"
          aria-expanded={choosing}
          onClick={() => setChoosing(!choosing)}
        >
          {t('documents.columns')}
        </button>
      </div>
      {choosing ? <Columns t={t} model={model} /> : null}
    </search>
  );
});

/** Keeps what is being typed; the list follows when the fingers rest. */
const Find = watching(function Find({ t, model }: Pick<DocumentFiltersProps, 't' | 'model'>) {
  const asked = model.filter.value.search ?? '';
  const [typed, setTyped] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(asked), [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <FindField
      label={t('documents.search')}
      value={typed}
      onFind={(text) => {
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void model.narrow({ search: text.trim() }), typingMs);
      }}
    />
  );
});

const columns = ['number', 'day', 'due', 'amount', 'status', 'contract'] as const;

/** What each row says, besides its name. */
const Columns = watching(function Columns({ t, model }: Pick<DocumentFiltersProps, 't' | 'model'>) {
  const chosen = model.columns.value;
  const names = {
    ...{
      number: t('documents.column.number'),
      day: t('documents.column.day'),
      due: t('documents.column.due'),
    },
    ...{ amount: t('documents.column.amount'), status: t('documents.filter.status') },
    contract: t('documents.column.contract'),
  };
  const turn = (column: Column) => {
    // What was pressed a moment ago counts, drawn or not.
    const shown = columns.filter((one) => shows(model.columns.peek(), one) !== (one === column));
    const usual = columns.every((one) => shown.includes(one) === (one !== 'contract'));
    model.columns.value = usual ? '' : shown.join() || 'none';
  };
  return (
    <fieldset class="columns" aria-label={t('documents.columns')}>
      {columns.map((column) => (
        <label key={column}>
          <input type="checkbox" checked={shows(chosen, column)} onChange={() => turn(column)} />
          {names[column]}
        </label>
      ))}
    </fieldset>
  );
});
