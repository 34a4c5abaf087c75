import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstPages } from './words.ts';

/** What the document needs of the built portal. */
export interface PortalBuild {
  /** Address of the one script: `/assets/main-Bx3f….js`. */
  readonly entry: string;
  /** Runs in the document itself, before the entry is there. */
  readonly boot: string;
  /** Runs in the frame of a vendor's script, before that script. */
  readonly script: string;
  readonly css: string;
  /** By page: addresses of its script and of what stands between the entry and it. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
  /** The order page's first view as a module that can stand in the document; its state goes with the first drawing. */
  readonly order: string;
}

const own = /(\bfrom|\bimport\(?)"\.\//g;
const drawsOrder = /export\{(?:[^}]*,)?([\w$]+) as drawOrder[,}][^}]*\}?;?\s*$/;

/** A module of `/assets/` as one that can stand in a document and leaves its `drawOrder` for the entry to find. */
function inDocument(code: string): string {
  const name = drawsOrder.exec(code)?.[1];
  if (!name) throw new Error('The built order page offers no drawOrder. Run "npm run build" again.');
  return code
    .replace(drawsOrder, () => `porticoStart.drawOrder=${name}`)
    .replace(own, '$1"/assets/')
    .replace(/<(?=\/script|!--)/gi, '\\x3c');
}

/**
 * Reads what Vite built into `folder`.
 * @throws Error when the portal was never built, naming the command that builds it
 */
export function readPortalBuild(folder: string): PortalBuild {
  let manifest: Record<string, { file: string; isEntry?: boolean; imports?: string[] }>;
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  } catch (cause) {
    throw new Error(`No built portal in ${folder}. Run "npm run build" first.`, { cause });
  }
  const files = Object.values(manifest);
  const entry = files.find((file) => file.isEntry)?.file;
  if (!entry) throw new Error(`The manifest in ${folder} names no entry. Run "npm run build" again.`);
  const styles = new Set(files.map(({ file }) => file).filter((file) => file.endsWith('.css')));
  const css = [...styles].map((file) => readFileSync(join(folder, file), 'utf8')).join('');
  const filesOf = (key: string): string[] =>
    [key, ...(manifest[key]?.imports ?? [])]
      .map((one) => manifest[one])
      .flatMap((chunk) => (chunk && !chunk.isEntry ? [`/${chunk.file}`] : []));
  const pages = Object.fromEntries(
    firstPages.map((name) => [
      name,
      // The order page's first view is drawn without what leads to all pages.
      [...(name === 'order' ? [] : ['doors.ts']), `panels/${name}.tsx`].flatMap((path) =>
        filesOf(`src/apps/portal/${path}`),
      ),
    ]),
  );
  const order = readFileSync(join(folder, manifest['src/apps/portal/panels/order.tsx']?.file ?? ''), 'utf8');
  return {
    pages,
    order: inDocument(order),
    entry: `/${entry}`,
    boot: readFileSync(join(folder, 'boot.js'), 'utf8'),
    script: readFileSync(join(folder, 'script.js'), 'utf8'),
    css,
  };
}
