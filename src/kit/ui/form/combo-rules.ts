export interface ComboOption {
  readonly value: string;
  readonly label: string;
}

/** Without marks and capitals, so that `osterreich` finds `Österreich`. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’'.,()-]+/g, ' ')
    .trim();

/** What was meant by a whole text: a name, or the value itself. */
export const meantBy = (options: readonly ComboOption[], typed: string): ComboOption | undefined => {
  const wanted = folded(typed);
  return options.find(({ value, label }) => folded(label) === wanted || folded(value) === wanted);
};

/** What a text may mean, best first: what it is the short form of, what begins so, a word that does, anything that holds it. */
export function matching(options: readonly ComboOption[], typed: string): readonly ComboOption[] {
  const wanted = folded(typed);
  if (!wanted) return options;
  const rank = ({ value, label }: ComboOption): number => {
    const name = folded(label);
    if (folded(value) === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    if (name.includes(` ${wanted}`)) return 2;
    return name.includes(wanted) ? 3 : 4;
  };
  return options
    .map((option, index) => ({ option, index, rank: rank(option) }))
    .filter((one) => one.rank < 4)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ option }) => option);
}
