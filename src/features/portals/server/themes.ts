import { readFileSync } from 'node:fs';
import { type ThemeFile, ThemeName } from '../theme-schema.ts';
import { fontFaces } from './theme-fonts.ts';

const files = new Map<string, ThemeFile>();

/** `themes/<name>/`: two blocks of tokens, light then dark, and the rules after them. */
export function readTheme(name: ThemeName): ThemeFile {
  let file = files.get(name);
  if (!file) {
    const read = (what: string) =>
      readFileSync(new URL(`../../../../themes/${name}/${what}`, import.meta.url), 'utf8');
    const css = read('theme.css').replace(/\/\*[\s\S]*?\*\//g, '');
    const from = css.indexOf('@layer');
    const [light = {}, dark = {}] = [...(from < 0 ? css : css.slice(0, from)).matchAll(/\{([^}]*)\}/g)].map(
      ([, body = '']) =>
        Object.fromEntries(
          [...body.matchAll(/--portico-([\w-]+):\s*([^;]+);/g)].map(([, token = '', value = '']) => [
            token,
            value,
          ]),
        ),
    );
    const rules =
      from < 0
        ? ''
        : css
            .slice(from)
            .replace(/\s+/g, ' ')
            .replace(/\s*([{};,])\s*/g, '$1')
            .trim();
    const about = JSON.parse(read('theme.json')) as { name: string; description: string; fonts?: string[] };
    const fonts = (about.fonts ?? []).map(fontFaces).join('');
    file = { name, title: about.name, description: about.description, light, dark, rules, fonts };
    files.set(name, file);
  }
  return file;
}

export const listThemes = (): ThemeFile[] => ThemeName.options.map(readTheme);
