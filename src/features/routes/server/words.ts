import { serverWords } from '../../../kit/server/words.ts';
import type en from '../messages/en.json';

export type RoutesMessage = keyof typeof en;

/** What the panel says of routes: said by the server, since it draws them by what it is told. */
export const routesWords = serverWords<RoutesMessage>(new URL('../messages/', import.meta.url));
