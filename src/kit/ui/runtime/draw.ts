type Drawable = string | number | boolean | null | undefined | Described | readonly Drawable[];
interface Described {
  readonly type: string | ((props: object) => Drawable);
  readonly props: Readonly<Record<string, unknown>>;
}

/**
 * Draws elements once, as Preact would at first, and nothing else: what is on the first screen is there before Preact
 * is. Preact takes over the same nodes later (`hydrate`), and brings handlers, effects and references.
 */
export function draw(what: unknown, into: Element, svg = false): void {
  const node = what as Drawable;
  if (Array.isArray(node)) for (const one of node) draw(one, into, svg);
  else if (typeof node === 'object' && node) drawElement(node as Described, into, svg);
  else if (typeof node === 'string' || typeof node === 'number') into.append(String(node));
}

function drawElement({ type, props }: Described, into: Element, svg: boolean): void {
  if (typeof type === 'function') {
    draw(type(props), into, svg);
    return;
  }
  const inSvg = svg || type === 'svg';
  const element = inSvg
    ? document.createElementNS('http://www.w3.org/2000/svg', type)
    : document.createElement(type);
  const { children, ref, value, ...rest } = props;
  for (const [name, given] of Object.entries(rest)) write(element, name, given);
  draw(children, element, inSvg);
  // The options of a list have to be there first.
  if (value !== undefined) (element as HTMLSelectElement).value = String(value);
  into.append(element);
}

function write(element: Element, name: string, value: unknown): void {
  if (name.startsWith('on') || value === null || value === undefined) return;
  if (name === 'style')
    for (const [property, text] of Object.entries(value as object))
      (element as HTMLElement).style.setProperty(property, String(text));
  // What `aria-…` and `data-…` say is written out; of others `false` is their absence.
  else if (name.includes('-')) element.setAttribute(name, String(value));
  else if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
}
