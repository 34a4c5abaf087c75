import { useState } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { columns3 } from './icons.ts';
import { Popover } from './Popover.tsx';
import type { Column } from './Table.tsx';

export interface Columns<Item> {
  readonly all: readonly Column<Item>[];
  readonly shown: readonly Column<Item>[];
  toggle(key: string): void;
}

/** Which columns this operator wants to see, kept in this browser; the first one is always there. */
export function useColumns<Item>(list: string, all: readonly Column<Item>[]): Columns<Item> {
  const { choices } = useDesk();
  const usual = all.filter(({ extra }) => !extra).map(({ key }) => key);
  const [wanted, setWanted] = useState(() => choices.read<string[]>(`columns ${list}`) ?? usual);
  return {
    all,
    shown: all.filter(({ key }, index) => index === 0 || wanted.includes(key)),
    toggle(key) {
      const next = wanted.includes(key) ? wanted.filter((one) => one !== key) : [...wanted, key];
      setWanted(next);
      choices.write(`columns ${list}`, next);
    },
  };
}

export function ColumnChoice<Item>({ columns }: { readonly columns: Columns<Item> }) {
  const { t } = useDesk();
  const shown = new Set(columns.shown.map(({ key }) => key));
  return (
    <Popover label={t('list.columns')} icon={columns3} look="btn small" menu>
      {() =>
        columns.all.slice(1).map(({ key, label }) => (
          <label key={key}>
            <input type="checkbox" checked={shown.has(key)} onChange={() => columns.toggle(key)} />
            {label}
          </label>
        ))
      }
    </Popover>
  );
}
