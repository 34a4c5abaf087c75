import { tokenNames } from '../../brand.ts';
import type { PoorPair } from '../../contrast.ts';

const mark = 'data-shown-where';
const style = `[${mark}]{outline:3px dashed #d6006c!important;outline-offset:3px!important}`;
/** More than somebody looks at. */
const most = 200;

/** What stands behind an element, as far up as something is painted. */
function groundOf(of: Element): string {
  const view = of.ownerDocument.defaultView as Window;
  for (let at: Element | null = of; at; at = at.parentElement) {
    const { backgroundColor } = view.getComputedStyle(at);
    if (!/^(?:transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return '';
}

/** Whether something of this element is drawn in the colour: its words, its edge, or what it is filled with. */
function wears(of: HTMLElement, front: PoorPair['front'], colour: string): boolean {
  const { color, backgroundColor, borderTopColor, borderTopWidth } = (
    of.ownerDocument.defaultView as Window
  ).getComputedStyle(of);
  // The mark of the focus is drawn round whatever takes it.
  if (front === 'focus') return of.matches('a[href],button,input,select,textarea,summary');
  if (front === 'controlBorder') return borderTopColor === colour && Number.parseFloat(borderTopWidth) > 0;
  if (front === 'primary' && backgroundColor === colour) return true;
  const hasWords = [...of.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim());
  return (hasWords || of.matches('svg')) && color === colour;
}

/** Takes all marks away. */
export function unmark(page: Document): void {
  for (const one of page.querySelectorAll(`[${mark}]`)) one.removeAttribute(mark);
}

/**
 * Marks what is drawn in the first colour of the pair on its second one and goes to the first of them; where a page has
 * the first colour on other grounds alone, those. Answers how many there are.
 */
export function markWhere(page: Document, { front, ground }: Pick<PoorPair, 'front' | 'ground'>): number {
  unmark(page);
  const view = page.defaultView as (Window & typeof globalThis) | null;
  if (!view) return 0;
  const probe = page.body.appendChild(page.createElement('i'));
  const colourOf = (field: PoorPair['front']) => {
    probe.style.color = `var(--portico-${tokenNames[field]})`;
    return view.getComputedStyle(probe).color;
  };
  const [colour, behind] = [colourOf(front), colourOf(ground)];
  probe.remove();
  const drawn = [...page.body.querySelectorAll<HTMLElement>('*')].filter(
    (one) => one.checkVisibility() && !one.closest('.vh') && wears(one, front, colour),
  );
  const exact = drawn.filter(
    (one) => groundOf(one) === behind || groundOf(one.parentElement ?? one) === behind,
  );
  const shown = (exact.length > 0 ? exact : drawn).slice(0, most);
  if (shown.length > 0 && !page.adoptedStyleSheets.some((one) => one.cssRules[0]?.cssText.includes(mark))) {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(style);
    page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
  }
  for (const one of shown) one.setAttribute(mark, '');
  shown[0]?.scrollIntoView({ block: 'center' });
  return shown.length;
}
