import { type PoorPair, poorPairs } from '../portals/contrast.ts';
import type { Theme, ThemeFile } from '../portals/theme-schema.ts';
import type { Branding } from './schema.ts';

/** The theme that the console wears under a vendor's colours. */
export const consoleTheme = ({ light, dark }: Pick<Branding, 'light' | 'dark'>): Theme => ({
  ...{ name: 'harbour', scheme: 'auto', light, dark },
});

/** Words that nobody could read. Marks and edges move by themselves, as in portals; words stay where they were set. */
export const unreadable = (
  colours: Pick<Branding, 'light' | 'dark'>,
  file: Pick<ThemeFile, 'light' | 'dark'>,
): readonly PoorPair[] => poorPairs(consoleTheme(colours), file).filter(({ needed }) => needed === 4.5);
