import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../../kit/browser/api-error.ts';
import type { OrderTicket, PlacedOrder } from '../../../orders/schema.ts';
import type { PriceQuote } from '../../../pricing/schema.ts';
import { checkOrder, type Filled } from '../../check-order.ts';
import type { Field, Mistakes } from '../../rules.ts';
import type { OrderForm } from '../../schema.ts';
import type { OrderModel, OrderSetting, SendSetting } from '../order-model.ts';
import { bodyOf } from './order-body.ts';

export type Refusal =
  | 'failed'
  | 'offline'
  | 'too-many'
  | 'suspicious'
  | 'closed'
  | 'terms'
  | 'own-tab'
  | 'price';

const refusals: Readonly<Record<string, Refusal>> = {
  'request.too-many': 'too-many',
  'sign-up.suspicious': 'suspicious',
  'order.closed': 'closed',
  'order.terms-changed': 'terms',
  offline: 'offline',
  timeout: 'offline',
  'own-tab': 'own-tab',
};
/** A form that lay open for days, or while very many ordered, gets a new ticket and goes again. */
const stale = ['sign-up.stale', 'sign-up.too-soon', 'sign-up.work'];

export interface OrderingSetting {
  readonly core: InstanceType<typeof OrderModel>;
  readonly setting: Pick<OrderSetting, 'draft'> & SendSetting;
}

/** Everything about sending the order: mistakes, refusals, and that it is placed once however often it is sent. */
export const OrderingModel = createModel(({ core, setting }: OrderingSetting) => {
  const mistakes = signal<Mistakes>({});
  const attempts = signal(0);
  const refusal = signal<Refusal | undefined>(undefined);
  /** What it cost when the button was pressed, where that is no longer so. */
  const before = signal<PriceQuote | undefined>(undefined);
  const sending = signal(false);
  let website = '';
  let ticket: Promise<OrderTicket & { openAt: number }> | undefined;
  let sent: { readonly body: string; readonly key: string } | undefined;

  const filled = (): Filled => {
    const found = core.quote.peek()?.vatId;
    return {
      form: core.form.peek() as OrderForm,
      address: core.address.peek(),
      toAddress: core.toAddress.peek(),
      buyer: core.buyer.peek(),
      values: core.values.peek(),
      payment: core.payment.peek(),
      pays: core.pays.peek(),
      vatWrong: found?.state === 'invalid' && found.problem !== 'unknown',
    };
  };

  /** On leaving a field: what is right now stops being marked, and the other way round. */
  function leave(field: Field): void {
    if (attempts.peek() === 0) return;
    const { [field]: now } = checkOrder(filled());
    const { [field]: _, ...others } = mistakes.peek();
    mistakes.value = now ? { ...others, [field]: now } : others;
  }

  async function newTicket(take: () => Promise<OrderTicket>) {
    const made = await take();
    return { ...made, openAt: performance.now() + made.waitMs };
  }

  async function send(): Promise<PlacedOrder> {
    const body = bodyOf({ ...filled(), wanted: core.priceBody(), quote: core.quote.peek() as PriceQuote });
    for (let again = 0; ; again++) {
      if (setting.ticket) ticket ??= newTicket(setting.ticket);
      ticket?.catch(() => {
        ticket = undefined;
      });
      const leaveToSend = await ticket;
      const work = leaveToSend?.workBits
        ? await setting.work(leaveToSend.ticket, leaveToSend.workBits)
        : undefined;
      const early = (leaveToSend?.openAt ?? 0) - performance.now();
      if (early > 0) await new Promise((done) => setTimeout(done, early));
      const whole = {
        ...body,
        ...(website && { website }),
        ...(leaveToSend && { ticket: leaveToSend.ticket }),
        ...(work !== undefined && { work }),
      };
      const text = JSON.stringify(whole);
      // The same order once more, after an answer that was lost, is the same order for the server too.
      if (sent?.body !== text)
        sent = { body: text, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
      try {
        return await setting.place(whole, sent.key);
      } catch (cause) {
        if (!stale.includes(codeOf(cause)) || again > 0) throw cause;
        ticket = undefined;
      }
    }
  }

  async function fail(cause: unknown): Promise<void> {
    const code = codeOf(cause);
    const { currency } = (core.form.peek() as OrderForm).catalogue;
    if (code === 'order.price-changed') {
      const shown = core.quote.peek();
      await core.reload(currency);
      before.value = shown;
      refusal.value = 'price';
      return;
    }
    if (code === 'order.terms-changed') await core.reload(currency);
    const fields = isApiError(cause) ? cause.fields : [];
    batch(() => {
      if (fields.length === 0) refusal.value = refusals[code] ?? 'failed';
      else {
        mistakes.value = Object.fromEntries(
          fields.map(({ path, code: why }) => [fieldOf(path), why === 'missing' ? 'missing' : 'wrong']),
        );
        attempts.value += 1;
      }
    });
  }

  // It may not be sent in the first seconds: whoever reads the page has them behind it by the time of the click.
  if (setting.ticket) {
    ticket = newTicket(setting.ticket);
    ticket.catch(() => {
      ticket = undefined;
    });
  }

  return {
    ...{ mistakes, attempts, refusal, before, sending, leave },
    /** A field that no person sees. */
    lure(text: string) {
      website = text;
    },
    /** A box: ticked or not. */
    tick(field: Field, on: boolean, as = 'yes') {
      core.type(field, on ? as : '');
      leave(field);
    },
    refuse(why: Refusal) {
      refusal.value = why;
    },
    async submit() {
      if (sending.peek()) return;
      const check = () => Object.keys(checkOrder(filled())).length;
      // Only now, before anything is waited for, may a window be opened.
      const leaves = core.payment.peek() === 'stripe' && core.pays.peek() && check() === 0;
      if (leaves) setting.onPay();
      sending.value = true;
      // What is agreed to is what stands there: not a figure that is about to change.
      if (core.settling.peek() || core.priceError.peek()) await core.reprice();
      const wrong = checkOrder(filled());
      const ready = Object.keys(wrong).length === 0;
      const priced = core.quote.peek() !== undefined && !core.priceError.peek();
      batch(() => {
        mistakes.value = wrong;
        before.value = undefined;
        refusal.value = ready && !priced ? (refusals[codeOf(core.priceError.peek())] ?? 'failed') : undefined;
        if (!ready) attempts.value += 1;
      });
      if (ready && priced) {
        try {
          const placed = await send();
          setting.draft.clear();
          await setting.onPlaced(placed);
          sending.value = false;
          return;
        } catch (cause) {
          await fail(cause);
        }
      }
      if (leaves) setting.onUnpaid();
      sending.value = false;
    },
  };
});

/** The field that a path of the server's answer means. */
const fieldOf = (path: string): Field => {
  if (path === 'acceptedTerms') return 'accountTerms';
  if (path.startsWith('paymentMethod')) return path === 'paymentMethod.iban' ? 'iban' : 'payment';
  return path
    .replace(/^billing\./, '')
    .replace(/^deliverTo\./, 'to.')
    .replace(/^acceptances\./, 'terms.') as Field;
};
