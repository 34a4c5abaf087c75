import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** By address below `/fonts`: the files that a face of some theme names. Nothing else of a package can be asked for. */
const files = new Map<string, string>();

const pathOf = (name: string, file: string): string =>
  fileURLToPath(import.meta.resolve(`@fontsource-variable/${name}/${file}`));

/**
 * `@font-face` rules of a font that a theme brings along, one for each range of letters: a browser asks for a file only
 * where its letters stand on the page. The address holds the version, so what it leads to never changes.
 * @param name of a package of `@fontsource-variable`
 */
export function fontFaces(name: string): string {
  const { version } = JSON.parse(readFileSync(pathOf(name, 'package.json'), 'utf8')) as { version: string };
  return readFileSync(pathOf(name, 'index.css'), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/url\(\.\/(files\/([\w-]+\.woff2))\) format\('[\w-]+'\)/g, (_, path: string, file: string) => {
      const address = `${name}-${version}/${file}`;
      files.set(address, pathOf(name, path));
      return `url(/fonts/${address})format("woff2")`;
    })
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};:,])\s*/g, '$1')
    .replaceAll(';}', '}')
    .trim();
}

/** Where the file of a face that was read lies. */
export const fontPath = (address: string): string | undefined => files.get(address);
