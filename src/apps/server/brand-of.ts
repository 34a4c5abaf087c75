import { publicFileAddress } from '../../features/files/schema.ts';
import { readSizes } from '../../features/files/server/store.ts';
import { footerIn } from '../../features/portals/footer.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Language, Portal } from '../../features/portals/schema.ts';
import { warmWords } from '../../features/words/server/store.ts';
import { writtenFor } from '../../kit/common/written-in.ts';
import type { Db } from '../../kit/server/db/db.ts';

interface Brand {
  readonly page: Pick<PortalPage, 'logo' | 'foot'>;
  readonly favicon: string | undefined;
}

/** What a document shows of who the vendor is, beside its colours: picture, foot, own words; of a draft as of what is live. */
export async function brandOf(db: Db, vendorId: string, portal: Portal, language: Language): Promise<Brand> {
  await warmWords(db, vendorId, portal.words);
  const { logo, favicon, statement } = portal;
  const footer = footerIn(portal, language);
  const foot = {
    ...(footer && { footer }),
    ...(statement.enabled && { statement: true }),
  };
  const shown = logo.light ? await logoOf(db, vendorId, portal) : undefined;
  return {
    page: { ...(shown && { logo: shown }), ...((footer || statement.enabled) && { foot }) },
    favicon: favicon ? publicFileAddress(vendorId, favicon) : undefined,
  };
}

async function logoOf(db: Db, vendorId: string, { logo, languages }: Portal): Promise<PortalPage['logo']> {
  const { light, dark, alt } = logo;
  const ids = [light, ...(dark && dark !== light ? [dark] : [])].filter((id) => id !== null);
  const sizes = await readSizes(db, vendorId, ids);
  const images = ids.flatMap((id) => {
    const size = sizes.get(id);
    const ground = ids.length === 1 ? '' : id === light ? 'on-light' : 'on-dark';
    return size ? [{ src: publicFileAddress(vendorId, id), class: ground, ...size }] : [];
  });
  if (images.length === 0) return undefined;
  return { images, alt: writtenFor(alt, languages) };
}
