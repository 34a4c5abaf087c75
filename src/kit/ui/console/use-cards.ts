import { useLayoutEffect, useState } from 'preact/hooks';

/**
 * True while a table is wider than its place: then its rows are drawn as cards. Measured and not guessed from the
 * window, because how wide a table is depends on its columns, its words and the language.
 */
export function useCards(table: { readonly current: HTMLTableElement | null }, columns: number): boolean {
  const [state, setState] = useState({ cards: false, needs: 0, columns });
  useLayoutEffect(() => {
    const element = table.current;
    const place = element?.parentElement;
    if (!element || !place || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const width = place.clientWidth;
      if (width === 0) return;
      setState((old) => {
        // Other columns: it is tried as a table again.
        if (old.columns !== columns) return { cards: false, needs: 0, columns };
        if (old.cards) return width >= old.needs ? { cards: false, needs: 0, columns } : old;
        const needs = element.scrollWidth;
        return needs > width + 1 ? { cards: true, needs, columns } : old;
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    return () => observer.disconnect();
  });
  return state.cards && state.columns === columns;
}
