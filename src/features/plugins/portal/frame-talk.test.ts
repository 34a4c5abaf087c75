import { describe, expect, test } from 'vitest';
import { listenTo, mostHeights } from './frame-talk.ts';

/** A page in a frame, its port, and a clock that the test moves. */
function framed() {
  const page = {} as Window;
  const heights: number[] = [];
  let now = 5_000;
  const talk = listenTo({
    frame: () => page,
    context: () => new Promise(() => {}),
    onHeight: (px) => heights.push(px),
    onNavigate: () => {},
    onFlood: () => heights.push(-1),
    now: () => now,
  });
  const { port1: port } = new MessageChannel();
  talk.hear({ source: page, origin: 'null', data: { portico: 'hello' }, ports: [port] } as never);
  return {
    heights,
    ask(px: number, afterMs = 20) {
      now += afterMs;
      port.onmessage?.({ data: { portico: 'height', px } } as MessageEvent);
    },
    end() {
      talk.stop();
    },
  };
}

describe('the height of a page in a frame', () => {
  test('follows what it asks for, between its bounds', () => {
    const { heights, ask, end } = framed();
    for (const px of [300, 12, 90_000, Number.NaN, 412.4]) ask(px);
    expect(heights).toEqual([300, 80, 5_000, 412]);
    end();
  });

  test('a page that grows at each answer is as high as it was then, and follows again after a second of rest', () => {
    const { heights, ask, end } = framed();
    for (let px = 200; px < 200 + 4 * mostHeights; px++) ask(px);
    expect(heights.length).toBe(mostHeights);
    expect(heights.at(-1)).toBe(200 + mostHeights - 1);
    ask(320, 1_000);
    expect(heights.at(-1)).toBe(320);
    end();
  });

  test('a page that goes to and fro ends at the higher one', () => {
    const { heights, ask, end } = framed();
    for (let turn = 0; turn < 4 * mostHeights; turn++) ask(turn % 2 === 0 ? 640 : 600);
    expect(heights.length).toBe(mostHeights);
    expect(heights.at(-1)).toBe(640);
    end();
  });
});
