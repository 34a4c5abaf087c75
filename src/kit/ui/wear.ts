const worn = new Set<string>();

/** A sheet made by script needs no nonce and no request; its layer's place was set by the document. */
export function wear(css: string): void {
  if (typeof CSSStyleSheet === 'undefined' || !('adoptedStyleSheets' in document)) return;
  if (worn.has(css)) return; // A file of its own may bring what another brought.
  worn.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}
