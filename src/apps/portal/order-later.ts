import type { LaterParts } from '../../features/order-page/portal/OrderPage.tsx';
import type { Language } from '../../features/portals/schema.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { sendingOf } from './order-sending.ts';
import type { Portal } from './portal.ts';

/** Everything of the order page but its first view, with its words. */
export async function loadLater(portal: Portal, words: Words, language: Language): Promise<LaterParts> {
  const [details, send, extras, more, sent, beside] = await Promise.all([
    import('./panels/order-details.tsx'),
    import('./panels/order-send.tsx'),
    import('./panels/order-extras.tsx'),
    portal.wordsOf('orderDetails', language),
    portal.wordsOf('orderSend', language),
    portal.wordsOf('orderExtras', language),
  ]);
  const speak = (own: Words) =>
    translator<never>({ ...portal.words.value, ...words, ...own }, portal.manner.value);
  return {
    details: {
      ...details,
      ...send,
      sending: sendingOf(portal, language),
      t: speak({ ...more, ...sent }),
    },
    extras: { ...extras, t: speak(beside) },
  };
}
