import { type ReadonlySignal, signal } from '@preact/signals-core';

export interface Route {
  /** `null`: the first panel there is. */
  readonly panel: string | null;
  /** One thing in the panel, `ctr_…`; `null`: all of them. */
  readonly id: string | null;
}

/** What an `<a>` is given: a real address, and what a plain click does instead of loading it. */
export interface Link {
  readonly href: string;
  readonly onClick: (event: MouseEvent) => void;
}

export interface Router {
  readonly route: ReadonlySignal<Route>;
  /** `replace`: the way back leads past where the person is now. */
  go(route: Route, how?: 'push' | 'replace'): void;
  link(route: Route): Link;
  /** True once the person has gone somewhere: from then on the focus may be moved. */
  hasMoved(): boolean;
  /** Follows the browser's back and forward; to be called once. */
  listen(): void;
}

export interface RouterOptions {
  /** Path of the portal without a slash at the end: `/p/acme`. */
  readonly base: string;
  readonly panel: string | null;
  /** A frame must not write into the history of the page around it: there the route lives in memory. */
  readonly framed: boolean;
  readonly onGo: (route: Route) => void;
}

/** Panels by the path, `/p/acme/contracts?id=ctr_…`. */
export function createRouter({ base, panel, framed, onGo }: RouterOptions): Router {
  const read = (): Route => {
    const [asked] = location.pathname.slice(base.length + 1).split('/');
    return { panel: asked || null, id: new URLSearchParams(location.search).get('id') };
  };
  const route = signal<Route>({ panel, id: new URLSearchParams(location.search).get('id') });

  const hrefOf = ({ panel: to, id }: Route): string => {
    const query = new URLSearchParams(location.search);
    query.delete('id');
    if (id) query.set('id', id);
    return `${base}${to ? `/${to}` : ''}${query.size > 0 ? `?${query}` : ''}`;
  };

  let moved = false;
  function go(to: Route, how: 'push' | 'replace' = 'push'): void {
    moved = true;
    if (!framed) history[`${how}State`](null, '', hrefOf(to));
    route.value = to;
    onGo(to);
  }

  return {
    route,
    go,
    hasMoved: () => moved,
    link: (to) => ({
      href: hrefOf(to),
      onClick: (event) => {
        // Another tab or window is the person's own decision.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0) return;
        event.preventDefault();
        go(to);
      },
    }),
    listen() {
      if (framed) return;
      addEventListener('popstate', () => {
        route.value = read();
        onGo(route.value);
      });
    },
  };
}
