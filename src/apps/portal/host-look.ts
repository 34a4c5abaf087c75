import type { HostOptions } from '../../bridge/link.ts';

/** What theme Host takes from the page around it, and the token each value becomes. */
const hostTokens: Readonly<Record<string, string>> = {
  'host-font': 'font',
  'host-text': 'text',
  'host-bg': 'bg',
  'host-link': 'link',
  'host-radius': 'radius',
};

const known = new Set(
  (
    'bg surface surface-2 text text-muted link border control-border primary on-primary primary-hover primary-soft ' +
    'success warning danger info focus font font-heading font-mono font-size line-height weight-strong radius ' +
    'radius-control radius-pill border-width space control-height content-max nav-width duration'
  ).split(' '),
);
/** Colours, lengths, numbers, font lists; what could fetch, nest or end a declaration is refused here once more. */
const harmless = /^[-\w\s#%.,+*/()'"]{1,300}$/;
const fetching = /url|image|attr|env|expression/i;

/** Writes a host page's tokens onto the document. A name we do not know or a value that could do more is left out. */
export function wearTokens(tokens: HostOptions['tokens'], inherits: boolean, root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens ?? {})) {
    const token = inherits ? (hostTokens[name] ?? name) : name;
    if (!known.has(token) || !harmless.test(value) || fetching.test(value)) continue;
    root.style.setProperty(`--portico-${token}`, value);
  }
}

/** Follows the host's scheme; frame and document must agree, or the browser paints an opaque box. */
export function wearScheme(scheme: HostOptions['scheme'], root: HTMLElement): void {
  if (scheme) root.dataset['scheme'] = scheme;
}
