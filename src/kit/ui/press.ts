/** What waits for the end of a press; `undefined` while nothing is pressed. */
let waiting: (() => void)[] | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function end(): void {
  const acts = waiting ?? [];
  waiting = undefined;
  for (const act of acts) act();
}
const endIn = (ms: number): void => {
  clearTimeout(timer);
  timer = setTimeout(end, ms);
};

// A finger's `mousedown`, which takes the focus away from a field, comes after its `pointerup`: both begin a press.
for (const type of ['pointerdown', 'mousedown'])
  globalThis.addEventListener?.(
    type,
    () => {
      waiting ??= [];
      // Nobody presses so long, and a button let go outside the window is not always heard of.
      endIn(2_000);
    },
    true,
  );
// The click comes with the end of the press, before any timer.
for (const type of ['pointerup', 'mouseup', 'pointercancel'])
  globalThis.addEventListener?.(type, () => waiting && endIn(0), true);

/**
 * Does at once, or after the press that is under way, what changes the page's layout unasked: figures that came, the
 * mistake in a field that was left. A button that moves between press and release is not clicked, without a word.
 */
export function afterPress(act: () => void): void {
  if (waiting) waiting.push(act);
  else act();
}
