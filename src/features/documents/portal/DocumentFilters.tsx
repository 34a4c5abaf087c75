import { useEffect, useRef, useState } from 'preact/hooks';
import { search, x } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { chevronDown } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import '../../../kit/ui/form/style.ts';
import type { DocumentsSummary } from '../schema.ts';
import type { Model } from './DocumentsPanel.tsx';
import type { DocumentsWords } from './words.ts';

interface DocumentFiltersProps {
  readonly t: DocumentsWords;
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
      </div>
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
    <div class="find">
      <Icon d={search} />
      <input
        class="input"
        type="search"
        aria-label={t('documents.search')}
        placeholder={t('documents.search')}
        autocomplete="off"
        value={typed}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void model.narrow({ search: text.trim() }), typingMs);
        }}
      />
    </div>
  );
});

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}
const Choice = ({ label, value = '', options, onChange }: ChoiceProps) => (
  <span class="choose">
    <select
      class="input"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
    <Icon d={chevronDown} />
  </span>
);
