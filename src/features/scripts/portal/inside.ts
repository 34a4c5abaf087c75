/**
 * What a vendor's script finds in its frame: `portico`, and an `alert` that the portal shows. It runs before that script
 * and takes the only way out of here: a port to the portal, whose origin is named, so nobody else ever gets the other
 * end. Nothing here is trusted by the portal; what this file keeps, a script could do without it.
 */
const portal = document.currentScript?.dataset['portal'] ?? '';
const { port1: port, port2 } = new MessageChannel();

type Handler = (detail: unknown) => void;
interface Answer {
  readonly done: (value: unknown) => void;
  readonly failed: (error: Error) => void;
}

const handlers = new Map<string, Set<Handler>>();
/** Events that nobody listened to yet: the port is at work before the vendor's script was read. */
const early = new Map<string, unknown[]>();
const mostEarly = 20;
const answers = new Map<number, Answer>();
let asked = 0;

const send = (message: object) => port.postMessage(message);

function wear({ scheme, tokens }: { readonly scheme: string; readonly tokens: Record<string, string> }) {
  const { style } = document.documentElement;
  style.colorScheme = scheme;
  for (const [name, value] of Object.entries(tokens)) style.setProperty(name, value);
}

port.onmessage = ({ data }) => {
  if (data.type === 'ping') return send({ type: 'pong' });
  if (data.type === 'look') return wear(data);
  if (data.type === 'answer') {
    const answer = answers.get(data.id);
    answers.delete(data.id);
    return data.error ? answer?.failed(new Error(data.error)) : answer?.done(data.value);
  }
  const known = handlers.get(data.name);
  if (known) for (const handler of known) tell(handler, data.detail);
  else early.set(data.name, [...(early.get(data.name) ?? []), data.detail].slice(-mostEarly));
};

function tell(handler: Handler, detail: unknown) {
  try {
    handler(detail);
  } catch (error) {
    reportError(error); // One handler's mistake is not the next one's.
  }
}

const portico = Object.freeze({
  /** Language, look, page, a name that stands for the customer, plan. */
  getContext: () =>
    new Promise((done, failed) => {
      answers.set(++asked, { done, failed });
      send({ type: 'context', id: asked });
    }),
  /** Pixels that the place of the script is to have; 0 hides it. */
  resize: (heightPx: number) => send({ type: 'resize', height: Number(heightPx) }),
  /** An event for the page around the portal: `portico:track`. */
  track: (name: string, values: object = {}) => send({ type: 'track', name: String(name), values }),
  /** After a press of the customer's, who is asked. */
  openLink: (href: string) => send({ type: 'link', href: String(href) }),
  /** `page` or `orderCreated`, also what came before anybody asked; answers the function that ends it. */
  on(name: string, handler: Handler) {
    const known = handlers.get(name) ?? new Set();
    handlers.set(name, known.add(handler));
    const kept = early.get(name) ?? [];
    early.delete(name);
    queueMicrotask(() => {
      for (const detail of kept) tell(handler, detail);
    });
    return () => known.delete(handler);
  },
});

Object.defineProperty(window, 'portico', { value: portico });
window.alert = (text?: unknown) => send({ type: 'alert', text: String(text ?? '') });
// What keeps something of a visit keeps nothing here; without a policy for it, this is the one way out that is left.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection'])
  Object.defineProperty(window, name, { value: undefined });

parent.postMessage({ portico: 'script' }, portal, [port2]);
