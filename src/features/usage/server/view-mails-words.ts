import { serverSpeakers } from '../../../kit/server/words.ts';
import type en from '../mail/messages/en.json';

/** What mails with reports and the page behind their link say. */
export const viewMailWords = serverSpeakers<keyof typeof en>(new URL('../mail/messages/', import.meta.url));
