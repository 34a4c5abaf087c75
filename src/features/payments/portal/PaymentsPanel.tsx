import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { Facts } from '../../../kit/ui/Facts.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { endsSoon, methodName } from '../method-name.ts';
import type { PaymentsOverview } from '../panel-schema.ts';
import type { PaymentStatus } from '../schema.ts';
import { type Model, type PaymentsApi, PaymentsModel } from './payments-model.ts';
import type { PaymentsWords } from './words.ts';

export interface PaymentsPanelProps {
  readonly t: PaymentsWords;
  readonly api: PaymentsApi;
  /** Where not, it is looked at and that is all. */
  readonly mayChange: boolean;
  /** What comes with the first press, with its words. */
  readonly drawAct: (model: Model) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

const gap = { marginBlockStart: 'var(--s4)' };

type Shown = PaymentsPanelProps & { readonly model: Model; readonly overview: PaymentsOverview };

/** What there is to pay and by what, the balance, and what was paid. */
export const PaymentsPanel = watching(function PaymentsPanel(props: PaymentsPanelProps) {
  const { t, api, onReady, drawAct } = props;
  const model = useModel(() => new PaymentsModel(api));
  const state = useLoaded(model, onReady);
  const overview = model.overview.value;
  const act = model.act.value;
  useEffect(() => {
    // Whoever comes back from the provider's tab sees what came of it.
    const back = () => document.visibilityState === 'visible' && !model.act.peek() && void model.load();
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [model]);
  return (
    <div class="panel" data-portico-panel="payments" data-portico-state={state}>
      <PanelHead title={t('payments.title')} />
      <Waiting t={t} model={model} what={t('payments.title')} failed={t('payments.failed')} />
      {act ? drawAct(model) : null}
      {overview && !act ? (
        <>
          <Refused {...props} model={model} />
          <Balances {...props} model={model} overview={overview} />
          <Open {...props} model={model} overview={overview} />
          <Methods {...props} model={model} overview={overview} />
          <Paid {...props} model={model} overview={overview} />
        </>
      ) : null}
    </div>
  );
});

const Refused = watching(({ t, model }: PaymentsPanelProps & { readonly model: Model }) => {
  const error = model.refused.value;
  const failed = model.overview.value?.failed;
  if (error) return <Failed t={t} title={t('payments.refused')} error={error} />;
  if (!failed) return null;
  return (
    <Notice
      tone="bad"
      icon={circleAlert}
      title={t('payments.charge-failed', { amount: t.money(failed.amount), what: failed.description })}
    >
      {failed.againOn ? t('payments.charge-again', { day: t.day(failed.againOn, 'near') }) : null}{' '}
      {t('payments.charge-next')}
    </Notice>
  );
});

const Balances = ({ t, model, overview: { accounts, topUp }, mayChange }: Shown) => {
  if (accounts.length === 0 && !topUp) return null;
  return (
    <section style={gap}>
      {accounts.length > 0 ? (
        <Facts
          facts={accounts.map(({ balance, debitLimit, level, automatic }) => ({
            label: t('payments.balance'),
            value: t.money(balance),
            sub:
              level === 'exhausted'
                ? t('payments.exhausted')
                : automatic
                  ? t('payments.automatic', {
                      below: t.money({ ...balance, amount: automatic.below }),
                      amount: t.money({ ...balance, amount: automatic.amount }),
                    })
                  : debitLimit > 0
                    ? t('payments.limit', { limit: t.money({ ...balance, amount: debitLimit }) })
                    : level === 'low'
                      ? t('payments.low')
                      : undefined,
          }))}
        />
      ) : null}
      {topUp && mayChange ? (
        <div class="actions" style={gap}>
          {topUp.ways.some((way) => way !== 'voucher') ? (
            <Button onClick={() => model.begin({ kind: 'top-up' })}>{t('payments.top-up')}</Button>
          ) : null}
          {topUp.ways.includes('voucher') ? (
            <Button onClick={() => model.begin({ kind: 'voucher' })}>{t('payments.voucher')}</Button>
          ) : null}
          {topUp.automatic && accounts.length > 0 ? (
            <Button onClick={() => model.begin({ kind: 'automatic' })}>{t('payments.by-itself')}</Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
};

const Open = ({ t, model, overview: { openInvoices }, mayChange }: Shown) =>
  openInvoices.length === 0 ? null : (
    <section>
      <h2 class="section-title strong">{t('payments.open')}</h2>
      <ul class="rows">
        {openInvoices.map((invoice) => (
          <Row
            key={invoice.id}
            title={<bdi>{invoice.number}</bdi>}
            meta={[
              invoice.underWay
                ? t('payments.under-way')
                : invoice.dueOn
                  ? t(invoice.overdue ? 'payments.was-due' : 'payments.due', {
                      day: t.day(invoice.dueOn, 'near'),
                    })
                  : undefined,
              invoice.fees.amount > 0 ? t('payments.fees', { fees: t.money(invoice.fees) }) : undefined,
            ]}
            end={
              <>
                <span class="money strong">{t.money(invoice.due)}</span>
                {mayChange && !invoice.underWay ? (
                  <Button onClick={() => model.begin({ kind: 'pay', invoice })}>
                    {t('payments.pay')}
                    <span class="vh"> {invoice.number}</span>
                  </Button>
                ) : null}
              </>
            }
          />
        ))}
      </ul>
    </section>
  );

const Methods = watching(({ t, model, overview: { methods, adds }, mayChange }: Shown) => {
  if (methods.length === 0 && adds.length === 0) return null;
  const link = (label: string, of: string, onClick: () => void) => (
    <button type="button" class="link small" onClick={onClick}>
      {label}
      <span class="vh"> {of}</span>
    </button>
  );
  return (
    <section>
      <h2 class="section-title strong">{t('payments.methods')}</h2>
      {methods.length === 0 ? (
        <p class="muted">{t('payments.methods.none')}</p>
      ) : (
        <ul class="rows">
          {methods.map((method) => {
            const name = methodName(method);
            const ends = endsSoon(method.goodUntil, t.manner.today);
            const until = method.goodUntil ? t('payments.until', { month: method.goodUntil }) : '';
            return (
              <Row
                key={method.id}
                title={<bdi>{name}</bdi>}
                meta={[
                  method.isDefault ? t('payments.default') : undefined,
                  ends ? '' : until,
                  method.contracts.length > 0
                    ? t('payments.pays', { count: method.contracts.length })
                    : undefined,
                ]}
                end={
                  <span class="actions">
                    {ends && (
                      <Badge tone={ends} icon={circleAlert}>
                        {until}
                      </Badge>
                    )}
                    {method.mandate && link(t('payments.mandate'), name, () => void model.mandate(method.id))}
                    {mayChange &&
                      !method.isDefault &&
                      link(t('payments.use'), name, () => void model.choose(method.id))}
                    {mayChange &&
                      adds.length > 0 &&
                      link(t('payments.replace'), name, () => model.begin({ kind: 'add', replaces: method }))}
                    {mayChange &&
                      link(t('payments.remove'), name, () => model.begin({ kind: 'remove', method }))}
                  </span>
                }
              />
            );
          })}
        </ul>
      )}
      {mayChange && adds.length > 0 ? (
        <div class="actions" style={gap}>
          <Button onClick={() => model.begin({ kind: 'add', replaces: null })}>{t('payments.add')}</Button>
        </div>
      ) : null}
    </section>
  );
});

const looks: Readonly<Record<PaymentStatus, readonly [tone: Tone, icon: string]>> = {
  pending: ['warn', clock],
  completed: ['good', check],
  cancelled: ['past', circleOff],
  failed: ['bad', circleAlert],
  refunded: ['past', circleOff],
};

const Paid = watching(({ t, model }: Shown) => {
  const items = model.items.value;
  return (
    <section>
      <h2 class="section-title strong">{t('payments.list')}</h2>
      {items.length === 0 ? <p class="muted">{t('payments.none')}</p> : null}
      <ul class="rows">
        {items.map(({ id, description, createdAt, completedAt, status, amount, transfer }) => (
          <Row
            key={id}
            title={<bdi>{description || t('payments.payment')}</bdi>}
            meta={[
              t.day(completedAt ?? createdAt),
              transfer ? t('payments.transfer', { reference: transfer.reference }) : undefined,
            ]}
            end={
              <>
                <span class="money">{t.money(amount)}</span>
                <Badge tone={looks[status][0]} icon={looks[status][1]}>
                  {t(`payments.status.${status}`)}
                </Badge>
              </>
            }
          />
        ))}
      </ul>
      <More model={model} pending={t('payments.more.pending')}>
        {t('payments.more')}
      </More>
    </section>
  );
});
