import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as consoleIcons from './console/icons.ts';
import { iconOutline } from './icon-outline.ts';
import * as icons from './icons.ts';

const fileOf = (name: string) => name.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`);

test.each(Object.entries({ ...icons, ...consoleIcons }))(
  '%s is drawn as lucide draws it',
  (name, outline) => {
    const svg = readFileSync(
      new URL(`../../../node_modules/lucide-static/icons/${fileOf(name)}.svg`, import.meta.url),
      'utf8',
    );
    expect(outline).toBe(iconOutline(svg));
  },
);
