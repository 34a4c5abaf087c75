import type { ChangeQuote, ChangeSide } from '../schema.ts';
import type { GoesOnWords } from './goes-on-api.ts';

interface ChangeTableProps {
  readonly t: GoesOnWords;
  readonly quote: ChangeQuote;
  /** Other figures are being worked out. */
  readonly stale: boolean;
}

/** Before and after line by line, what is lost, what is due today and what comes next. */
export function ChangeTable({ t, quote, stale }: ChangeTableProps) {
  const { before, after, lost, dueNow, next, on, terms } = quote;
  const keys = [...new Set([...before.lines, ...after.lines].map(({ key }) => key))];
  const cell = (side: ChangeSide, key: string) => {
    const line = side.lines.find((one) => one.key === key);
    if (!line) return '–';
    return (
      <>
        {key === 'plan' ? `${line.title} ` : `${t.number(line.quantity)} ×`}
        <bdi class="money block">{t.money(line.price)}</bdi>
      </>
    );
  };
  const titleOf = (key: string) =>
    key === 'plan'
      ? t('goes.change.plan')
      : ([...after.lines, ...before.lines].find((line) => line.key === key)?.title ?? '');
  const total = (side: ChangeSide) => (
    <>
      <bdi class="money">{t.money(side.price)}</bdi>{' '}
      <span class="small muted block">{t('contracts.every', side.billingPeriod)}</span>
    </>
  );
  const due = { amount: Math.abs(dueNow.gross), currency: dueNow.currency };
  return (
    <div class={stale ? 'goes-on-figures stale' : 'goes-on-figures'}>
      <table>
        <caption class="strong">{t('goes.change.compare')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('goes.change.what')}</th>
            <th scope="col">{t('goes.change.before')}</th>
            <th scope="col">{t('goes.change.after')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <th scope="row">{titleOf(key)}</th>
              <td>{cell(before, key)}</td>
              <td>{cell(after, key)}</td>
            </tr>
          ))}
          <tr class="total">
            <th scope="row">{t('contracts.total')}</th>
            <td>{total(before)}</td>
            <td>{total(after)}</td>
          </tr>
        </tbody>
      </table>
      <p class="small muted">{t('goes.change.tax', { included: String(after.taxIncluded) })}</p>
      {lost.length > 0 ? (
        <div class="goes-on-lost">
          <p class="strong">{t('goes.change.lost')}</p>
          <ul>
            {lost.map((one) => (
              <li key={one.title}>{t('goes.change.lost.line', one)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <dl class="goes-on-due" aria-live="polite">
        <div>
          <dt>{t(dueNow.gross < 0 ? 'goes.change.due.back' : 'goes.change.due')}</dt>
          <dd>
            {dueNow.gross === 0 ? (
              t('goes.change.due.nothing')
            ) : (
              <>
                <bdi class="money strong">{t.money(due)}</bdi>{' '}
                <span class="small muted">
                  {t('goes.change.with-tax', {
                    tax: { amount: Math.abs(dueNow.tax), currency: dueNow.currency },
                  })}
                </span>
                {dueNow.lines.map((line) => (
                  <span class="small muted block" key={`${line.title} ${line.from} ${line.amount}`}>
                    {t('goes.change.due.line', line)}{' '}
                    <bdi class="money">{t.money({ amount: line.amount, currency: dueNow.currency })}</bdi>
                  </span>
                ))}
              </>
            )}
          </dd>
        </div>
        {next ? (
          <div>
            <dt>{t('goes.change.next')}</dt>
            <dd>
              {t('goes.change.next.on', {
                amount: { amount: next.gross, currency: next.currency },
                on: next.on,
              })}
            </dd>
          </div>
        ) : null}
      </dl>
      <p>{t('goes.change.holds', { on })}</p>
      {terms ? (
        <p class="small">
          {t('goes.change.terms', {
            minimum: terms.minimumTerm ? 'some' : 'none',
            length: terms.minimumTerm ? t('contracts.length', terms.minimumTerm) : '',
            notice: terms.notice ? t('contracts.notice-length', terms.notice) : 'none',
          })}
        </p>
      ) : null}
    </div>
  );
}
