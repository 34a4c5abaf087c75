import { serverWords } from '../../../kit/server/words.ts';
import type en from '../messages/en.json';

/** What the panel says of packages: said by the server, since it draws them by what it is told. */
export const packagesWords = serverWords<keyof typeof en>(new URL('../messages/', import.meta.url));
