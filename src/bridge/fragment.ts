import { isPanelName } from './messages.ts';

/** What stood behind `#` in the portal's address. */
export interface Fragment {
  /** Set by the loader: proof that a message is about this very frame. */
  readonly nonce: string | null;
  /** A portal token of a plain iframe or a link; works once, so forget it after the exchange. */
  readonly token: string | null;
  /** What the button of a mailed code carries; works once, in the browser that asked for the mail. */
  readonly mail: string | null;
  /** The token on an installation's label, scanned: it is filled in, and a code is typed beside it. */
  readonly installation: string | null;
  /** Back from the vendor's own sign-in: what became of it, or the proof for the portal that opened this window. */
  readonly oidc: string | null;
  readonly handoff: string | null;
  /** Panel asked for by a plain iframe (`#panel=signup`). */
  readonly panel: string | null;
  /** What forms begin with, as the host page gave it: `firstName=Anna&country=DE`. */
  readonly prefill: string | null;
  /** Design tokens of the host page, unchecked: see `readTokens`. Present before first paint, so nothing flickers. */
  readonly tokens: Readonly<Record<string, string>>;
}

/**
 * Reads the fragment and strips it from the address, so that no script, link or history shows it. Call it first. What
 * is no secret is kept in `history.state`: a reloaded frame finds its host again.
 */
export function readFragment(): Fragment {
  const { location, history } = globalThis;
  const kept = (history.state as { portico?: string } | null)?.portico ?? '';
  const given = new URLSearchParams(location.hash.slice(1));
  const ours = ['n', 'token', 't', 'mail', 'oidc', 'handoff', 'installation', 'panel'].some((key) =>
    given.has(key),
  );
  const values = ours ? given : new URLSearchParams(kept);
  const panel = values.get('panel');
  const tokens: Record<string, string> = {};
  for (const [name, value] of values)
    if (name.startsWith('--portico-') || name.startsWith('host-'))
      tokens[name.replace('--portico-', '')] = value;
  const fragment: Fragment = {
    nonce: values.get('n'),
    token: values.get('token') ?? values.get('t'),
    mail: values.get('mail'),
    oidc: values.get('oidc'),
    handoff: values.get('handoff'),
    installation: values.get('installation'),
    panel: isPanelName(panel) ? panel : null,
    prefill: values.get('prefill'),
    tokens,
  };
  if (ours) {
    values.delete('token');
    values.delete('t');
    values.delete('mail');
    values.delete('oidc');
    values.delete('handoff');
    values.delete('installation');
    history.replaceState({ portico: values.toString() }, '', location.pathname + location.search);
  }
  return fragment;
}
