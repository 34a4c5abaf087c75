import '../../../kit/ui/form/style.ts';
import css from './forms.css?inline';

// A sheet made by script needs no nonce and no request; its layer's place was set by the document.
if (typeof CSSStyleSheet !== 'undefined' && 'adoptedStyleSheets' in document) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}
