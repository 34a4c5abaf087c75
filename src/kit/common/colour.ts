/** sRGB colours as `#rrggbb`, and what WCAG and OKLCH say of them. */
type Triple = [number, number, number];

const channels = (hex: string): Triple =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Triple;
const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const gamma = (part: number): number =>
  part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;

const luminance = (hex: string): number => {
  const [red, green, blue] = channels(hex).map(linear) as Triple;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** WCAG contrast ratio, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Lightness 0 to 1, chroma, hue in radians; https://bottosson.github.io/posts/oklab/ */
function toOklch(hex: string): Triple {
  const [r, g, b] = channels(hex).map(linear) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const c = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, c), Math.atan2(c, a)];
}

function fromOklch([lightness, chroma, hue]: Triple): string {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const parts = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const byte = (part: number) => Math.round(255 * Math.min(1, Math.max(0, gamma(Math.max(0, part)))));
  return `#${parts.map((part) => byte(part).toString(16).padStart(2, '0')).join('')}`;
}

/** The colour itself where it reaches `ratio` on all grounds; else the nearest lightness of the same hue that does. */
export function reaching(colour: string, grounds: readonly string[], ratio: number): string {
  const passes = (candidate: string) => grounds.every((ground) => contrast(candidate, ground) >= ratio);
  if (passes(colour)) return colour;
  const [lightness, chroma, hue] = toOklch(colour);
  for (let step = 0.01; step <= 1; step += 0.01) {
    for (const moved of [lightness - step, lightness + step]) {
      if (moved < 0 || moved > 1) continue;
      const candidate = fromOklch([moved, chroma, hue]);
      if (passes(candidate)) return candidate;
    }
  }
  return contrast('#000000', grounds[0] ?? '#ffffff') >= ratio ? '#000000' : '#ffffff';
}

/** Words on this ground: the lighter or the darker, whichever reads better. */
export const wordsOn = (ground: string, light = '#ffffff', dark = '#0a1420'): string =>
  contrast(light, ground) >= 4.5 || contrast(light, ground) > contrast(dark, ground) ? light : dark;
