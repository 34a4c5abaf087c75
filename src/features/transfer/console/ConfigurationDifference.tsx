import { differencesOf } from '../../../kit/common/differences.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { circleDashed, pencil, plus } from '../../../kit/ui/console/icons.ts';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { ConfigurationChange } from '../configuration-schema.ts';
import type { Props } from './words.ts';

const looks = {
  created: ['good', plus],
  changed: ['warn', pencil],
  'only-here': ['past', circleDashed],
  'left-out': ['bad', circleOff],
} as const;

/** What applying a file would do, thing by thing and setting by setting. */
export const ConfigurationDifference = watching(function ConfigurationDifference({
  t,
  changes,
}: {
  readonly t: Props['t'];
  readonly changes: readonly ConfigurationChange[];
}) {
  if (changes.length === 0) return null;
  return (
    <Table
      name={t('transfer.config.difference')}
      items={changes}
      idOf={({ part, name, outcome }) => `${part} ${name} ${outcome}`}
      columns={[
        { key: 'part', label: t('transfer.what'), cell: ({ part }) => partName(t, part) },
        {
          key: 'name',
          label: t('transfer.config.name'),
          fill: true,
          cell: ({ name, note, fields }) => (
            <>
              {name}
              {note ? <p class="small muted">{note}</p> : null}
              {fields.length > 0 ? (
                <ul class="config-fields small">
                  {fields
                    .flatMap(({ path, before, after }) => differencesOf(before, after, path))
                    .map(({ path, before, after }) => (
                      <li key={path}>
                        <code>{path}</code> <del>{short(before)}</del> <ins>{short(after)}</ins>
                      </li>
                    ))}
                </ul>
              ) : null}
            </>
          ),
        },
        {
          key: 'outcome',
          label: t('transfer.config.outcome'),
          cell: ({ outcome }) => (
            <Badge tone={looks[outcome][0]} icon={looks[outcome][1]}>
              {t(outcome === 'changed' ? 'transfer.config.changed-thing' : `transfer.config.${outcome}`)}
            </Badge>
          ),
        },
      ]}
    />
  );
});

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

/** A part of the file as the operator calls it; one without a word is called as the file calls it. */
function partName(t: Props['t'], part: string): string {
  const key = `transfer.config.part.${part.split('.')[0]}`;
  const words = (t as unknown as (name: string) => string)(key);
  return words === key ? part : words;
}
