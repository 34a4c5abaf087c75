import * as v from 'valibot';
import { Download } from '../schema.ts';

/** Downloads as somebody types them: one a line, `Studio for Windows; https://…; windows; 8.4`. */
export const linesOf = (downloads: readonly Download[]): string =>
  downloads
    .map(({ name, url, os, version }) =>
      [name, url, os ?? '', version ?? ''].join('; ').replace(/[; ]+$/, ''),
    )
    .join('\n');

/** `undefined` where a line is none. */
export function downloadsIn(text: string): Download[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const downloads = lines.map((line) => {
    const [name = '', url = '', os = '', version = '', ...more] = line.split(';').map((part) => part.trim());
    return v.safeParse(
      Download,
      more.length > 0 ? {} : { name, url, os: os.toLowerCase() || null, version: version || null },
    );
  });
  return downloads.every(({ success }) => success) && downloads.length <= 20
    ? downloads.map(({ output }) => output as Download)
    : undefined;
}
