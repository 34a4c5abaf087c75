import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Link } from './router.ts';

/** Where the console is: the parts of the path below its base, and the query. */
export interface Place {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export interface Places {
  readonly place: ReadonlySignal<Place>;
  /** `/customers/cus_1?tab=access`, below the base. `replace` leaves no step to go back to. */
  go(to: string, options?: { readonly replace?: boolean }): void;
  link(to: string): Link;
  /** Changes the query alone and leaves no step behind; an empty value takes its name away. */
  query(change: Readonly<Record<string, string | undefined>>): void;
  /** True once the person has gone somewhere: from then on the focus may be moved. */
  hasMoved(): boolean;
  /** Follows the browser's back and forward; to be called once. */
  listen(): void;
}

const readPlace = (base: string): Place => ({
  path: location.pathname.slice(base.length).split('/').filter(Boolean).map(decodeURIComponent),
  query: Object.fromEntries(new URLSearchParams(location.search)),
});

/** Real addresses below `base`, so that reload, back, bookmark and a second tab all work. */
export function createPlaces(base: string): Places {
  const place = signal<Place>(readPlace(base));
  let moved = false;
  const shownScroll = new Map<string, number>();
  const keyOf = () => (history.state as { key?: string } | null)?.key ?? '';

  const enter = (y: number) => {
    place.value = readPlace(base);
    requestAnimationFrame(() => scrollTo(0, y));
  };

  const places: Places = {
    place,
    hasMoved: () => moved,
    go(to, { replace = false } = {}) {
      moved = true;
      shownScroll.set(keyOf(), scrollY);
      const address = `${base}${to}`;
      if (replace) history.replaceState(history.state, '', address);
      else history.pushState({ key: `${Date.now()}.${Math.random()}` }, '', address);
      enter(replace ? scrollY : 0);
    },
    link: (to) => ({
      href: `${base}${to}`,
      onClick: (event) => {
        // Another tab or window is the person's own decision.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0 || event.defaultPrevented)
          return;
        event.preventDefault();
        places.go(to);
      },
    }),
    query(change) {
      const query = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value) query.set(name, value);
        else query.delete(name);
      }
      const text = query.toString();
      history.replaceState(history.state, '', `${location.pathname}${text ? `?${text}` : ''}`);
      place.value = readPlace(base);
    },
    listen() {
      history.scrollRestoration = 'manual';
      addEventListener('popstate', () => {
        moved = true;
        enter(shownScroll.get(keyOf()) ?? 0);
      });
    },
  };
  return places;
}
