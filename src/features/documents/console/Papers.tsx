import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { download as save } from '../../../kit/ui/console/csv.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Correction } from '../../corrections/schema.ts';
import type { Reminder } from '../../reminders/schema.ts';
import { xmlName } from '../file-names.ts';
import type { DocumentMail, EInvoiceFormat } from '../schema.ts';
import { type AnyDocument, addressOf, kindOf, type Props } from './looks.tsx';

interface PapersProps extends Pick<Props, 'desk' | 't'> {
  readonly document: AnyDocument;
  /** Something of the document is another now. */
  readonly onChange: () => void;
}

/** What goes out with a document: its mails, its reminders, its data, and another one in its place. */
export const Papers = watching(function Papers({ desk, t, document, onChange }: PapersProps) {
  const { id } = document;
  const kind = kindOf(id);
  const path = `${addressOf(kind)}/${id}`;
  const invoice = 'due' in document ? document : undefined;
  const writes = desk.may(kind === 'invoice' ? 'invoices:write' : 'credit-notes:write');
  const mails = useLoad(`mails of ${id}`, () => desk.api.get<{ items: DocumentMail[] }>(`${path}/mails`));
  const reminders = useLoad(`reminders of ${id}`, async () =>
    invoice ? (await desk.api.get<{ items: Reminder[] }>(`/api/v1/reminders?invoiceId=${id}`)).items : [],
  );
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<{ readonly title: string; readonly error: unknown }>();
  const [correcting, setCorrecting] = useState(false);
  const attempt = async (what: string, title: string, act: () => Promise<void>) => {
    setBusy(what);
    setFailure(undefined);
    await act().catch((error: unknown) => setFailure({ title, error }));
    setBusy(undefined);
  };
  const send = () =>
    attempt('mail', t('invoices.mail.failed'), async () => {
      await desk.api.post(`${path}/mails`, {});
      desk.say(t('invoices.mail.asked'));
      mails.reload();
    });
  const remind = () =>
    attempt('remind', t('invoices.remind.failed'), async () => {
      await desk.api.post(`${path}/reminders`, {});
      desk.say(t('invoices.remind.done'));
      onChange();
    });
  const load = (address: string, name: string, type: string) =>
    attempt(address, t('invoices.pdf.failed'), async () => {
      const answer = await desk.api.raw(address, { timeoutMs: 60_000 });
      save(name, await answer.blob(), type);
    });
  const xml = (format: EInvoiceFormat) =>
    load(`${path}/e-invoice?format=${format}`, xmlName(document), 'application/xml');
  const owed = invoice?.status === 'open' || invoice?.status === 'overdue';
  const correctable =
    invoice?.origin === 'portico' &&
    invoice.correctedById === null &&
    invoice.credited === 0 &&
    (owed || invoice.status === 'paid');
  return (
    <>
      {failure ? <Failed t={desk.t} title={failure.title} error={failure.error} /> : null}
      <Section title={t('invoices.mails')}>
        {(mails.value?.items ?? []).map((mail) => (
          <p class="small" key={mail.id}>
            {t(`invoices.mail.state.${mail.state}`, {
              to: mail.to ?? '',
              when: moment(t, mail.doneAt ?? mail.askedAt),
            })}{' '}
            {mail.mailId && desk.may('mails:read') ? (
              <To to={`/mails/${mail.mailId}`}>{t('invoices.mail.open')}</To>
            ) : null}
            {mail.lacks ? (
              <span class="muted">
                {' '}
                {mail.lacks.includes('origin')
                  ? t('invoices.mail.no-xrechnung')
                  : t('invoices.mail.lacks', { fields: mail.lacks.join(', ') })}
              </span>
            ) : null}
          </p>
        ))}
        {writes ? (
          <Action
            small
            pending={busy === 'mail' ? t('invoices.mail.busy') : undefined}
            onClick={() => void send()}
          >
            {t('invoices.mail.send')}
          </Action>
        ) : null}
      </Section>
      {invoice && (owed || invoice.reminderLevel > 0) ? (
        <Section title={t('invoices.reminders')}>
          {(reminders.value ?? []).map((one) => (
            <p class="small" key={one.id}>
              <button
                type="button"
                class="link"
                onClick={() =>
                  void load(
                    `/api/v1/reminders/${one.id}/pdf`,
                    `${one.issuedOn}_reminder-${one.level}.pdf`,
                    'application/pdf',
                  )
                }
              >
                {t('invoices.reminder', { level: one.level, day: t.day(one.issuedOn) })}
              </button>
              {one.fee.amount > 0 ? ` · ${t.money(one.fee)}` : ''}
            </p>
          ))}
          {writes && owed ? (
            <Action
              small
              pending={busy === 'remind' ? t('invoices.remind.busy') : undefined}
              onClick={() => void remind()}
            >
              {t('invoices.remind')}
            </Action>
          ) : null}
        </Section>
      ) : null}
      {document.origin === 'portico' ? (
        <Section title={t('invoices.e-invoice')}>
          <div class="actions">
            <Action small onClick={() => void xml('factur-x')}>
              XML
            </Action>
            <Action small onClick={() => void xml('xrechnung')}>
              XRechnung
            </Action>
          </div>
        </Section>
      ) : null}
      {invoice && (correctable || invoice.correctsId || invoice.correctedById) ? (
        <Section title={t('invoices.correction')}>
          {invoice.correctsId ? (
            <To to={`/documents/${invoice.correctsId}`}>{t('invoices.corrects')}</To>
          ) : null}
          {invoice.correctedById ? (
            <To to={`/documents/${invoice.correctedById}`}>{t('invoices.corrected-by')}</To>
          ) : null}
          {correctable && writes ? (
            <Action small onClick={() => setCorrecting(true)}>
              {t('invoices.correct')}
            </Action>
          ) : null}
        </Section>
      ) : null}
      {correcting ? (
        <Confirm
          title={t('invoices.correct.question', { number: document.number })}
          label={t('invoices.correct')}
          pending={t('invoices.correct.busy')}
          danger={false}
          refusals={{
            'correction.same': t('invoices.correct.same'),
            'invoice.not-correctable': t('invoices.correct.not'),
          }}
          onClose={() => setCorrecting(false)}
          act={async () => {
            const made = await desk.api.post<Correction>(`${path}/correction`, {});
            desk.say(t('invoices.correct.done'));
            desk.places.go(`/documents/${made.correctedId}`);
          }}
        >
          <p>{t('invoices.correct.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
