import type { Translate } from '../../../../kit/browser/words.ts';
import type { FormMessage } from '../../../../kit/ui/form/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import { type FieldError, maxLengths, type ProfileField } from '../profile-form.ts';
import type { ProfileMessage } from '../words.ts';
import type en from './messages/en.json';

export type ProfileFormMessage = keyof typeof en;
export type ProfileFormWords = Translate<ProfileFormMessage | ProfileMessage | UiMessage | FormMessage>;

/** What to type, beside the field and in the summary alike. */
export function errorWords(t: ProfileFormWords, field: ProfileField, error: FieldError): string {
  if (error === 'too-long') return t('profile.error.too-long', { max: maxLengths[field] });
  switch (field) {
    case 'language':
    case 'timeZone':
    case 'state':
    case 'eInvoiceAddress':
    case 'buyerReference':
    case 'invoiceFormat':
      return t('profile.error.other');
    case 'emailCc':
      return t('profile.error.email');
    default:
      return t(`profile.error.${field}`);
  }
}
