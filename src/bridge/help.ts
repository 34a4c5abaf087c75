import { languageOf } from './language.ts';
import type { EmbedErrorCode } from './link.ts';

const notAllowed =
  'H may not show portal "P". Add it under Allowed hosts of the portal, or run: npm run -s portico -- portal allow P H';

/** One sentence for the page's developer: what is wrong and what to change. P: portal, H: this page, B: the service. */
const sentences: Partial<Record<EmbedErrorCode, string>> = {
  config_invalid: '<portico-portal> has no portal attribute; write <portico-portal portal="acme">.',
  frame_blocked: notAllowed,
  origin_not_allowed: notAllowed,
  frame_timeout:
    'portal "P" did not load; see that B can be reached and that this page\'s CSP has frame-src B.',
  handshake_timeout: 'portal "P" loaded but stayed silent; see the console of its frame.',
  token_missing:
    'nobody is signed in to portal "P"; set fetchToken on the element, or answer it with a token.',
  unknown_portal: 'B has no portal "P".',
  token_failed:
    'fetchToken failed; let your backend answer it with a portal token for portal "P" as plain text.',
  token_timeout: 'fetchToken did not settle within 15 s; see that your backend answers.',
  token_rejected: 'portal "P" refused the token; see its key, audience and times under Activity.',
  customer_unknown: 'portal "P" knows no such customer; make it by API.',
  resize_loop: 'the height of portal "P" kept growing and was frozen; look for vh in the vendor CSS.',
};

const words = {
  en: ['The portal could not be loaded here.', 'Open it in a new tab', 'Try again'],
  de: ['Das Portal konnte hier nicht geladen werden.', 'In neuem Tab öffnen', 'Erneut versuchen'],
  nl: ['Het portaal kon hier niet worden geladen.', 'In nieuw tabblad openen', 'Opnieuw proberen'],
  fr: ['Le portail n’a pas pu être chargé ici.', 'L’ouvrir dans un nouvel onglet', 'Réessayer'],
} as const;

export interface Failure {
  readonly code: EmbedErrorCode;
  readonly message?: unknown;
  readonly requestId?: unknown;
}

/** The console's sentence. `requestId` finds the request in the service's log and console. */
export function explain(failure: Failure, portal: string, base: string): void {
  const said: Record<string, string> = { P: portal, H: location.origin, B: base };
  const sentence =
    sentences[failure.code]?.replace(/\b[PHB]\b/g, (name) => said[name] as string) ??
    `portal "${portal}" reports an error.`;
  const reason = failure.message ? ` ${failure.message}` : '';
  const request = failure.requestId ? `, request ${failure.requestId}` : '';
  // biome-ignore lint/suspicious/noConsole: the console is where the page's developer looks
  console.error(`Portico: ${sentence}${reason} (${failure.code}${request})`);
}

/** What the person sees where the element has no children of its own: a way on, in the page's language. */
export function note(el: HTMLElement, address: string, retry: () => void): HTMLElement {
  const [failed, open, again] = words[languageOf(el).slice(0, 2) as keyof typeof words] ?? words.en;
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  const link = document.createElement('a');
  Object.assign(link, { href: address, target: '_blank', rel: 'noopener noreferrer', textContent: open });
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: again, onclick: retry });
  text.append(failed, ' ', link, ' ', button);
  return text;
}
