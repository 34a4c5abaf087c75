/** One example site: how the portal comes into it, and what its server has to do for that. */
export interface Site {
  readonly title: string;
  readonly way: string;
  /** The site's own content policy. */
  readonly policy?: (of: { nonce: string; portalOrigin: string }) => string;
  /** A plain iframe, made by the server with a token of its own for each view of the page. */
  readonly frame?: (portalOrigin: string, token: string) => string;
  /** Its script is built by `vite.config.ts` beside it. */
  readonly built?: true;
}

export const sites: Readonly<Record<string, Site>> = {
  stromwerk: {
    title: 'Stromwerk, electricity in Kiel',
    way: 'The custom element, in German, light and dark, below a header that stays.',
  },
  keysmith: {
    title: 'Keysmith, drawing software in Bristol',
    way: 'One script tag with data attributes.',
  },
  cookiewise: {
    title: 'Cookiewise, consent management in Hamburg',
    way: 'A plain iframe without any script, in German.',
    frame: (portalOrigin, token) =>
      `<iframe title="Kundenbereich" src="${portalOrigin}/p/cookiewise#token=${token}" allow="payment; clipboard-write"></iframe>`,
  },
  voxline: {
    title: 'Voxline, business telephony in New York',
    way: 'A React page with the Portal component.',
    built: true,
  },
  koelwacht: {
    title: 'Koelwacht, cooling service in Utrecht',
    way: 'A page under the strictest content policy there is, in Dutch.',
    policy: ({ nonce, portalOrigin }) =>
      [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' 'strict-dynamic'`,
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        `frame-src ${portalOrigin}`,
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ].join('; '),
  },
};
