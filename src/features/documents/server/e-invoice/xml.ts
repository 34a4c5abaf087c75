/** An element: what is `undefined` among its children is left out, and so is an element of nothing but that. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}
export type XmlChild = XmlElement | string | false | null | undefined | readonly XmlChild[];

const flat = (children: readonly XmlChild[]): (XmlElement | string)[] =>
  children.flatMap((child) =>
    Array.isArray(child) ? flat(child) : child ? [child as XmlElement | string] : [],
  );

/** `undefined` where it would be empty: no standard takes an empty element for "not given". */
export function el(name: string, ...children: readonly XmlChild[]): XmlElement | undefined {
  return withAttributes(name, {}, ...children);
}

export function withAttributes(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly XmlChild[]
): XmlElement | undefined {
  const kept = flat(children);
  return kept.length > 0 ? { name, attributes, children: kept } : undefined;
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (text: string): string =>
  text
    // Signs that no XML 1.0 document may hold, however they are written.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);

export function printXml(root: XmlElement): string {
  const print = ({ name, attributes, children }: XmlElement, depth: number): string => {
    const pad = '  '.repeat(depth);
    const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
    const open = `${pad}<${name}${told.join('')}>`;
    if (children.every((child) => typeof child === 'string'))
      return `${open}${children.map((child) => escapeXml(child as string)).join('')}</${name}>`;
    const inside = children.map((child) =>
      typeof child === 'string' ? escapeXml(child) : print(child, depth + 1),
    );
    return `${open}\n${inside.join('\n')}\n${pad}</${name}>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${print(root, 0)}\n`;
}
