import { Table } from '../../../kit/ui/console/Table.tsx';
import type { Kind, Preview } from '../schema.ts';
import type { Props } from './words.ts';

interface ColumnMappingProps {
  readonly t: Props['t'];
  readonly kind: Kind;
  readonly preview: Preview;
  readonly mapping: Readonly<Record<string, string>>;
  readonly onChange: (mapping: Readonly<Record<string, string>>) => void;
}

/** One line for each column of the file: its header, its first cells, and what it means. */
export function ColumnMapping({ t, kind, preview, mapping, onChange }: ColumnMappingProps) {
  const columns = kind.columns.filter(({ readOnly }) => !readOnly);
  const lines = preview.columns.map(({ header }, index) => ({ header, index }));
  return (
    <>
      <p class="muted">{t('transfer.mapping.text')}</p>
      <Table
        name={t('transfer.mapping')}
        items={lines}
        idOf={({ index }) => String(index)}
        columns={[
          { key: 'header', label: t('transfer.mapping.header'), cell: ({ header }) => <bdi>{header}</bdi> },
          {
            key: 'example',
            label: t('transfer.mapping.example'),
            fill: true,
            class: 'muted transfer-example',
            cell: ({ index }) => (
              <bdi>
                {preview.rows
                  .slice(0, 3)
                  .map((row) => row[index] ?? '')
                  .filter(Boolean)
                  .join(' · ')
                  .slice(0, 120)}
              </bdi>
            ),
          },
          {
            key: 'means',
            label: t('transfer.mapping.means'),
            cell: ({ header }) => (
              <select
                class="input transfer-means"
                aria-label={t('transfer.mapping.for', { header })}
                value={mapping[header] ?? ''}
                onChange={(event) => onChange({ ...mapping, [header]: event.currentTarget.value })}
              >
                <option value="">{t('transfer.mapping.out')}</option>
                {columns.map(({ name, required }) => (
                  <option key={name} value={name}>
                    {required ? `${name} (${t('transfer.column.needed')})` : name}
                  </option>
                ))}
              </select>
            ),
          },
        ]}
      />
    </>
  );
}
