import type { CancellationPreview } from '../schema.ts';
import type { EndingWords } from './ending-api.ts';

interface ConsequencesProps {
  readonly t: EndingWords;
  readonly preview: Pick<CancellationPreview, 'hasUsage' | 'licences'>;
  readonly endsOn: string;
  /** Absent for a day that was not worked out beforehand. */
  readonly charges: CancellationPreview['charges'][number] | undefined;
  readonly receiptTo: string | null;
}

/** What happens then, by day: the receipt, the last charge, the end. */
export function Consequences({ t, preview, endsOn, charges, receiptTo }: ConsequencesProps) {
  const { hasUsage, licences } = preview;
  return (
    <section class="section" aria-labelledby="ending-then">
      <h3 class="section-title" id="ending-then">
        {t('ending.then')}
      </h3>
      <dl class="then">
        <div>
          <dt>{t('ending.then.today')}</dt>
          <dd>{receiptTo ? t('ending.then.receipt', { email: receiptTo }) : t('ending.then.download')}</dd>
        </div>
        {charges ? (
          <div>
            <dt>{charges.last ? t.day(charges.last.on, 'near') : t('ending.then.today')}</dt>
            <dd>
              <p>
                {charges.last
                  ? t('ending.then.charges', {
                      count: charges.count,
                      sum: charges.sum,
                      amount: charges.last.amount,
                    })
                  : t('ending.then.no-charges')}
              </p>
              {charges.back ? <p>{t('ending.then.back', { amount: charges.back })}</p> : null}
              {hasUsage ? <p>{t('ending.then.usage')}</p> : null}
            </dd>
          </div>
        ) : null}
        {endsOn ? (
          <div>
            <dt>{t.day(endsOn, 'near')}</dt>
            <dd>
              {t('ending.then.ends')} {licences > 0 ? t('ending.then.licences', { count: licences }) : ''}
            </dd>
          </div>
        ) : null}
      </dl>
      <p class="small muted">{t('ending.then.documents')}</p>
    </section>
  );
}
