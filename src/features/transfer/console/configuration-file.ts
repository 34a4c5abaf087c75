import * as v from 'valibot';
import { type ConfigurationChange, ConfigurationFile } from '../configuration-schema.ts';

/** A file that an operator chose, as far as it is a configuration. */
export interface ReadFile {
  readonly name: string;
  readonly configuration: ConfigurationFile;
  /** Names of the portals in it. */
  readonly slugs: readonly string[];
}

const Portals = v.array(v.object({ slug: v.string() }));

/** `undefined` for a file that is none. */
export async function readConfiguration(file: File): Promise<ReadFile | undefined> {
  const json = await file.text().then(
    (text) => JSON.parse(text) as unknown,
    () => undefined,
  );
  const parsed = v.safeParse(ConfigurationFile, json);
  if (!parsed.success) return undefined;
  const portals = v.safeParse(Portals, parsed.output.portals);
  const slugs = portals.success ? portals.output.map(({ slug }) => slug) : [];
  return { name: file.name, configuration: parsed.output, slugs };
}

/** How many things applying would write. */
export const written = (changes: readonly ConfigurationChange[]): number =>
  changes.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').length;
