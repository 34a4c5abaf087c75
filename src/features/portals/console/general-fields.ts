import type { FormField } from '../../../kit/ui/console/Form.tsx';
import { Language } from '../schema.ts';
import type { PortalsWords } from './words.ts';

export const slugFault = (t: PortalsWords, text: string): string | undefined =>
  /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(text) ? undefined : t('portals.error.slug');

const zones = (): readonly string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC'),
];

/** Fields that a new portal and an old one share. */
export const generalFields = (t: PortalsWords) =>
  ({
    brand: {
      name: 'brandName',
      label: t('portals.brand'),
      hint: t('portals.brand.hint'),
      need: t('portals.error.brand'),
    },
    slug: {
      name: 'slug',
      label: t('portals.slug'),
      hint: t('portals.slug.hint'),
      need: t('portals.error.slug'),
      ltr: true,
      width: 'w-middle',
    },
    languages: {
      name: 'languages',
      label: t('portals.languages'),
      hint: t('portals.languages.hint'),
      kind: 'checks',
      need: t('portals.error.languages'),
      options: Language.options.map((tag) => ({
        value: tag,
        label: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
      })),
    },
    timeZone: {
      name: 'timeZone',
      label: t('portals.zone'),
      hint: t('portals.zone.hint'),
      kind: 'select',
      always: true,
      width: 'w-middle',
      options: zones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    },
  }) as const satisfies Readonly<Record<string, FormField>>;
