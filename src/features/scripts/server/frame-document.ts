import { hash } from 'node:crypto';
import { frameAncestors } from '../../portals/rules.ts';
import { readScript } from '../rules.ts';
import type { CustomScript } from '../schema.ts';

/** Another with every change, and known to nobody who does not know the script: 128 bits of a hash over it. */
export const scriptName = ({ source, hosts, slot }: CustomScript): string =>
  hash('sha256', JSON.stringify([source, hosts, slot]), 'hex').slice(0, 32);

export const runs = ({ enabled, source }: CustomScript): boolean => enabled && source.trim() !== '';

/** The statements of the part with this number, as they are served. */
export function codeOf(script: CustomScript, at: number): string | undefined {
  const part = readScript(script.source).parts[at];
  return part?.kind === 'code' ? part.code : undefined;
}

export interface FrameDocument {
  readonly script: CustomScript;
  /** Where this document is, without its query: `https://account.acme.example/content/acme/<name>`. */
  readonly here: string;
  /** Origin of the portal around it, the only one that is spoken to. */
  readonly portal: string;
  readonly brandName: string;
  /** Origins that may stand around it, the portal's own among them. */
  readonly around: readonly string[];
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** As a policy takes an address: it ends entries with signs that addresses may hold, and knows no query. */
const inPolicy = (href: string): string => {
  const { origin, pathname } = new URL(href);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
};

/** Addresses of what runs: our own part first, then what the vendor gave, in its order. */
const filesOf = ({ script, here }: FrameDocument): string[] => [
  `${here}/portico.js`,
  ...readScript(script.source).parts.map((part, at) =>
    part.kind === 'file' ? part.href : `${here}/${at}.js`,
  ),
];

export function frameDocument(document: FrameDocument): string {
  const { here, portal, brandName } = document;
  const tags = filesOf(document).map((src) => {
    // Asked for as another origin's, ours says where it failed; a stranger's file may not allow that.
    const own = src.startsWith(`${here}/`) ? ' crossorigin' : '';
    return `<script src="${escaped(src)}"${own} data-portal="${escaped(portal)}"></script>`;
  });
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(brandName)}</title>
<style>body{margin:0;background:transparent;color:var(--portico-text,CanvasText);font:1rem/1.5 var(--portico-font,system-ui)}</style>
</head>
<body>
${tags.join('\n')}
</body>
</html>
`;
}

/**
 * What the frame may do. Scripts are let in by their full addresses and not by nonce or hash: a script can read its own
 * nonce, and a file that bears a known hash is asked for before it is compared, so either would let it ask anybody.
 */
export function framePolicy(document: FrameDocument): string {
  const { hosts } = document.script;
  const reached = hosts.flatMap((origin) => [origin, origin.replace(/^https/, 'wss')]).join(' ');
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src ${filesOf(document).map(inPolicy).join(' ')}`,
    "style-src 'unsafe-inline'",
    `img-src data: blob: ${hosts.join(' ')}`.trim(),
    `connect-src ${reached || "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors(document.around)}`,
  ].join('; ');
}
