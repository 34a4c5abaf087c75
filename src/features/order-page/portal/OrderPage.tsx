import { useEffect, useMemo, useState } from 'preact/hooks';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { placesOf } from '../rules.ts';
import type { OrderForm } from '../schema.ts';
import type * as DetailsFile from './details/DetailsPart.tsx';
import type * as SendFile from './details/SendPart.tsx';
import type { DetailsWords } from './details/words.ts';
import type * as ExtrasFile from './extras/Extras.tsx';
import type { ExtrasWords } from './extras/words.ts';
import './order.style.ts';
import { OrderModel, type OrderSetting, type SendSetting } from './order-model.ts';
import { PlanPart } from './PlanPart.tsx';
import type { OrderWords } from './words.ts';

/** The parts that come after the first view: what goes with a plan; who orders and how it is paid. */
export interface LaterParts {
  readonly details: typeof DetailsFile &
    typeof SendFile & { readonly t: DetailsWords; readonly sending: SendSetting };
  readonly extras: typeof ExtrasFile & { readonly t: ExtrasWords };
}

export interface OrderPageProps {
  readonly t: OrderWords;
  readonly brand: string;
  readonly setting: OrderSetting;
  /** Stands in somebody else's page. */
  readonly framed: boolean;
  /** The same page in a window of its own. */
  readonly address: string;
  readonly loadLater: () => Promise<LaterParts>;
  readonly readTerms: (id: string) => Promise<string>;
  readonly onReady: (error?: unknown) => void;
}

export interface OrderPartProps {
  readonly t: OrderWords;
  readonly brand: string;
  readonly model: InstanceType<typeof OrderModel>;
  readonly form: OrderForm;
}

/** The order page: what, who, how it is paid, and what it costs, on one page with one button. */
export const OrderPage = watching(function OrderPage(props: OrderPageProps) {
  const { t, brand, setting, onReady } = props;
  const model = useModel(() => new OrderModel(setting));
  useEffect(() => void model.load(), [model]);
  const page = model.page.value;
  const form = model.form.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what hears of it is made anew with each drawing
  useEffect(() => {
    if (page !== 'loading') onReady(page === 'failed' ? model.error.peek() : undefined);
  }, [page]);

  if (page === 'closed')
    return (
      <div class="panel measure" data-portico-panel="order" data-portico-state="closed">
        <h1 class="title" tabIndex={-1}>
          {t('order.closed')}
        </h1>
        <p>{t('order.closed.text', { brand })}</p>
      </div>
    );
  if (page === 'form' && form) return <Filled {...props} model={model} form={form} />;
  return (
    <div class="panel" data-portico-panel="order" data-portico-state={page}>
      <h1 class="title" tabIndex={-1}>
        {t('order.title.choice')}
      </h1>
      {page === 'failed' ? (
        <Failed t={t} title={t('state.failed')} error={model.error.value} onRetry={() => void model.load()} />
      ) : (
        <Skeleton label={t('state.loading', { what: t('order.title.choice') })} slow={t('state.slow')} />
      )}
    </div>
  );
});

/** What comes after the first view; offline it is asked for again by a click. */
function useLater(load: OrderPageProps['loadLater']) {
  const [found, setFound] = useState<{ readonly later?: LaterParts; readonly error?: unknown }>({});
  const again = () => {
    setFound({});
    load().then(
      (later) => setFound({ later }),
      (error: unknown) => setFound({ error }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(again, []);
  return { ...found, again };
}

const Filled = watching(function Filled(props: OrderPageProps & OrderPartProps) {
  const { t, brand, model, form } = props;
  const { draft } = props.setting;
  const { later, error, again } = useLater(props.loadLater);
  const details = later?.details;
  const ordering = useMemo(
    () => details && new details.OrderingModel({ core: model, setting: { ...details.sending, draft } }),
    [details, model, draft],
  );
  const place = model.place.value;
  const several = placesOf(form.catalogue).length > 1;
  const name = [place?.family.name, several ? '' : place?.plan.name].filter(Boolean).join(' ');
  const { title, pageTitle, intro } = form.texts;
  useEffect(() => {
    if (pageTitle) document.title = pageTitle;
  }, [pageTitle]);
  const { customer } = form;
  const mayOrder = customer?.mayOrder !== false;
  const parts = { t, brand, model, form };
  const asked = details && ordering ? { ...props, ...parts, t: details.t, ordering } : undefined;
  return (
    <div class="panel" data-portico-panel="order" data-portico-state="filled">
      <form class="order" noValidate onSubmit={(event) => event.preventDefault()}>
        <div class="order-form">
          <header class="order-title">
            <h1 class="title" tabIndex={-1} data-portico-part="panel-title">
              {model.opened.value?.text ?? title ?? t('order.title', { plan: name })}
            </h1>
            {intro ? <p class="muted">{intro}</p> : null}
          </header>
          {details && asked ? <details.Mistaken {...asked} /> : null}
          <PlanPart {...parts}>
            {later ? <later.extras.Compare {...parts} t={later.extras.t} /> : null}
          </PlanPart>
          {later ? <later.extras.Extras {...parts} t={later.extras.t} /> : null}
          {details && asked && mayOrder ? <details.Asked {...asked} /> : null}
          {error ? <Failed t={t} title={t('state.failed')} error={error} onRetry={again} /> : null}
        </div>
        <aside class="order-sum" aria-labelledby={later && 'order-sum'} data-portico-part="summary">
          {later ? (
            <later.extras.Summary {...parts} t={later.extras.t}>
              {form.coupon && !model.opened.value ? (
                <later.extras.Coupon {...parts} t={later.extras.t} />
              ) : null}
            </later.extras.Summary>
          ) : (
            <div class="order-wait" aria-hidden="true" />
          )}
          {details && asked && mayOrder ? <details.Go {...asked} /> : null}
          {mayOrder ? null : <p class="small muted">{t('order.no-right', { name: customer?.name ?? '' })}</p>}
        </aside>
      </form>
      <Bar {...parts} />
    </div>
  );
});

/** On a narrow page of its own, the total stays in sight; the whole of it stands above the button. */
const Bar = watching(function Bar({ t, model }: OrderPartProps) {
  const quote = model.quote.value;
  if (!quote) return null;
  const amount = { amount: quote.dueToday.gross, currency: quote.currency };
  return (
    <div class="order-bar">
      <span class={model.settling.value ? 'order-dim' : ''}>
        {t('order.summary.today')} <strong class="money">{t.money(amount)}</strong>
      </span>
      <button
        type="button"
        class="link"
        onClick={() => document.getElementById('order-sum')?.scrollIntoView({ block: 'start' })}
      >
        {t('order.summary.show')}
      </button>
    </div>
  );
});
