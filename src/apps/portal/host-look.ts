import type { HostOptions } from '../../bridge/link.ts';

/** What theme Host takes from the page around it, and the token each value becomes. */
const hostTokens: Readonly<Record<string, string>> = {
  'host-font': 'font',
  'host-size': 'font-size',
  'host-text': 'text',
  'host-bg': 'bg',
  'host-link': 'link',
  'host-radius': 'radius-control',
};

/** Writes a host page's tokens onto the document; names and values were checked by `readTokens` of the bridge. */
export function wearTokens(tokens: HostOptions['tokens'], inherits: boolean, root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens ?? {})) {
    root.style.setProperty(`--portico-${(inherits && hostTokens[name]) || name}`, value);
  }
}

/** Follows the host's scheme; frame and document must agree, or the browser paints an opaque box. */
export function wearScheme(scheme: HostOptions['scheme'], root: HTMLElement): void {
  if (scheme) root.dataset['scheme'] = scheme;
}
