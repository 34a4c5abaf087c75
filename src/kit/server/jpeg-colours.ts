import { Broken, type Component, type Frame } from './jpeg-scan.ts';

/** A picture that was unpacked: `channels` bytes a pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const waves = Float32Array.from({ length: 64 }, (_, i) => {
  const [x, u] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * 0.5;
});

/** What a component shows: eight by eight samples of each block. */
function samplesOf({ blocks, stride, table }: Component, tables: readonly Int32Array[]): Uint8ClampedArray {
  const by = tables[table];
  if (!by) throw new Broken();
  const samples = new Uint8ClampedArray(blocks.length);
  const [values, half] = [new Float32Array(64), new Float32Array(64)];
  for (let nth = 0; nth * 64 < blocks.length; nth++) {
    for (let i = 0; i < 64; i++) values[i] = (blocks[nth * 64 + i] as number) * (by[i] as number);
    for (let v = 0; v < 8; v++)
      for (let x = 0; x < 8; x++) {
        let sum = 0;
        for (let u = 0; u < 8; u++) sum += (values[v * 8 + u] as number) * (waves[x * 8 + u] as number);
        half[v * 8 + x] = sum;
      }
    const corner = Math.floor(nth / stride) * stride * 64 + (nth % stride) * 8;
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++) {
        let sum = 0;
        for (let v = 0; v < 8; v++) sum += (half[v * 8 + x] as number) * (waves[y * 8 + v] as number);
        samples[corner + y * stride * 8 + x] = sum + 128;
      }
  }
  return samples;
}

/** @param adobe how Adobe's programs say that the colours are to be read: 0 as they are, 1 YCC, 2 YCCK */
export function coloured(frame: Frame, tables: readonly Int32Array[], adobe: number | undefined): Pixels {
  const { width, height, most, components } = frame;
  const planes = components.map((one) => ({ ...one, samples: samplesOf(one, tables) }));
  const channels = planes.length === 1 ? 1 : 3;
  const data = new Uint8ClampedArray(width * height * channels);
  const isPlain = String.fromCharCode(...components.map(({ id }) => id)) === 'RGB';
  const isSplit = adobe === undefined ? planes.length === 3 && !isPlain : adobe > 0;
  const found = [0, 0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < planes.length; i++) {
        const { samples, stride, across, down } = planes[i] as (typeof planes)[number];
        const column = Math.floor((x * across) / most.across);
        found[i] = samples[Math.floor((y * down) / most.down) * stride * 8 + column] as number;
      }
      const at = (y * width + x) * channels;
      let [red, green, blue] = found as [number, number, number];
      const black = found[3] as number;
      if (channels === 1) {
        data[at] = red;
        continue;
      }
      if (isSplit) {
        const [light, cb, cr] = [red, green - 128, blue - 128];
        red = clamp(light + 1.402 * cr);
        green = clamp(light - 0.344136 * cb - 0.714136 * cr);
        blue = clamp(light + 1.772 * cb);
      }
      if (planes.length === 4) {
        // Adobe's programs write inks as what is left without them; YCCK says the opposite of the first three once more.
        const left = (ink: number) => (isSplit || adobe === undefined ? 255 - ink : ink);
        const rest = adobe === undefined ? 255 - black : black;
        [red, green, blue] = [left(red), left(green), left(blue)].map((ink) => (ink * rest) / 255) as [
          number,
          number,
          number,
        ];
      }
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
  return { width, height, channels, data: new Uint8Array(data.buffer) };
}

const clamp = (value: number): number => Math.min(255, Math.max(0, value));

/** The picture as it is meant to be held: `wayUp` is 1 to 8, as cameras note it. */
export function turned({ width, height, channels, data }: Pixels, wayUp: number): Pixels {
  if (wayUp === 1) return { width, height, channels, data };
  const [across, down] = wayUp > 4 ? [height, width] : [width, height];
  const after = new Uint8Array(data.length);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const [a, b] = wayUp > 4 ? [y, x] : [x, y];
      const fromX = [2, 3, 7, 8].includes(wayUp) ? width - 1 - a : a;
      const fromY = [3, 4, 6, 7].includes(wayUp) ? height - 1 - b : b;
      const from = (fromY * width + fromX) * channels;
      after.set(data.subarray(from, from + channels), (y * across + x) * channels);
    }
  return { width: across, height: down, channels, data: after };
}
