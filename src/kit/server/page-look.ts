import { createHash } from 'node:crypto';

/** The public page's own rules, over the tokens of the portal's theme. No file more than the page itself is asked for. */
export const pageCss = `
*{box-sizing:border-box}
body{margin:0;background:var(--portico-bg);color:var(--portico-text);font:var(--portico-font-size)/var(--portico-line-height) var(--portico-font)}
main{max-width:36rem;margin:0 auto;padding:24px 16px 48px}
[data-place=frame] body{background:transparent}[data-place=frame] main{max-width:none;padding:0}
.brand{font-weight:var(--portico-weight-strong);margin:0 0 16px}
h1{font:var(--portico-weight-strong) 1.5rem/1.25 var(--portico-font-heading);margin:0 0 8px;text-wrap:balance}
h2{font-size:1.125rem;margin:24px 0 8px}
p{margin:0 0 16px;text-wrap:pretty;overflow-wrap:anywhere}
.muted{color:var(--portico-text-muted)}.small{font-size:.875rem}
a{color:var(--portico-link);text-underline-offset:.2em}
label,legend{display:block;font-weight:var(--portico-weight-strong);margin:0 0 4px;padding:0}
fieldset{border:0;margin:0 0 16px;padding:0;min-width:0}
.field{margin:0 0 16px}
.pick{display:flex;gap:10px;align-items:center;min-height:36px;font-weight:400;margin:0}
.pick input{accent-color:var(--portico-primary);width:18px;height:18px;margin:0;flex:none}
.line{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
input:not([type=radio]),textarea{font:inherit;color:inherit;background:var(--portico-surface);border:1px solid var(--portico-control-border);border-radius:var(--portico-radius-control);padding:8px 12px;width:100%;min-height:var(--portico-control-height)}
input[type=date]{width:auto;min-width:10rem}
textarea{min-height:4.5rem;resize:vertical;display:block}
[aria-invalid=true]{border-color:var(--portico-danger)!important;border-width:2px!important}
.wrong{color:var(--portico-danger);font-size:.875rem;margin:4px 0 0}
.two{display:grid;gap:0 16px}@media (min-width:34rem){.two{grid-template-columns:1fr 1fr}.two .field{display:flex;flex-direction:column;justify-content:flex-end}}
button{font:inherit;font-weight:var(--portico-weight-strong);min-height:var(--portico-control-height);padding:8px 20px;border-radius:var(--portico-radius-control);border:1px solid transparent;cursor:pointer;background:var(--portico-primary);color:var(--portico-on-primary)}
button:hover{background:var(--portico-primary-hover)}
:focus-visible{outline:var(--portico-focus-width) solid var(--portico-focus);outline-offset:2px}
.notice{border:1px solid var(--portico-danger);background:var(--portico-danger-soft);border-radius:var(--portico-radius-control);padding:12px;margin:0 0 16px}
.foot{border-top:1px solid var(--portico-border);margin-top:32px;padding-top:12px;display:flex;flex-wrap:wrap;gap:4px 20px}
.foot p{margin:0}
dl{margin:0 0 24px;border-bottom:1px solid var(--portico-border)}
dl div{display:grid;gap:0 16px;padding:8px 0;border-top:1px solid var(--portico-border)}
@media (min-width:34rem){dl div{grid-template-columns:12rem 1fr}}
dt{font-weight:var(--portico-weight-strong)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
blockquote{margin:0 0 16px;padding-inline-start:12px;border-inline-start:3px solid var(--portico-border)}
.trap{position:absolute;inset-inline-start:-999rem;width:1px;height:1px;overflow:hidden}
`;

const hashOf = (style: string): string => createHash('sha256').update(style).digest('base64');

/** No script at all; the one style by its hash. */
export const pagePolicy = (style: string, frameAncestors: string, https: boolean): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${hashOf(style)}'`,
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
