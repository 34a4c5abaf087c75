import { createRequire } from 'node:module';
import type { Bidi } from 'bidi-js';

export type Script = 'latin' | 'arabic' | 'hebrew';

/** A piece of text of one direction and one script, in the order in which it is read. */
export interface Run {
  readonly text: string;
  readonly script: Script;
  readonly rtl: boolean;
}

// Its types say of the module what is true of the CommonJS file alone.
const bidi = (createRequire(import.meta.url)('bidi-js') as () => Bidi)();

const scriptOf = (symbol: string): Script | undefined => {
  // With what the script shares with others and Latin letters have not: its comma, its question mark.
  if (/\p{Script_Extensions=Arabic}/u.test(symbol)) return 'arabic';
  if (/\p{Script_Extensions=Hebrew}/u.test(symbol)) return 'hebrew';
  return undefined;
};

/** What only says how others stand: it has no shape, and no font has one for it. */
const control = /\p{Bidi_Control}/u;
/** What makes a line one that is read from right to left in a letter that is. */
const rightToLeft = /[\u061c\u200f\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Nothing in it is written from right to left: most texts, and nothing has to be worked out for them. */
const plain =
  /^[^\p{Bidi_C}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]*$/u;

/**
 * The runs of one line from left to right as they stand on paper (UAX #9), each to be set in its own direction. A font
 * that sets a whole right-to-left line at once turns its numbers round, 1,234.50 into 05.432,1: numbers are runs of
 * their own here, and read as they are written.
 * @param rtl of a letter that is read from right to left: a line with a word of its language is read so too, whatever it
 * begins with; one without, an address or a number, from left to right
 */
export function visualRuns(text: string, rtl = false): Run[] {
  if (plain.test(text)) return [{ text, script: 'latin', rtl: false }];
  const base = rtl ? (rightToLeft.test(text) ? 'rtl' : 'ltr') : 'auto';
  const { levels } = bidi.getEmbeddingLevels(text, base);
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  const runs: (Run & { level: number })[] = [];
  let at = 0;
  for (const symbol of text) {
    const level = levels[at] ?? 0;
    if (control.test(symbol)) {
      at += symbol.length;
      continue;
    }
    const script = scriptOf(symbol) ?? 'latin';
    const shown = mirrored.get(at) ?? symbol;
    const last = runs.at(-1);
    if (last && last.level === level && last.script === script) {
      runs[runs.length - 1] = { ...last, text: last.text + shown };
    } else runs.push({ text: shown, script, rtl: level % 2 === 1, level });
    at += symbol.length;
  }
  return reordered(runs);
}

/** Rule L2: from the highest level down, turn round what stands at it or above. */
function reordered(runs: (Run & { level: number })[]): Run[] {
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  let order = runs;
  for (let level = highest; level > 0; level--) {
    const next: typeof runs = [];
    let turned: typeof runs = [];
    for (const run of order) {
      if (run.level >= level) turned.unshift(run);
      else {
        next.push(...turned, run);
        turned = [];
      }
    }
    order = [...next, ...turned];
  }
  return order.map(({ text, script, rtl }) =>
    // Blanks and brackets between words of a right-to-left line: no font turns those round by itself.
    rtl && script === 'latin'
      ? { text: [...text].reverse().join(''), script, rtl: false }
      : { text, script, rtl },
  );
}
