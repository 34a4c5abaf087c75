/** How near two colours are, in the eye's own measure: https://bottosson.github.io/posts/oklab/ */
type Lab = readonly [l: number, a: number, b: number];

const linear = (byte: number): number => {
  const part = byte / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

function labOf(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

interface Heap {
  count: number;
  red: number;
  green: number;
  blue: number;
}

const hex = (byte: number): string => Math.round(byte).toString(16).padStart(2, '0');
const apart = (one: Lab, other: Lab): number =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);

/**
 * Up to three colours that a logo is made of, the most telling first: of its pixels (RGBA, as a canvas gives them) those
 * that are see-through, nearly white, black or grey are left out, like ones are put together, and much of a strong
 * colour wins over much of a dull one. An average would be a brown that is nowhere in the logo.
 */
export function logoColours(pixels: ArrayLike<number>): string[] {
  const heaps = new Map<number, Heap>();
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = [
      pixels[at],
      pixels[at + 1],
      pixels[at + 2],
      pixels[at + 3],
    ];
    if (alpha < 128) continue;
    const key = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    const heap = heaps.get(key) ?? { count: 0, red: 0, green: 0, blue: 0 };
    heap.count += 1;
    heap.red += red;
    heap.green += green;
    heap.blue += blue;
    heaps.set(key, heap);
  }
  const merged: { count: number; readonly colour: string; readonly lab: Lab }[] = [];
  for (const { count, red, green, blue } of [...heaps.values()].sort((a, b) => b.count - a.count)) {
    const mean = [red / count, green / count, blue / count] as const;
    const lab = labOf(...mean);
    const near = merged.find((one) => apart(one.lab, lab) < 0.09);
    if (near) near.count += count;
    else merged.push({ count, lab, colour: `#${mean.map(hex).join('')}` });
  }
  const total = merged.reduce((sum, { count }) => sum + count, 0);
  const chroma = ([, a, b]: Lab) => Math.hypot(a, b);
  const weight = (one: { count: number; lab: Lab }) => Math.sqrt(one.count / total) * chroma(one.lab);
  return merged
    .filter(({ lab, count }) => lab[0] > 0.15 && lab[0] < 0.96 && chroma(lab) > 0.04 && count / total > 0.01)
    .sort((one, other) => weight(other) - weight(one))
    .slice(0, 3)
    .map(({ colour }) => colour);
}
