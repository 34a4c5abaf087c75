import { createElement, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { PortalElement } from '../src/bridge/mount.ts';
import { type PortalEvents, type PortalListeners, type PortalOptions, prepare } from './npm.ts';

export type { PortalEvents, PortalListeners };

export interface PortalProps extends PortalOptions {
  readonly on?: PortalListeners;
  readonly origin?: string;
  readonly className?: string;
  /** Shown until the portal is there, and where it cannot be: a link, for instance. */
  readonly children?: ReactNode;
}

/** Runs before the browser paints, and not at all on a server. */
const useClientEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * `<Portal portal="acme" fetchToken={…} on={{ ready: … }} />`. Only another `portal` loads a new frame; callbacks may be
 * new on every render.
 */
export function Portal({
  portal,
  panel,
  language,
  scheme,
  prefill,
  fetchToken,
  on,
  origin,
  className,
  children,
}: PortalProps) {
  const element = useRef<PortalElement>(null);
  const latest = useRef({ fetchToken, on });
  const given = fetchToken !== undefined;
  useClientEffect(() => {
    latest.current = { fetchToken, on };
  });
  useClientEffect(() => {
    const el = element.current;
    if (el && given) el.fetchToken = (request) => latest.current.fetchToken?.(request);
  }, [given]);
  const heard = Object.keys(on ?? {}).join();
  useClientEffect(() => {
    const end = new AbortController();
    for (const name of heard.split(',').filter(Boolean) as (keyof PortalEvents)[])
      element.current?.addEventListener(
        `portico:${name}`,
        (event) => latest.current.on?.[name]?.((event as CustomEvent).detail),
        end,
      );
    return () => end.abort();
  }, [heard]);
  useClientEffect(() => {
    prepare(origin);
  }, [origin]);
  return createElement(
    'portico-portal',
    {
      ...{ ref: element, portal, panel, language, scheme, class: className },
      prefill: prefill && `${new URLSearchParams(prefill)}`,
    },
    children,
  );
}
