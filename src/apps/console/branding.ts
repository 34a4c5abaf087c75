import type { ShownBranding } from '../../features/branding/schema.ts';

/** What the server writes into the document of an address that names a vendor with looks of its own. */
export interface PageBranding extends ShownBranding {
  readonly vendor: string;
}

let sheet: CSSStyleSheet | undefined;

/** Colours over ours. A sheet made by script needs no nonce; the one of the document gives way to it. */
export function wearColours(css: string): void {
  document.getElementById('portico-branding')?.remove();
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  sheet.replaceSync(css);
}
