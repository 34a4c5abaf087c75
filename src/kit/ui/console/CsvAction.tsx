import { useState } from 'preact/hooks';
import { Action } from './Action.tsx';
import { csvOf, download } from './csv.ts';
import { useDesk } from './desk.ts';
import { download as downloadIcon } from './icons.ts';
import { type ListModel, mostAtOnce } from './list-model.ts';
import type { Column } from './Table.tsx';

interface CsvActionProps<Item> {
  readonly name: string;
  readonly list: ListModel<Item>;
  readonly columns: readonly Column<Item>[];
}

/** The list as it is narrowed now, all of it, with the columns that are shown, as a file. */
export function CsvAction<Item>({ name, list, columns }: CsvActionProps<Item>) {
  const { t, say } = useDesk();
  const [count, setCount] = useState<number | undefined>(undefined);
  const act = async () => {
    setCount(0);
    try {
      const items = await list.everything(setCount);
      const written = columns.filter(({ csv }) => csv);
      const rows = items.map((item) => written.map(({ csv }) => csv?.(item) ?? ''));
      download(`${name}.csv`, csvOf([written.map(({ label }) => label), ...rows]));
      say(
        items.length >= mostAtOnce
          ? t('list.csv-cut', { count: items.length })
          : t('list.csv-done', { count: items.length }),
      );
    } catch {
      say(t('list.csv-failed'));
    } finally {
      setCount(undefined);
    }
  };
  return (
    <Action
      small
      icon={downloadIcon}
      pending={count === undefined ? undefined : t('list.csv-busy', { count })}
      onClick={() => void act()}
    >
      {t('list.csv')}
    </Action>
  );
}
