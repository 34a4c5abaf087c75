import type { Fragment } from '../../bridge/fragment.ts';
import { type Greeting, greetHost } from '../../bridge/hello.ts';
import type { Session } from '../../features/access/schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { call } from '../../kit/browser/first-call.ts';
import type { drawOrder } from './panels/order.tsx';

/**
 * What needs none of the portal's own script: asking the host for a token, and opening the session with it. It stands
 * in the document and runs while that script is still on its way, so that the first answer waits for nothing.
 */
export interface Start {
  readonly page: PortalPage;
  readonly fragment: Fragment;
  readonly framed: boolean;
  /** Rejects with a LinkFailure; `undefined` where no loader made this frame. */
  readonly greeting: Promise<Greeting | undefined>;
  /** The session of the first token; `undefined` where there is none. */
  readonly opened: Promise<Session | undefined>;
  readonly call: typeof call;
  /** Opens a session for a token, or for what a person typed; `language` asks for another than the customer's own. */
  open(credential: object, language: string | undefined): Promise<Session>;
  /** Says something of the person's visit before there is a session, as `open` does. */
  post<Answer>(
    path: string,
    body: object,
    language: string | undefined,
    more?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Opened by its own address, the portal keeps its session in a cookie; the header asks for it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the order page, where its first view stands in the document: one request less beside a loader and a session. */
  readonly drawOrder?: typeof drawOrder;
}

declare global {
  interface Window {
    porticoStart?: Start;
  }
}

/** Stands in place of a portal's name at the general entrance. */
export const entrance = '*';

/** A language is only sent on where host or address asked for it; else the customer's own decides. */
export const isLanguageAsked = (): boolean => Boolean(new URLSearchParams(location.search).get('language'));

export function begin(page: PortalPage, fragment: Fragment, framed: boolean): Start {
  const headers: Readonly<Record<string, string>> = framed ? {} : { 'x-portico-top': page.portal };
  const greeting = greetHost(page.allowedHosts, fragment);

  async function parentOrigin(): Promise<string | undefined> {
    if (!framed) return undefined;
    return (
      (await greeting)?.origin ??
      location.ancestorOrigins?.[0] ??
      (document.referrer ? new URL(document.referrer).origin : undefined)
    );
  }

  const post: Start['post'] = async (path, body, language, more) =>
    call(path, {
      method: 'POST',
      body: {
        ...(page.portal !== entrance && { portal: page.portal }),
        ...body,
        parentOrigin: await parentOrigin(),
        language,
      },
      headers: { ...headers, ...more },
    });
  // What the order page shows comes in the answer that lets the person in.
  const first = page.panel === 'order' ? { order: { variant: page.variant } } : {};
  const open: Start['open'] = (credential, language) =>
    post<Session>('/portal/v1/sessions', { ...first, ...credential }, language);

  const opened = greeting.then((answer) => {
    const first = answer?.token() ?? fragment.token;
    return first ? open({ token: first }, isLanguageAsked() ? page.language : undefined) : undefined;
  });
  // Whoever waits for them is told; until then nobody does.
  opened.catch(() => {});
  return { page, fragment, framed, greeting, opened, call, open, post, headers };
}
