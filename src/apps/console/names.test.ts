import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { featureIds } from '../../features/portals/features.ts';
import { panelIds } from '../../features/portals/schema.ts';

test.each(['en', 'de', 'nl', 'fr'])(
  'CCM-22 every area and right has a name in the console, in %s',
  (language) => {
    const file = new URL(`./messages/${language}.json`, import.meta.url);
    const words = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
    const keys = [...panelIds.map((id) => `panel.${id}`), ...featureIds.map((id) => `feature.${id}`)];
    expect(keys.filter((key) => !words[key])).toEqual([]);
  },
);
