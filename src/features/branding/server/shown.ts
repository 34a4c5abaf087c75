import type { Db } from '../../../kit/server/db/db.ts';
import { publicFileAddress } from '../../files/schema.ts';
import { readSizes } from '../../files/server/store.ts';
import { readTheme } from '../../portals/server/themes.ts';
import { brandStyle } from '../../portals/theme-style.ts';
import { consoleTheme } from '../rules.ts';
import type { Branding, ShownBranding } from '../schema.ts';
import { findBranding } from './store.ts';

/** What everybody may see who opens this vendor's sign-in page; `null`: it has set nothing, or there is no such vendor. */
export async function shownBranding(db: Db, vendorId: string): Promise<ShownBranding | null> {
  const branding = await findBranding(db, vendorId);
  if (!branding) return null;
  const { picture, credit, documentation, links } = branding;
  const theme = consoleTheme(branding);
  const hasColours = Object.keys(theme.light).length + Object.keys(theme.dark).length > 0;
  return {
    logo: await logoOf(db, vendorId, branding),
    picture: picture && publicFileAddress(vendorId, picture),
    ...{ credit, documentation, links },
    css: hasColours ? brandStyle(theme, readTheme(theme.name)) : '',
  };
}

async function logoOf(db: Db, vendorId: string, { logo }: Branding): Promise<ShownBranding['logo']> {
  const { light, dark } = logo;
  const ids = [light ?? dark, ...(dark && light && dark !== light ? [dark] : [])].filter((id) => id !== null);
  if (ids.length === 0) return [];
  const sizes = await readSizes(db, vendorId, ids);
  return ids.flatMap((id) => {
    const size = sizes.get(id);
    const ground = ids.length === 1 ? '' : id === light ? 'on-light' : 'on-dark';
    return size ? [{ src: publicFileAddress(vendorId, id), class: ground, ...size }] : [];
  });
}
