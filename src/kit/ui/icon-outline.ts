const numberOf = (attributes: string, name: string): number =>
  Number(attributes.match(new RegExp(`\\b${name}="([^"]+)"`))?.[1] ?? 0);

function outlineOf(tag: string, attributes: string): string {
  const n = (name: string) => numberOf(attributes, name);
  if (tag === 'path') return attributes.match(/\bd="([^"]+)"/)?.[1] ?? '';
  if (tag === 'line') return `M${n('x1')} ${n('y1')}L${n('x2')} ${n('y2')}`;
  if (tag === 'circle') {
    const r = n('r');
    return `M${n('cx') - r} ${n('cy')}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0`;
  }
  const [r, width, height] = [n('rx'), n('width') - 2 * n('rx'), n('height') - 2 * n('rx')];
  const arc = (to: string) => `a${r} ${r} 0 0 1 ${to}`;
  return (
    `M${n('x') + r} ${n('y')}h${width}${arc(`${r} ${r}`)}v${height}${arc(`-${r} ${r}`)}` +
    `h-${width}${arc(`-${r}-${r}`)}v-${height}${arc(`${r}-${r}`)}`
  );
}

/** The shapes of a lucide icon as the `d` of one path, so that an icon is one string; used to make `icons.ts`. */
export const iconOutline = (svg: string): string =>
  [...svg.matchAll(/<(path|circle|rect|line)\b([^>]*)\/>/g)]
    .map(([, tag = '', attributes = '']) => outlineOf(tag, attributes))
    // A path that begins with a relative move would begin where the shape before it ended.
    .map((outline, index) => (index > 0 && outline.startsWith('m') ? `M0 0${outline}` : outline))
    .join('');
