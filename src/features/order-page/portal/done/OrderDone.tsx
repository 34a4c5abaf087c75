import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Link } from '../../../../kit/browser/router.ts';
import type { Translate } from '../../../../kit/browser/words.ts';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { circleAlert, circleCheck, hourglass } from '../../../../kit/ui/icons.ts';
import type parts from '../../../../kit/ui/messages/en.json';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { Skeleton } from '../../../../kit/ui/Skeleton.tsx';
import type { PortalOrder } from '../../../orders/schema.ts';
import { ibanText } from '../../../payments/iban-text.ts';
import type { PortalPayment, Transfer } from '../../../payments/schema.ts';
import '../extras/extras.style.ts';
import './done.style.ts';
import type en from './messages/en.json';

type DoneWords = Translate<keyof typeof en | keyof typeof parts>;

type CodeView = ComponentType<{ readonly text: string; readonly label: string }>;

export interface OrderDoneProps {
  readonly t: DoneWords;
  readonly brand: string;
  /** Of somebody without a session: what was answered is all there is. */
  readonly given: PortalOrder | undefined;
  readonly load: () => Promise<PortalOrder>;
  /** Address of the provider's page; `null` where nothing is left to pay. */
  readonly checkout: (paymentId: string) => Promise<string | null>;
  readonly framed: boolean;
  /** Within a click: an empty window for the provider's page. */
  readonly payingWindow: () => Window | null;
  readonly takePaying: () => { readonly isNext: boolean; readonly paying: Window | null };
  /** Draws the code that banking apps scan. */
  readonly loadCode: () => Promise<CodeView>;
  readonly onPaid: () => void;
  readonly onReady: (error?: unknown) => void;
  readonly toContracts: Link | undefined;
  readonly toInvoice: ((id: string) => Link) | undefined;
  readonly toSignIn: Link | undefined;
}

/** So long until it is asked again how far it is; then longer and longer. */
const againMs = [1_000, 2_000, 3_000, 5_000, 8_000, 15_000, 30_000];

/** Something goes on by itself: the provider confirms, or what was ordered is being set up. */
const isMoving = ({ state, payment }: PortalOrder): boolean =>
  ['paid', 'delivering', 'stuck'].includes(state) ||
  (state === 'awaiting-payment' && payment?.kind === 'stripe' && payment.status === 'pending');

/** What was ordered and what happens next; it follows by itself while something moves. */
export function OrderDone(props: OrderDoneProps) {
  const { t, given, load, onReady, onPaid } = props;
  const [order, setOrder] = useState<PortalOrder | undefined>(given);
  const [error, setError] = useState<unknown>(undefined);
  const [attempt, again] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again; the functions are made anew each time
  useEffect(() => {
    if (given) return onReady();
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    let waited = false;
    const ask = async () => {
      const found = await load().catch((cause: unknown) => {
        if (asked === 0 && wanted) setError(cause);
      });
      if (!wanted) return;
      if (asked === 0) onReady(found ? undefined : 'failed');
      if (found) {
        setError(undefined);
        setOrder(found);
        if (waited && found.paidAt) onPaid();
        waited = found.state === 'awaiting-payment';
        if (!isMoving(found)) return;
      } else if (asked === 0) return;
      timer = setTimeout(ask, againMs[Math.min(asked++, againMs.length - 1)]);
    };
    void ask();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [attempt]);
  if (!order) {
    return (
      <div class="panel" data-portico-panel="order" data-portico-state={error ? 'failed' : 'loading'}>
        <h1 class="title" tabIndex={-1}>
          {t('done.title')}
        </h1>
        {error ? (
          <Failed t={t} title={t('done.failed')} error={error} onRetry={() => again(attempt + 1)} />
        ) : (
          <Skeleton label={t('state.loading', { what: t('done.title') })} slow={t('state.slow')} />
        )}
      </div>
    );
  }
  return <Placed {...props} order={order} onAgain={() => again(attempt + 1)} />;
}

type PlacedProps = OrderDoneProps & { readonly order: PortalOrder; readonly onAgain: () => void };

function Placed(props: PlacedProps) {
  const { t, order, toContracts, toInvoice, toSignIn } = props;
  const { invoice } = order;
  return (
    <div class="panel order-done measure" data-portico-panel="order" data-portico-state="done">
      <header class="panel-head">
        <h1 class="title" tabIndex={-1} data-portico-part="panel-title">
          {t('done.title')}
        </h1>
        <p class="muted num">{t('done.number', { number: order.number })}</p>
      </header>
      <div class="order-done" role="status">
        <State {...props} />
      </div>
      <dl class="order-lines num">
        {order.lines
          // What is metered was not ordered, and has a price of its own.
          .filter(({ kind }) => kind !== 'usage')
          .map((line) => (
            <div key={`${line.kind}${line.componentId ?? line.variantId}`}>
              <dt>
                {line.quantity > 1 ? `${t.number(line.quantity)} × ` : ''}
                {line.title}
              </dt>
            </div>
          ))}
        <div class="order-rule">
          <dt class="strong">{t('done.total')}</dt>
          <dd class="strong">{t.money(order.gross)}</dd>
        </div>
      </dl>
      <section class="section">
        <h2 class="section-title strong">{t('done.next')}</h2>
        {order.payment?.transfer && order.payment.status === 'pending' ? (
          <TransferTo
            t={t}
            payment={order.payment}
            transfer={order.payment.transfer}
            loadCode={props.loadCode}
          />
        ) : null}
        {order.payment?.kind === 'sepa' && order.payment.status === 'pending' ? (
          <p>{t('done.sepa', { amount: order.payment.amount })}</p>
        ) : null}
        {order.confirmationTo ? <p>{t('done.mail', { address: order.confirmationTo })}</p> : null}
        <p class="actions">
          {toContracts && order.contractId ? (
            <a class="btn" {...toContracts}>
              {t('done.contracts')}
            </a>
          ) : null}
          {invoice && toInvoice ? (
            <a class="link" {...toInvoice(invoice.id)}>
              {t('done.invoice', { number: invoice.number })}
            </a>
          ) : null}
          {toSignIn ? (
            <a class="link" {...toSignIn}>
              {t('done.sign-in')}
            </a>
          ) : null}
        </p>
      </section>
    </div>
  );
}

/** Where the order stands, in one notice. */
function State(props: PlacedProps) {
  const { t, brand, order } = props;
  const { state, payment } = order;
  if (state === 'placed')
    return <Notice tone="info" icon={hourglass} title={t('done.approval', { brand })} />;
  if (state === 'expired' || state === 'cancelled')
    return <Notice tone="warn" icon={circleAlert} title={t(`done.${state}`)} />;
  if (state === 'payment-mismatch') return <Notice tone="warn" icon={circleAlert} title={t('done.look')} />;
  if (state === 'awaiting-payment' && payment?.kind === 'stripe') return <Pay {...props} payment={payment} />;
  const isReady = state === 'delivered' || order.steps.every((step) => step.state === 'done');
  const inHand = state === 'stuck' || order.steps.some((step) => step.state === 'in-hand');
  return (
    <>
      {order.paidAt && payment?.kind === 'stripe' ? (
        <Notice tone="good" icon={circleCheck} title={t('done.paid')} />
      ) : null}
      {isReady ? <Notice tone="good" icon={circleCheck} title={t('done.ready')} /> : null}
      {inHand ? <Notice tone="info" icon={hourglass} title={t('done.in-hand')} /> : null}
    </>
  );
}

/** The provider's page: at the top or in a window of its own, never in a frame. */
function Pay({
  t,
  payment,
  checkout,
  framed,
  payingWindow,
  takePaying,
  onAgain,
}: PlacedProps & { readonly payment: PortalPayment }) {
  const [said, say] = useState<'going' | 'failed' | undefined>(undefined);
  const go = async (to: Window | null) => {
    say('going');
    try {
      const url = await checkout(payment.id);
      if (!url) to?.close();
      else if (to) {
        to.opener = null;
        to.location.href = url;
      } else location.assign(url);
      say(undefined);
      onAgain();
    } catch {
      to?.close();
      say('failed');
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the order that was placed a moment ago
  useEffect(() => {
    const { isNext, paying } = takePaying();
    if (isNext && (paying || !framed)) void go(paying);
  }, []);
  const failed = payment.status === 'failed';
  return (
    <Notice
      tone={failed ? 'bad' : 'info'}
      icon={failed ? circleAlert : hourglass}
      title={failed ? t('done.pay.refused') : t('done.pay')}
      action={
        <Button
          kind="primary"
          pending={said === 'going' ? t('done.pay.going') : undefined}
          onClick={() => void go(framed ? payingWindow() : null)}
        >
          {t('done.pay.go', { amount: payment.amount })}
        </Button>
      }
    >
      <p>{t(said === 'failed' ? 'done.pay.failed' : 'done.pay.text')}</p>
    </Notice>
  );
}

function TransferTo({
  t,
  payment,
  transfer,
  loadCode,
}: Pick<OrderDoneProps, 't' | 'loadCode'> & { payment: PortalPayment; transfer: Transfer }) {
  const [Code, setCode] = useState<{ readonly View: CodeView }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what draws it is made anew with each drawing
  useEffect(() => {
    if (transfer.qr)
      void loadCode().then(
        (View) => setCode({ View }),
        () => {}, // The same stands beside it in words.
      );
  }, [transfer.qr]);
  const rows: [string, string][] = [
    [t('done.holder'), transfer.holder],
    ['IBAN', ibanText(transfer.iban)],
    ...(transfer.bic ? [['BIC', transfer.bic] as [string, string]] : []),
    ...(transfer.bank ? [[t('done.bank'), transfer.bank] as [string, string]] : []),
    [t('done.reference'), transfer.reference],
  ];
  return (
    <>
      <p>
        {t('done.transfer', { amount: payment.amount, due: payment.dueOn ? t.day(payment.dueOn) : 'none' })}
      </p>
      <dl class="pairs num">
        {rows.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </>
        ))}
      </dl>
      {Code && transfer.qr ? (
        <figure class="order-qr">
          <Code.View text={transfer.qr} label={t('done.qr')} />
          <figcaption class="small muted">{t('done.qr')}</figcaption>
        </figure>
      ) : null}
    </>
  );
}
