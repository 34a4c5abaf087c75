import type { HostOptions } from './link.ts';
import { isPanelName } from './messages.ts';
import { readTokens } from './tokens.ts';

/** Keeps of a host's wishes what is well formed; the rest is as if it had not been said. */
export function readOptions(value: unknown): HostOptions {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return {
    ...(isPanelName(given.panel) && { panel: given.panel }),
    ...(typeof given.language === 'string' &&
      /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(given.language) && { language: given.language }),
    ...((given.scheme === 'light' || given.scheme === 'dark') && { scheme: given.scheme }),
    ...(given.tokens !== undefined && { tokens: readTokens(given.tokens) }),
  };
}
