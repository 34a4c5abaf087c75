import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { clock } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { CorrectionOffer } from '../../../corrections/schema.ts';
import type { Reminder } from '../../../reminders/schema.ts';
import type { Party, PortalDocumentDetail } from '../../schema.ts';
import type { DocumentPreviewProps } from './DocumentPreview.tsx';

interface PapersProps extends DocumentPreviewProps {
  readonly document: PortalDocumentDetail;
}

/** What goes with a document beside its PDF: its data, what it stands in the place of, reminders, a corrected one. */
export const Papers = watching(function Papers(props: PapersProps) {
  const { t, model, linkTo, mayDownload, document } = props;
  const { corrects, correctedBy, eInvoices, id } = document;
  const linked = (words: string, to: { readonly id: string; readonly number: string } | null) =>
    to ? (
      <p>
        {words}{' '}
        <a {...linkTo(to.id)}>
          <bdi>{to.number}</bdi>
        </a>
      </p>
    ) : null;
  return (
    <>
      {corrects || correctedBy ? (
        <div class="more small muted">
          {linked(t('documents.corrects'), corrects)}
          {linked(t('documents.corrected-by'), correctedBy)}
        </div>
      ) : null}
      {document.reminderLevel > 0 ? <Reminders key={id} {...props} /> : null}
      {mayDownload && eInvoices.length > 0 ? (
        <p class="small">
          {t('documents.e-invoice')}{' '}
          {eInvoices.map((format) => (
            <button
              type="button"
              class="link"
              key={format}
              onClick={() => void model.downloadOne(id, format)}
            >
              {format === 'xrechnung' ? 'XRechnung' : 'XML'}
            </button>
          ))}
        </p>
      ) : null}
      {document.mayCorrect ? <Correction key={id} {...props} /> : null}
    </>
  );
});

/** When it was reminded of, and what that costs. */
const Reminders = ({ t, model, document }: PapersProps) => {
  const [items, setItems] = useState<readonly Reminder[]>([]);
  useEffect(() => {
    model.reminders(document.id).then(setItems, () => undefined);
  }, [model, document.id]);
  return (
    <ul class="small plain-list">
      {items.map((one) => (
        <li key={one.id}>
          {t('documents.reminded', { level: one.level, day: t.day(one.issuedOn) })}
          {one.fee.amount > 0 ? `, ${t('documents.reminder-fee', { fee: t.money(one.fee) })}` : ''}
        </li>
      ))}
    </ul>
  );
};

const Recipient = ({ party }: { readonly party: Party }) => (
  <div>
    {[party.name, ...party.lines, party.vatId ?? ''].filter(Boolean).map((text) => (
      <div key={text}>
        <bdi>{text}</bdi>
      </div>
    ))}
  </div>
);

/** Shows what a corrected invoice would say before it is asked for. */
const Correction = watching(function Correction({ t, model, document }: PapersProps) {
  const [offer, setOffer] = useState<CorrectionOffer>();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<'closed' | 'busy' | 'open' | 'asked' | 'done'>('closed');
  const [error, setError] = useState<unknown>();
  const attempt = async (act: () => Promise<void>, back: 'closed' | 'open') => {
    setState('busy');
    setError(undefined);
    await act().catch((cause: unknown) => {
      setError(cause);
      setState(back);
    });
  };
  const open = () =>
    attempt(async () => {
      const found = await model.correction(document.id);
      setOffer(found);
      setState(found.latest?.state === 'asked' ? 'asked' : 'open');
    }, 'closed');
  const ask = () =>
    attempt(async () => {
      const made = await model.correct(document.id, reason.trim() ? { reason: reason.trim() } : {});
      setState(made.state === 'done' ? 'done' : 'asked');
      if (made.state === 'done') await Promise.all([model.load(), model.open(document.id)]);
    }, 'open');
  if (state === 'asked' || state === 'done')
    return (
      <Notice tone="info" icon={clock} title={t(`documents.correct.${state}`)}>
        {t(`documents.correct.${state}.text`)}
      </Notice>
    );
  const failure = error ? <Failed t={t} title={t('documents.correct.failed')} error={error} /> : null;
  if (!offer || state === 'closed')
    return (
      <>
        {failure}
        <p class="small">
          <button type="button" class="link" onClick={() => void open()}>
            {t('documents.correct')}
          </button>
        </p>
      </>
    );
  const { printed, buyer, differs, latest } = offer;
  return (
    <section class="correct small" aria-label={t('documents.correct')}>
      <p class="strong">{t('documents.correct')}</p>
      {latest?.state === 'refused' && latest.answer ? (
        <p>{t('documents.correct.refused', { answer: latest.answer })}</p>
      ) : null}
      {differs ? (
        <>
          <p class="muted">{t('documents.correct.now')}</p>
          <Recipient party={printed} />
          <p class="muted">{t('documents.correct.then')}</p>
          <Recipient party={buyer} />
          <label>
            {t('documents.correct.reason')}
            <textarea
              class="input"
              rows={2}
              maxLength={500}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <p class="muted">{t('documents.correct.what')}</p>
          {failure}
          <Button
            onClick={() => void ask()}
            pending={state === 'busy' ? t('documents.correct.busy') : undefined}
          >
            {t('documents.correct.go')}
          </Button>
        </>
      ) : (
        <p>{t('documents.correct.same')}</p>
      )}
    </section>
  );
});
