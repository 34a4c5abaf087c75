import type detailsKeys from '../../features/order-page/portal/details/messages/en.json';
import type orderDone from '../../features/order-page/portal/done/messages/en.json';
import type extrasKeys from '../../features/order-page/portal/extras/messages/en.json';
import type { LaterParts } from '../../features/order-page/portal/OrderPage.tsx';
import type sendKeys from '../../features/order-page/portal/send/messages/en.json';
import type { Language } from '../../features/portals/schema.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type form from '../../kit/ui/form/messages/en.json';
import { sendingOf } from './order-sending.ts';
import type { Portal } from './portal.ts';
import type { WordLoaders } from './step-words.ts';

const detailsWords: WordLoaders<keyof typeof detailsKeys | keyof typeof form> = {
  en: () => import('../../features/order-page/portal/details/words/en.ts'),
  de: () => import('../../features/order-page/portal/details/words/de.ts'),
  nl: () => import('../../features/order-page/portal/details/words/nl.ts'),
  fr: () => import('../../features/order-page/portal/details/words/fr.ts'),
};

const sendWords: WordLoaders<keyof typeof sendKeys> = {
  en: () => import('../../features/order-page/portal/send/words/en.ts'),
  de: () => import('../../features/order-page/portal/send/words/de.ts'),
  nl: () => import('../../features/order-page/portal/send/words/nl.ts'),
  fr: () => import('../../features/order-page/portal/send/words/fr.ts'),
};

const extrasWords: WordLoaders<keyof typeof extrasKeys | keyof typeof form> = {
  en: () => import('../../features/order-page/portal/extras/words/en.ts'),
  de: () => import('../../features/order-page/portal/extras/words/de.ts'),
  nl: () => import('../../features/order-page/portal/extras/words/nl.ts'),
  fr: () => import('../../features/order-page/portal/extras/words/fr.ts'),
};

export const orderDoneWords: WordLoaders<keyof typeof orderDone> = {
  en: () => import('../../features/order-page/portal/done/words/en.ts'),
  de: () => import('../../features/order-page/portal/done/words/de.ts'),
  nl: () => import('../../features/order-page/portal/done/words/nl.ts'),
  fr: () => import('../../features/order-page/portal/done/words/fr.ts'),
};

/** Everything of the order page but its first view, with its words. */
export async function loadLater(portal: Portal, words: Words, language: Language): Promise<LaterParts> {
  const [details, send, extras, more, sent, beside] = await Promise.all([
    import('./panels/order-details.tsx'),
    import('./panels/order-send.tsx'),
    import('./panels/order-extras.tsx'),
    detailsWords[language](),
    sendWords[language](),
    extrasWords[language](),
  ]);
  const speak = (own: Words) =>
    translator<never>({ ...portal.words.value, ...words, ...own }, portal.manner.value);
  return {
    details: {
      ...details,
      ...send,
      sending: sendingOf(portal, language),
      t: speak({ ...more.words, ...sent.words } as unknown as Words),
    },
    extras: { ...extras, t: speak(beside.words as unknown as Words) },
  };
}
