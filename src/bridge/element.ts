import type { FetchToken, PortalElement } from './mount.ts';

/** Attributes of `<portico-portal>` that are properties, too. */
export const attributes = ['portal', 'panel', 'language', 'scheme', 'prefill'] as const;

const fetchTokens = new WeakMap<HTMLElement, FetchToken | undefined>();

export const frameOf = (el: PortalElement) => el.root.querySelector('iframe') as HTMLIFrameElement;

export const baseOf = (el: PortalElement): string => new URL(frameOf(el).src).origin;

/** The element's `fetchToken`, else the page's; markup that shadows the global is none. */
export const sourceOf = (el: PortalElement): FetchToken | undefined => {
  const given = el.fetchToken ?? (window as { portico?: { fetchToken?: unknown } }).portico?.fetchToken;
  return typeof given === 'function' ? (given as FetchToken) : undefined;
};

/** Loads a new frame in the element's place. */
export const restart = (el: PortalElement): void => {
  el.mount?.abort.abort();
  el.mount = undefined;
  el.connectedCallback();
};

/** What was set on the element before its accessors came would hide them for ever. */
export function takeOver(el: PortalElement): void {
  for (const name of [...attributes, 'fetchToken'] as const)
    if (Object.hasOwn(el, name)) {
      const value = el[name];
      delete (el as Partial<PortalElement>)[name];
      el[name] = value as never;
    }
}

/** Makes the attributes properties, and tells when an element gets its `fetchToken`. */
export function defineAccessors(gotSource: (el: PortalElement) => void): void {
  const prototype = customElements.get('portico-portal')?.prototype;
  for (const name of attributes)
    Object.defineProperty(prototype, name, {
      get(this: PortalElement) {
        return this.getAttribute(name);
      },
      set(this: PortalElement, value: string | null | undefined) {
        if (value == null) this.removeAttribute(name);
        else if (value !== this.getAttribute(name)) this.setAttribute(name, value);
      },
    });
  Object.defineProperty(prototype, 'fetchToken', {
    get(this: PortalElement) {
      return fetchTokens.get(this);
    },
    set(this: PortalElement, value: FetchToken | undefined) {
      fetchTokens.set(this, value);
      if (value) gotSource(this);
    },
  });
}
