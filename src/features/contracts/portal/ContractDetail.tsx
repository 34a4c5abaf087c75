import type { ComponentChildren } from 'preact';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { type Fact, Facts } from '../../../kit/ui/Facts.tsx';
import { circleCheck, circleOff, clock, hourglass } from '../../../kit/ui/icons.ts';
import { Row } from '../../../kit/ui/Row.tsx';
import { TermLine } from '../../../kit/ui/TermLine.tsx';
import type { Contract } from '../schema.ts';
import {
  type ContractsWords,
  every,
  itemContext,
  lineName,
  openDeadline,
  priceContext,
  termFact,
  whatHappens,
} from './words.ts';

const looks: Readonly<Record<Contract['status'], { tone: Tone; icon: string }>> = {
  active: { tone: 'good', icon: circleCheck },
  cancelled: { tone: 'warn', icon: clock },
  scheduled: { tone: 'info', icon: hourglass },
  expired: { tone: 'past', icon: circleOff },
};

interface ContractProps {
  readonly t: ContractsWords;
  readonly contract: Contract;
  readonly today: string;
}

export const ContractState = ({ t, contract }: Omit<ContractProps, 'today'>) => (
  <Badge {...looks[contract.status]}>{t(`contracts.status.${contract.status}`)}</Badge>
);

/** `118,40 € im Monat`: the figure large, its unit beside it. */
export const Price = ({ t, contract }: Omit<ContractProps, 'today'>) => (
  <>
    <bdi class="money">{t.money(contract.price)}</bdi>{' '}
    <span class="unit">{every(t, contract.billingPeriod)}</span>
  </>
);

/** Begin, today, last day for notice and end; with words around it where there is room for them. */
export function ContractTerm({
  t,
  contract,
  today,
  plain = false,
}: ContractProps & { readonly plain?: boolean }) {
  const { startsOn: from, endsOn: until } = contract.term;
  const deadline = openDeadline(contract, today);
  return (
    <TermLine
      name={lineName(t, contract, today)}
      from={from}
      until={until}
      today={today}
      deadline={deadline}
      {...(!plain && {
        labels: {
          from: t.day(from),
          today: t('contracts.today'),
          until: until ? t.day(until) : undefined,
          deadline: deadline && t('contracts.cancel-by', { day: deadline }),
        },
      })}
    />
  );
}

/** One contract in full: what it costs, when it is charged, until when it runs and what was booked. */
export function ContractDetail({
  t,
  contract,
  today,
  actions,
}: ContractProps & { /** What can be done about it. */ readonly actions?: ComponentChildren }) {
  const facts: Fact[] = [
    {
      label: t('contracts.pay'),
      value: <Price t={t} contract={contract} />,
      sub: priceContext(t, contract),
    },
    ...(contract.nextChargeOn
      ? [{ label: t('contracts.next-charge'), value: t.day(contract.nextChargeOn, 'near') }]
      : []),
    termFact(t, contract),
  ];
  return (
    <>
      <Facts facts={facts} />
      <section class="section" aria-labelledby={contract.id}>
        <div class="section-head">
          <h2 class="section-title" id={contract.id}>
            {contract.title}
          </h2>
          <ContractState t={t} contract={contract} />
          {contract.number ? (
            <span class="small muted num">
              <bdi>{t('contracts.number', { number: contract.number })}</bdi>
            </span>
          ) : null}
        </div>
        <ContractTerm t={t} contract={contract} today={today} />
        <p class="small muted">{whatHappens(t, contract)}</p>
        {actions ? <div class="actions">{actions}</div> : null}
      </section>
      <section class="section" aria-labelledby={`${contract.id}-items`}>
        <h2 class="section-title" id={`${contract.id}-items`}>
          {t('contracts.items')}
        </h2>
        <ul class="rows">
          {contract.items.map((item) => (
            <Row
              key={`${item.kind} ${item.title}`}
              title={item.title}
              meta={itemContext(t, item)}
              end={item.total ? <bdi class="money">{t.money(item.total)}</bdi> : null}
            />
          ))}
          {contract.items.length > 1 ? (
            <Row
              class="total"
              title={t('contracts.total')}
              meta={[priceContext(t, contract)]}
              end={<Price t={t} contract={contract} />}
            />
          ) : null}
        </ul>
      </section>
    </>
  );
}
