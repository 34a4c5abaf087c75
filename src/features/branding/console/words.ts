import type { ApiError } from '../../../kit/browser/api-error.ts';
import type { Translate } from '../../../kit/browser/words.ts';
import type { KitMessage, ViewProps } from '../../../kit/ui/console/desk.ts';
import type { ContrastMessage } from '../../portals/console/contrast/words.ts';
import type { BrandConsoleMessage } from '../../words/console/words.ts';
import type en from './messages/en.json';

export type BrandingMessage = keyof typeof en | ContrastMessage | BrandConsoleMessage;
export type BrandingWords = Translate<BrandingMessage | KitMessage>;
export type Part = ViewProps<BrandingMessage>;

const names = {
  logo: 'branding.logo',
  picture: 'branding.picture',
  credit: 'branding.credit',
  light: 'branding.light.title',
  dark: 'branding.dark.title',
  documentation: 'branding.documentation',
  links: 'branding.links',
} as const;

/** What a refusal says is no longer as it was seen, in words: “Logo, Links”. */
export const changedSince = (t: BrandingWords, { fields }: ApiError): string =>
  fields.map(({ path }) => t(names[path.slice('seen.'.length) as keyof typeof names])).join(', ');
