import { useEffect } from 'preact/hooks';
import { useDesk } from './desk.ts';
import type { ListModel } from './list-model.ts';

interface RowKeys<Item> {
  readonly list: ListModel<Item>;
  readonly table: { readonly current: HTMLTableElement | null };
  readonly to: ((item: Item) => string) | undefined;
  readonly picks: boolean;
}

/** True while keys belong to a field, a dialog or an open popover. */
export const isTyping = (event: KeyboardEvent): boolean => {
  const target = event.target as HTMLElement;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    document.querySelector('dialog[open], [popover]:popover-open') !== null
  );
};

/** Arrow keys or J and K go from row to row, X selects, Enter opens; the focus follows, so that it is heard. */
export function useRowKeys<Item>({ list, table, to, picks }: RowKeys<Item>): void {
  const { places } = useDesk();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      // A tick box takes no letters: its keys are the row's.
      const onTick = target.matches('.tick input');
      if (event.defaultPrevented || (isTyping(event) && !onTick) || !table.current) return;
      const rows = list.items.peek();
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (step) {
        event.preventDefault();
        const focused = target.closest('tr')?.sectionRowIndex;
        const from = target.closest('tbody') && focused !== undefined ? focused : list.active.peek();
        const next = Math.max(0, Math.min(rows.length - 1, from + step));
        list.active.value = next;
        const row = table.current.tBodies[0]?.rows[next];
        (row?.querySelector<HTMLElement>('a') ?? row?.querySelector<HTMLElement>('button, input'))?.focus();
        row?.scrollIntoView({ block: 'nearest' });
        return;
      }
      const item = rows[list.active.peek()];
      if (!item) return;
      if (event.key === 'x' && picks) {
        event.preventDefault();
        list.toggle(item);
      }
      if (event.key === 'Enter' && to && !target.closest('a, button, summary')) {
        event.preventDefault();
        places.go(to(item));
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [list, table, to, picks, places]);
}
