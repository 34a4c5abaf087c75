import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import samples from '../fixtures/stripe/objects.json' with { type: 'json' };
import { type Fields, parseForm, refusalOf, type Shape } from './stripe-form.ts';

// biome-ignore lint/suspicious/noExplicitAny: Stripe's objects as JSON
type Thing = any;

export interface StripeStandIn {
  readonly url: string;
  readonly things: Map<string, Thing>;
  /** Requests that arrived, the newest last. */
  readonly asked: {
    readonly method: string;
    readonly path: string;
    readonly body: Fields;
    readonly key: string;
  }[];
  /** Answers nothing any more, until it is told otherwise. */
  away: boolean;
  /** Pays on a page, as a person would who presses its button; `card` as Stripe's test cards: `declined`. */
  pay(sessionId: string, card?: 'good' | 'declined' | 'unsettled'): Thing;
  /** Ends a page on which nobody paid. */
  expire(sessionId: string): void;
  /** A signed event about an object, as Stripe sends it. */
  event(type: string, object: Thing, more?: { id?: string; livemode?: boolean }): SignedEvent;
  close(): Promise<void>;
}

export interface SignedEvent {
  readonly body: string;
  sign(secret: string, at: Date): string;
}

const id = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;
const metadata = 'map' as const;

/** What each request takes, by Stripe's own description of its API, as far as the product uses it. */
const requests: Readonly<Record<string, Shape>> = {
  'POST /v1/customers': { name: 'text', email: 'text', metadata },
  'POST /v1/checkout/sessions': {
    '!mode': 'text',
    customer: 'text',
    client_reference_id: 'text',
    line_items: [
      {
        quantity: 'number',
        price_data: { '!currency': 'text', unit_amount: 'number', product_data: { '!name': 'text' } },
      },
    ],
    currency: 'text',
    setup_intent_data: { metadata },
    payment_intent_data: { description: 'text', metadata, setup_future_usage: 'text' },
    metadata,
    locale: 'text',
    '!success_url': 'text',
    cancel_url: 'text',
    expires_at: 'number',
  },
  'GET /v1/checkout/sessions/:id': { expand: ['text'] },
  'GET /v1/payment_intents/:id': { expand: ['text'] },
  'POST /v1/payment_intents': {
    '!amount': 'number',
    '!currency': 'text',
    customer: 'text',
    payment_method: 'text',
    confirm: 'text',
    off_session: 'text',
    return_url: 'text',
    description: 'text',
    metadata,
  },
  'POST /v1/payment_intents/:id': { metadata },
  'POST /v1/refunds': { payment_intent: 'text', amount: 'number', metadata },
};

class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, error: object) {
    super('refused');
    this.status = status;
    this.body = { error };
  }
}
const invalid = (message: string, more: object = {}) =>
  new Refusal(400, { type: 'invalid_request_error', message, ...more });

/**
 * A service that speaks Stripe's HTTP API as documented: form-encoded requests, of which it refuses unknown and missing
 * fields, state that is kept, answers in the shapes of Stripe's published sample objects, idempotency keys, pages that a
 * browser can press, and events signed by Stripe's scheme.
 */
export async function startStripe(options: { live?: boolean } = {}): Promise<StripeStandIn> {
  const things = new Map<string, Thing>();
  const replies = new Map<string, { request: string; status: number; body: string }>();
  const asked: StripeStandIn['asked'] = [];
  const livemode = options.live ?? true;
  const keep = (thing: Thing): Thing => {
    things.set(thing.id, thing);
    return thing;
  };
  const find = (kind: string, key: string): Thing => {
    const found = things.get(key);
    if (found?.object === kind) return found;
    throw new Refusal(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such ${kind}: '${key}'`,
    });
  };
  const made = (sample: keyof typeof samples, prefix: string, fields: object): Thing =>
    keep({ ...structuredClone(samples[sample]), id: id(prefix), livemode, metadata: {}, ...fields });

  const intentOf = (fields: object): Thing =>
    made('payment_intent', 'pi', {
      ...{ amount_received: 0, last_payment_error: null, latest_charge: null, next_action: null },
      ...{ payment_method: null, canceled_at: null, processing: null, shipping: null, transfer_data: null },
      ...fields,
    });

  function confirm(intent: Thing, card: 'good' | 'declined' | 'unsettled', method: Thing): void {
    if (card === 'declined') {
      intent.status = 'requires_payment_method';
      intent.last_payment_error = {
        ...{ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' },
        message: 'Your card has insufficient funds.',
      };
      return;
    }
    intent.payment_method = method.id;
    intent.last_payment_error = null;
    if (card === 'unsettled') {
      intent.status = 'processing';
      return;
    }
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    const charge = made('charge', 'ch', {
      ...{ amount: intent.amount, amount_captured: intent.amount, amount_refunded: 0, captured: true },
      ...{ currency: intent.currency, customer: intent.customer, payment_intent: intent.id, paid: true },
      ...{ refunded: false, disputed: false, payment_method: method.id, metadata: intent.metadata },
    });
    intent.latest_charge = charge.id;
  }

  /** A page on which a card is stored and nothing is paid. */
  function setupPage(body: Thing): Thing {
    find('customer', body.customer);
    const key = id(livemode ? 'cs_live' : 'cs_test');
    things.set(`${key}:intent`, { ...body.setup_intent_data, name: 'Card' });
    return keep({
      ...structuredClone(samples['checkout.session']),
      ...{ id: key, livemode, object: 'checkout.session', mode: 'setup', status: 'open', setup_intent: null },
      ...{ payment_status: 'no_payment_required', payment_intent: null, url: `${url}/pay/${key}` },
      ...{
        amount_total: null,
        currency: body.currency,
        customer: body.customer,
        metadata: body.metadata ?? {},
      },
      ...{ success_url: body.success_url, cancel_url: body.cancel_url },
    });
  }

  const routes: Record<string, (body: Thing, at: string) => Thing> = {
    'POST /v1/customers': (body) => made('customer', 'cus', { discount: null, ...body }),
    'POST /v1/checkout/sessions': (body) => {
      if (body.mode === 'setup') return setupPage(body);
      if (body.mode !== 'payment') throw invalid('Invalid mode', { param: 'mode' });
      const [item] = Object.values(body.line_items ?? {}) as Thing[];
      if (!item) throw invalid('Missing required param: line_items.', { param: 'line_items' });
      const amount = Number(item.price_data.unit_amount) * Number(item.quantity ?? 1);
      if (body.customer) find('customer', body.customer);
      const key = id(livemode ? 'cs_live' : 'cs_test');
      const session = {
        ...structuredClone(samples['checkout.session']),
        ...{ id: key, livemode, object: 'checkout.session', mode: 'payment', status: 'open' },
        ...{ payment_status: 'unpaid', payment_intent: null, url: `${url}/pay/${key}` },
        ...{ amount_total: amount, amount_subtotal: amount, currency: item.price_data.currency },
        ...{ customer: body.customer ?? null, client_reference_id: body.client_reference_id ?? null },
        ...{ metadata: body.metadata ?? {}, success_url: body.success_url, cancel_url: body.cancel_url },
        expires_at: Number(body.expires_at),
      };
      things.set(`${key}:intent`, { ...body.payment_intent_data, name: item.price_data.product_data.name });
      return keep(session);
    },
    'GET /v1/checkout/sessions/:id': (_, at) => find('checkout.session', at),
    'GET /v1/payment_intents/:id': (_, at) => find('payment_intent', at),
    'POST /v1/payment_intents': (body) => {
      const method = find('payment_method', body.payment_method);
      if (method.customer !== body.customer) throw invalid('The payment method is of another customer.');
      const { amount, currency, customer, description, metadata: meta } = body;
      const intent = intentOf({
        amount: Number(amount),
        currency,
        customer,
        description,
        metadata: meta ?? {},
      });
      if (body.confirm === 'true') confirm(intent, method.declines ? 'declined' : 'good', method);
      if (!method.declines) return intent;
      throw new Refusal(402, { ...intent.last_payment_error, payment_intent: intent });
    },
    'POST /v1/payment_intents/:id': (body, at) => {
      const intent = find('payment_intent', at);
      Object.assign(intent.metadata, body.metadata);
      return intent;
    },
    'POST /v1/refunds': (body) => {
      const intent = find('payment_intent', body.payment_intent);
      const charge = intent.latest_charge && find('charge', intent.latest_charge);
      if (!charge) throw invalid('This PaymentIntent has no charge to refund.');
      const left = charge.amount - charge.amount_refunded;
      const amount = Number(body.amount ?? left);
      if (left === 0) {
        throw invalid('Charge has already been refunded.', { code: 'charge_already_refunded' });
      }
      if (amount > left) {
        throw invalid(`Refund amount is greater than unrefunded amount on charge`, { param: 'amount' });
      }
      charge.amount_refunded += amount;
      charge.refunded = charge.amount_refunded === charge.amount;
      const { currency } = charge;
      return made('refund', 're', {
        ...{ amount, currency, charge: charge.id, payment_intent: intent.id, status: 'succeeded' },
        metadata: body.metadata ?? {},
      });
    },
  };

  /** The object with what was asked to be expanded in place of its ids. */
  const expanded = (thing: Thing, names: readonly string[]): Thing => {
    const copy = structuredClone(thing);
    for (const name of names) {
      const path = name.split('.');
      let at = copy;
      for (const part of path.slice(0, -1)) at = at?.[part];
      const last = path.at(-1) as string;
      if (at && typeof at === 'object' && typeof at[last] === 'string') {
        at[last] = structuredClone(things.get(at[last]) ?? at[last]);
      }
    }
    return copy;
  };

  function answer(
    method: string,
    path: string,
    query: string,
    body: string,
  ): { status: number; body: string } {
    const [, kind = '', at = ''] = /^(\/v1\/(?:checkout\/sessions|[a-z_]+))(?:\/(\w+))?$/.exec(path) ?? [];
    const name = `${method} ${kind}${at ? '/:id' : ''}`;
    const route = routes[name];
    const shape = requests[name];
    try {
      if (!route || !shape) throw new Refusal(404, { type: 'invalid_request_error', message: `No ${name}` });
      const fields = parseForm(method === 'GET' ? query : body);
      const refusal = refusalOf(fields, shape);
      if (refusal) throw invalid(refusal.message, { param: refusal.param });
      const names = Object.values((fields.expand as Fields | undefined) ?? {}) as string[];
      return { status: 200, body: JSON.stringify(expanded(route(fields, at), names)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: JSON.stringify(error.body) };
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://stripe.invalid');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (standIn.away) {
      request.socket.destroy();
      return;
    }
    const page = /^\/pay\/(cs_\w+)$/.exec(pathname)?.[1];
    if (page) return servePage(page, request.method ?? 'GET', body, response);
    const send = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    const method = request.method ?? 'GET';
    const key = String(request.headers['idempotency-key'] ?? '');
    if (!/^Bearer (sk|rk)_(test|live)_/.test(request.headers.authorization ?? '')) {
      send(401, JSON.stringify({ error: { type: 'invalid_request_error', message: 'Invalid API Key' } }));
      return;
    }
    asked.push({ method, path: pathname, body: parseForm(body), key });
    const before = key === '' ? undefined : replies.get(key);
    if (before && before.request !== `${pathname} ${body}`) {
      const message = 'Keys for idempotent requests can only be used with the same parameters.';
      send(400, JSON.stringify({ error: { type: 'idempotency_error', message } }));
      return;
    }
    const reply = before ?? answer(method, pathname, search.slice(1), body);
    if (key !== '') replies.set(key, { request: `${pathname} ${body}`, ...reply });
    send(reply.status, reply.body);
  }

  function servePage(key: string, method: string, body: string, response: ServerResponse): void {
    const session = things.get(key);
    if (method === 'POST') {
      const card = new URLSearchParams(body).get('card') as 'good' | 'declined' | 'left' | null;
      if (card === 'left') response.writeHead(303, { location: session.cancel_url }).end();
      else {
        standIn.pay(key, card ?? 'good');
        const location = session.status === 'complete' ? session.success_url : `/pay/${key}`;
        response.writeHead(303, { location }).end();
      }
      return;
    }
    const { name } = things.get(`${key}:intent`);
    const buttons = ['good', 'declined', 'left']
      .map((card) => `<button name="card" value="${card}">${card}</button>`)
      .join(' ');
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<!doctype html><title>Checkout</title><h1>${name}: ${session.amount_total} ${session.currency}</h1><form method="post">${buttons}</form>`,
      );
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: StripeStandIn = {
    url,
    things,
    asked,
    away: false,
    pay(sessionId, card = 'good') {
      const session = find('checkout.session', sessionId);
      if (session.status !== 'open') throw new Error('This page is over.');
      if (session.mode === 'setup') {
        if (card === 'declined') return session;
        const method = made('payment_method', 'pm', { customer: session.customer });
        const { metadata: about = {} } = things.get(`${sessionId}:intent`);
        const kept = {
          id: id('seti'),
          object: 'setup_intent',
          status: 'succeeded',
          livemode,
          metadata: about,
        };
        session.setup_intent = keep({ ...kept, payment_method: method.id, customer: session.customer }).id;
        session.status = 'complete';
        return method;
      }
      const {
        setup_future_usage = null,
        metadata: meta = {},
        description,
      } = things.get(`${sessionId}:intent`);
      const { amount_total: amount, currency, customer } = session;
      const intent = session.payment_intent
        ? find('payment_intent', session.payment_intent)
        : intentOf({ amount, currency, customer, description, metadata: meta, setup_future_usage });
      session.payment_intent = intent.id;
      confirm(intent, card, made('payment_method', 'pm', { customer }));
      if (card !== 'declined') session.status = 'complete';
      if (card === 'good') session.payment_status = 'paid';
      return intent;
    },
    expire(sessionId) {
      find('checkout.session', sessionId).status = 'expired';
    },
    event(type, object, { id: key = id('evt'), livemode: live = livemode } = {}) {
      const created = Math.floor(Date.now() / 1000);
      const body = JSON.stringify({
        ...structuredClone(samples.event),
        ...{ id: key, type, created, livemode: live, data: { object: structuredClone(object) } },
      });
      return { body, sign: (secret, at) => signatureOf(body, secret, at) };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return standIn;
}

/** `t=…,v1=…`: HMAC-SHA256 over the second and the body, https://docs.stripe.com/webhooks#verify-manually. */
export function signatureOf(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
