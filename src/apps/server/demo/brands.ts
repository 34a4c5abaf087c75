import { readFileSync } from 'node:fs';
import { addPublicFile, readUpload } from '../../../features/files/server/store.ts';
import type { Language, Portal, PortalChange } from '../../../features/portals/schema.ts';
import { updatePortal } from '../../../features/portals/server/store.ts';
import { changedWords } from '../../../features/words/server/book.ts';
import { keepSet } from '../../../features/words/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { OwnWords } from '../../../kit/server/own-words.ts';
import { wordBook } from '../word-book.ts';
import type { DemoSlug } from './portals.ts';

interface Brand extends Pick<PortalChange, 'footer' | 'statement'> {
  /** There are pictures for light and dark grounds. */
  readonly logo?: true;
  readonly alt: Readonly<Partial<Record<Language, string>>>;
  /** Key → language → what this company says in the place of ours. */
  readonly says?: Readonly<Record<string, Readonly<Partial<Record<Language, string>>>>>;
}

/** What stands above and below each page of the demo companies, and where they choose their own words. */
export const brands: Readonly<Record<DemoSlug, Brand>> = {
  stromwerk: {
    alt: { de: 'Stromwerk Kiel', en: 'Stromwerk Kiel' },
    footer: {
      de: {
        text: 'Stromwerk Kiel eG, Werftstraße 128, 24143 Kiel',
        links: [
          { label: 'Impressum', href: 'https://stromwerk.example/impressum' },
          { label: 'Datenschutz', href: 'https://stromwerk.example/datenschutz' },
        ],
      },
      en: {
        text: 'Stromwerk Kiel eG, Werftstraße 128, 24143 Kiel, Germany',
        links: [
          { label: 'Legal notice', href: 'https://stromwerk.example/en/legal' },
          { label: 'Privacy', href: 'https://stromwerk.example/en/privacy' },
        ],
      },
    },
    statement: {
      enabled: true,
      state: 'partial',
      limits: {
        de: 'Rechnungen aus der Zeit vor 2024 sind eingescannt und lassen sich nicht vorlesen. Auf Wunsch lesen wir sie Ihnen am Telefon vor.',
        en: 'Invoices from before 2024 are scans and cannot be read aloud. On request we read them to you on the phone.',
      },
      enforcement: {
        de: 'Marktüberwachungsstelle der Länder für die Barrierefreiheit von Produkten und Dienstleistungen, Magdeburg',
        en: 'Market surveillance authority of the German states for accessibility, Magdeburg',
      },
      email: 'barrierefrei@stromwerk.example',
      reviewedOn: '2026-10-01',
    },
    logo: true,
    says: { 'activity:activity.title': { de: 'Was bisher geschah', en: 'What happened so far' } },
  },
  keysmith: {
    logo: true,
    alt: { en: 'Keysmith' },
    footer: {
      en: {
        text: 'Keysmith Software Ltd, registered in England, no. 08812345',
        links: [
          { label: 'Terms', href: 'https://keysmith.example/terms' },
          { label: 'Privacy', href: 'https://keysmith.example/privacy' },
        ],
      },
    },
  },
  cookiewise: {
    alt: { de: 'Cookiewise' },
    footer: {
      de: { links: [{ label: 'Impressum', href: 'https://cookiewise.example/impressum' }], text: '' },
      en: { links: [{ label: 'Legal notice', href: 'https://cookiewise.example/legal' }], text: '' },
    },
  },
  voxline: {
    alt: { en: 'Voxline' },
    footer: {
      en: {
        text: '',
        links: [
          { label: 'Privacy', href: 'https://voxline.example/privacy' },
          { label: 'Call us', href: 'tel:+12125550148' },
        ],
      },
    },
  },
  koelwacht: {
    alt: { nl: 'Koelwacht' },
    footer: {
      nl: {
        text: 'Koelwacht B.V., KvK Utrecht 30255017',
        links: [{ label: 'Privacy', href: 'https://koelwacht.example/privacy' }],
      },
    },
  },
};

/** Pictures, words, foot and statement of a demo company's portal, kept as the console keeps them. */
export async function addBrand(
  tx: Db,
  vendorId: string,
  slug: DemoSlug,
  portal: Portal,
  at: Date,
): Promise<void> {
  const { alt, logo, says = {}, footer, statement } = brands[slug];
  const book = wordBook();
  const byLanguage = new Map<Language, Map<string, { text: string }>>();
  for (const [key, texts] of Object.entries(says))
    for (const [language, text] of Object.entries(texts) as [Language, string][])
      byLanguage.set(language, new Map([...(byLanguage.get(language) ?? []), [key, { text }]]));
  let words: OwnWords = {};
  for (const [language, texts] of byLanguage) words = changedWords(words, language, texts, book).words;
  const { id } = await keepSet(tx, vendorId, words, at);
  const pictures = await Promise.all(
    (['clear', 'dark'] as const).map(async (ground) => {
      if (!logo) return null;
      const bytes = readFileSync(new URL(`./logos/${slug}-${ground}.png`, import.meta.url));
      const read = readUpload({ mediaType: 'image/png', bytes }, 'logo');
      return (await addPublicFile(tx, vendorId, { ...read, name: `${portal.brandName} (${ground})` }, at)).id;
    }),
  );
  const [light = null, dark = null] = pictures;
  await updatePortal(
    tx,
    vendorId,
    portal.id,
    { footer, statement, words: id, ...(logo && { logo: { light, dark, alt } }) },
    { at, testSide: true },
  );
}
