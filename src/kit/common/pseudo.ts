const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = [...'åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'];

const accent = (text: string): string =>
  text.replace(/[a-zA-Z]/g, (letter) => accented[letters.indexOf(letter)] ?? letter);
/** Runs from the right; figures of its own alphabet would be a translation. */
const turned = (text: string): string => text.replace(/\S(?:.*\S)?/su, (words) => `\u202e${words}\u202c`);

/** Applies to what is read of an ICU source or of a template, and not to the names of values, tags and choices. */
function inText(source: string, change: (text: string) => string): string {
  let made = '';
  let text = '';
  /** What the innermost brace holds: `text` of a choice, or the `head` of a value. */
  const inside: ('text' | 'head')[] = [];
  const end = () => {
    made += text && change(text);
    text = '';
  };
  for (const part of source.match(/<\/?\w+>|[{}#]|[^<{}#]+|</g) ?? []) {
    const isHead = inside.at(-1) === 'head';
    if (part === '{') {
      end();
      inside.push(inside.at(-1) === 'head' ? 'text' : 'head');
      made += part;
    } else if (part === '}') {
      end();
      inside.pop();
      made += part;
    } else if (isHead || part === '#' || /^<\/?\w/.test(part)) {
      end();
      made += part;
    } else text += part;
  }
  end();
  return made;
}

/** How much longer the longest usual translation is, by the length of the English. */
const growth = (length: number): number => (length <= 10 ? 2 : length <= 30 ? 0.9 : 0.45);

/**
 * English as no language is, made by the program: `en-XA` accented, in brackets and as long as the longest translation,
 * `ar-XB` from the right. What shows plain English was never translated; what shows no bracket is cut off.
 */
export function pseudo(source: string, tag: string): string {
  if (tag === 'ar-XB') return inText(source, turned);
  const words = source.replace(/[{][^{}]*[}]/g, '').length;
  const more = ' ooo'.repeat(Math.ceil((words * growth(words)) / 4));
  return `[${inText(source, accent)}${accent(more)}]`;
}
