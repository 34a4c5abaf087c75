import { failure, type Greeting, type LinkFailure } from './hello.ts';
import { readOptions } from './host-options.ts';
import type { HostLink, HostSignals } from './link.ts';
import { isPanelName, readDetail, readHeight } from './messages.ts';
import { openRpc } from './rpc.ts';
import { createSignals } from './signals.ts';

const tokenMs = 20_000;

/**
 * The link to a host page that has answered: everything that is more than one raw message. It is fetched behind the
 * first screen, and opens the bridge on the host page at once.
 */
export function linkHost({ post }: Greeting, hasTokenSource: boolean): HostLink {
  const signals = createSignals<HostSignals>();
  let asking: Promise<unknown> | undefined;

  const methods = {
    update: (value: unknown) => signals.send('update', readOptions(value)),
    navigate: (panel: unknown) => {
      if (!isPanelName(panel)) throw failure('config_invalid', 'That is no name of a panel.');
      signals.send('navigate', { panel });
    },
    logout: () => signals.send('logout', undefined),
    ping: () => true,
  };

  const { port1, port2 } = new MessageChannel();
  const rpc = openRpc(port1, methods);
  // The host gets one end of a port; the port itself is the permission from then on.
  post('bridge', { hasTokenSource }, [port2]);
  // Panels and languages change it; the page around the portal names its frame by it.
  const entitle = () => void rpc.call('title', document.title).catch(() => {});
  const title = document.querySelector('title');
  if (title) new MutationObserver(entitle).observe(title, { childList: true });
  entitle();

  const ask = async (method: string, argument?: unknown, timeoutMs?: number) => {
    try {
      return await rpc.call(method, argument, timeoutMs);
    } catch (error) {
      const { code, message } = error as LinkFailure;
      if (code === 'lost') signals.send('lost', undefined);
      throw failure(code ?? 'lost', message ?? 'The page around the portal cannot be reached.');
    }
  };
  const tell = (method: string, argument?: unknown) => void ask(method, argument).catch(() => {});

  // The frame hears of sleep and of the back/forward cache itself; asking the host would only be slower.
  window.addEventListener('pageshow', (event) => event.persisted && signals.send('wake', undefined));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') signals.send('wake', undefined);
  });

  // In a dialog of the host page the key is heard by the frame alone; elsewhere the host has nothing to close.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) tell('close');
  });

  return {
    async requestToken(reason) {
      if (!hasTokenSource) return null;
      // A timer and a 401 may ask at the same time: one call of the host's function serves both.
      asking ??= ask('token', reason, tokenMs).finally(() => {
        asking = undefined;
      });
      const token = await asking;
      return typeof token === 'string' ? token : null;
    },
    explain: (detail) => tell('explain', readDetail(detail)),
    reveal: (topPx) => tell('reveal', readHeight(topPx) ?? 0),
    on: signals.on,
  };
}
