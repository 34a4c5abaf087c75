import { publicFileAddress } from '../../features/files/schema.ts';
import type { Theme } from '../../features/portals/schema.ts';
import { readTheme } from '../../features/portals/server/themes.ts';
import { themeStyle as styleOf } from '../../features/portals/theme-style.ts';

/** Theme and brand of one portal as the style of its document. */
export const themeStyle = (theme: Theme, vendorId = ''): string =>
  styleOf(theme, readTheme(theme.name), (id) => publicFileAddress(vendorId, id));
