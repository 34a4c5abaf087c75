import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { download as save } from '../../../kit/ui/console/csv.ts';
import { download, upload } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import { pdfName } from '../file-names.ts';
import type { DocumentLine } from '../schema.ts';
import { type AnyDocument, addressOf, kindOf, type Props, Status } from './looks.tsx';
import { Money } from './Money.tsx';
import { Papers } from './Papers.tsx';
import { isPdf, sendPdf } from './pdf.ts';

/** One invoice or credit note: what it says, whose it is, its PDF, and whether it is paid. */
export const DocumentPage = watching(function DocumentPage({ desk, t, id }: Props & { readonly id: string }) {
  const kind = kindOf(id);
  const path = `${addressOf(kind)}/${id}`;
  const [busy, setBusy] = useState<'mark' | 'pdf' | undefined>(undefined);
  const [failure, setFailure] = useState<{ readonly title: string; readonly error: unknown } | undefined>(
    undefined,
  );
  const [deleting, setDeleting] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const known = useLoad(`document ${id}`, async () => {
    const document = await desk.api.get<AnyDocument>(path);
    const customer = await desk.api
      .get<Customer>(`/api/v1/customers/${document.customerId}`)
      .catch(() => undefined);
    return { document, customer };
  });
  const { document, customer } = known.value ?? {};
  const writes = desk.may(kind === 'invoice' ? 'invoices:write' : 'credit-notes:write');

  /** Does one thing at a time, and says what went wrong where it was asked for. */
  async function attempt(what: 'mark' | 'pdf', title: string, act: () => Promise<void>): Promise<void> {
    setBusy(what);
    setFailure(undefined);
    await act().catch((error: unknown) => setFailure({ title, error }));
    setBusy(undefined);
  }
  const mark = (status: 'paid' | 'open') =>
    attempt('mark', t('invoices.mark-failed'), async () => {
      const set = async (to: 'paid' | 'open') => {
        const changed = await desk.api.patch<AnyDocument>(path, { status: to });
        known.set({ document: changed, customer });
      };
      await set(status);
      const said = t(status === 'paid' ? 'invoices.marked' : 'invoices.marked-open');
      desk.say(said, () => set(status === 'paid' ? 'open' : 'paid'));
    });
  const load = (of: AnyDocument) =>
    attempt('pdf', t('invoices.pdf.failed'), async () => {
      const answer = await desk.api.raw(`${path}/pdf`, { timeoutMs: 60_000 });
      save(pdfName(of), await answer.blob(), 'application/pdf');
    });
  const put = (chosen: File | undefined) =>
    attempt('pdf', t('invoices.pdf.wrong'), async () => {
      if (!chosen) return;
      if (!(await isPdf(chosen))) throw new Error('not a PDF');
      known.set({ document: await sendPdf(desk, kind, id, chosen), customer });
      desk.say(t('invoices.pdf.kept'));
    });

  const external = document?.origin === 'external';
  const unpaid = document?.status === 'open' || document?.status === 'overdue';
  return (
    <>
      <PageHead
        title={document ? t(`invoices.kind.${kind}`, { number: document.number }) : t('invoices.one')}
        crumbs={[
          { label: t('invoices.title'), to: kind === 'invoice' ? '/documents' : '/documents/credit-notes' },
          ...(customer ? [{ label: customer.name, to: `/customers/${customer.id}` }] : []),
        ]}
        sub={document ? <Status t={t} document={document} /> : undefined}
        actions={
          document ? (
            <>
              {external && writes ? (
                <Action onClick={() => setDeleting(true)}>{t('invoices.delete')}</Action>
              ) : null}
              {external && writes ? (
                <Action icon={upload} onClick={() => file.current?.click()}>
                  {t('invoices.pdf.put')}
                </Action>
              ) : null}
              {document.pdf || !external ? (
                <Action
                  icon={download}
                  pending={busy === 'pdf' ? t('invoices.pdf.busy') : undefined}
                  onClick={() => void load(document)}
                >
                  {t('invoices.pdf')}
                </Action>
              ) : null}
              {writes && (unpaid || document.status === 'paid') ? (
                <Action
                  kind={unpaid ? 'primary' : 'outlined'}
                  pending={busy === 'mark' ? t('invoices.marking') : undefined}
                  onClick={() => void mark(unpaid ? 'paid' : 'open')}
                >
                  {t(unpaid ? 'invoices.mark-paid' : 'invoices.mark-open')}
                </Action>
              ) : null}
            </>
          ) : undefined
        }
      />
      <input
        ref={file}
        type="file"
        accept="application/pdf,.pdf"
        hidden
        aria-label={t('invoices.pdf.file')}
        onChange={(event) => void put(event.currentTarget.files?.[0])}
      />
      <Load of={known} what={t('invoices.one')} missing={t('invoices.missing')}>
        {({ document: found, customer: whose }) => (
          <div class="page-body">
            {failure ? <Failed t={desk.t} title={failure.title} error={failure.error} /> : null}
            <div class="cols">
              <Inside t={t} document={found} />
              <Beside t={t} document={found} customer={whose}>
                <Money {...{ desk, t }} document={found} onChange={known.reload} />
                <Papers key={found.updatedAt} {...{ desk, t }} document={found} onChange={known.reload} />
              </Beside>
            </div>
          </div>
        )}
      </Load>
      {deleting && document ? (
        <Confirm
          title={t('invoices.delete.question', { number: document.number })}
          label={t('invoices.delete')}
          pending={t('invoices.deleting')}
          refusals={{ [`${kind}.issued`]: t('invoices.issued-refusal') }}
          onClose={() => setDeleting(false)}
          act={async () => {
            await desk.api.delete(path);
            desk.say(t('invoices.deleted'));
            desk.places.go('/documents', { replace: true });
          }}
        >
          <p>{t('invoices.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

interface PartProps {
  readonly t: Props['t'];
  readonly document: AnyDocument;
}

function Inside({ t, document }: PartProps) {
  const money = (amount: number) => t.money({ amount, currency: document.currency });
  const invoice = 'due' in document ? document : undefined;
  const price = (line: DocumentLine) => (
    <bdi>
      {line.unitPrice} {document.currency}
    </bdi>
  );
  return (
    <div>
      <Figures
        figures={[
          { label: t('invoices.total'), value: money(document.gross) },
          ...(invoice
            ? [
                { label: t('invoices.to-pay'), value: money(invoice.open + invoice.openFees) },
                { label: t('invoices.due'), value: invoice.dueOn ? t.day(invoice.dueOn, 'near') : '–' },
              ]
            : []),
        ]}
      />
      {document.title ? <p class="strong">{document.title}</p> : null}
      {document.lines.length > 0 ? (
        <Section title={t('invoices.lines')}>
          <Table
            name={t('invoices.lines')}
            items={document.lines.map((line, index) => ({ line, index }))}
            idOf={({ index }) => String(index)}
            columns={[
              { key: 'title', label: t('invoices.what'), fill: true, cell: ({ line }) => line.title },
              {
                key: 'quantity',
                label: t('invoices.quantity'),
                end: true,
                class: 'num',
                cell: ({ line }) => <bdi>{[line.quantity, line.unit].filter(Boolean).join(' ')}</bdi>,
              },
              {
                key: 'price',
                label: t('invoices.price'),
                end: true,
                class: 'num',
                cell: ({ line }) => price(line),
              },
              {
                key: 'tax',
                label: t('invoices.tax'),
                end: true,
                class: 'num',
                cell: ({ line }) => `${line.taxPercent} %`,
              },
              {
                key: 'amount',
                label: t('invoices.amount'),
                end: true,
                class: 'money',
                cell: ({ line }) => money(line.amount),
              },
            ]}
          />
        </Section>
      ) : null}
      <Pairs
        pairs={[
          { label: t('invoices.net'), value: money(document.net) },
          { label: t('invoices.tax'), value: money(document.tax) },
          ...(invoice && invoice.prepaid > 0
            ? [{ label: t('invoices.prepaid'), value: money(-invoice.prepaid) }]
            : []),
        ]}
      />
    </div>
  );
}

interface BesideProps extends PartProps {
  readonly customer: Customer | undefined;
  readonly children: ComponentChildren;
}

function Beside({ t, document, customer, children }: BesideProps) {
  const notes = 'creditNoteIds' in document ? document.creditNoteIds : [];
  const invoiceId = 'invoiceId' in document ? document.invoiceId : null;
  const { period } = document;
  return (
    <aside aria-label={t('invoices.details')}>
      <Section title={t('invoices.customer')}>
        {customer ? <To to={`/customers/${customer.id}`}>{customer.name}</To> : null}
      </Section>
      {notes.length > 0 || invoiceId ? (
        <Section title={t('invoices.related')}>
          {invoiceId ? <To to={`/documents/${invoiceId}`}>{t('invoices.open-invoice')}</To> : null}
          {notes.map((note, index) => (
            <p key={note}>
              <To to={`/documents/${note}`}>{t('invoices.open-note', { count: index + 1 })}</To>
            </p>
          ))}
        </Section>
      ) : null}
      {children}
      <Section title={t('invoices.details')}>
        <Pairs
          pairs={[
            { label: t('invoices.issued'), value: t.day(document.issuedOn) },
            ...(document.paidOn ? [{ label: t('invoices.paid-on'), value: t.day(document.paidOn) }] : []),
            ...(period
              ? [
                  {
                    label: t('invoices.period'),
                    value: t('invoices.span', { from: t.day(period.from), until: t.day(period.until) }),
                  },
                ]
              : []),
            { label: t('invoices.origin'), value: t(`invoices.origin.${document.origin}`) },
            ...(document.origin === 'external' && !document.pdf
              ? [{ label: t('invoices.pdf.file'), value: t('invoices.pdf.none') }]
              : []),
            { label: t('invoices.external-id'), value: document.externalId, mono: true },
            { label: t('invoices.id'), value: document.id, mono: true },
          ]}
        />
      </Section>
    </aside>
  );
}
