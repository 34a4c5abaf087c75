import { decimalOf } from '../../../kit/common/money.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { DocumentKind, Invoice } from '../schema.ts';
import { Corrections } from './Corrections.tsx';
import { DocumentPage } from './DocumentPage.tsx';
import { LettersView } from './LettersView.tsx';
import { type AnyDocument, addressOf, documentTabs, type Props, Status } from './looks.tsx';
import { NewDocument } from './NewDocument.tsx';

const dueOf = (document: AnyDocument): number => ('due' in document ? document.due : -document.gross);

/** `/documents`, `/documents/credit-notes`, one of them, `/documents/new` and `/documents/letters`. */
export const DocumentsView = watching(function DocumentsView(props: Props) {
  const [part] = props.path;
  if (part === 'new') return <NewDocument {...props} />;
  if (part === 'letters') return <LettersView {...props} />;
  if (part === 'corrections') return <Corrections {...props} />;
  if (part && part !== 'credit-notes') return <DocumentPage {...props} key={part} id={part} />;
  return <DocumentList {...props} kind={part ? 'credit-note' : 'invoice'} />;
});

const DocumentList = watching(function DocumentList({
  desk,
  t,
  query,
  kind,
}: Props & { readonly kind: DocumentKind }) {
  const { customerId } = query;
  const of = customerId ? `?customerId=${encodeURIComponent(customerId)}` : '';
  const add = desk.may('invoices:write') ? (
    <Action kind="primary" icon={plus} to={`/documents/new${of}`}>
      {t('invoices.new')}
    </Action>
  ) : null;
  const statuses =
    kind === 'invoice'
      ? (['open', 'overdue', 'paid', 'refunded', 'cancelled'] as const).map((value) => ({
          value,
          label: t(`invoices.status.${value}`),
        }))
      : (['open', 'paid', 'cancelled'] as const).map((value) => ({
          value,
          label: t(`invoices.credit.${value}`),
        }));
  return (
    <>
      <PageHead
        title={t('invoices.title')}
        actions={add}
        sub={
          customerId ? (
            <>
              {t('invoices.of-customer')} <To to="/documents">{t('invoices.all')}</To>
            </>
          ) : undefined
        }
        tabs={documentTabs(desk, t, of)}
        tab={kind}
      />
      <List<AnyDocument>
        key={kind}
        name={`${kind}s`}
        title={t(`invoices.tab.${kind}`)}
        path={addressOf(kind)}
        nameOf={({ number }) => number}
        to={({ id }) => `/documents/${id}`}
        search={t('invoices.search')}
        filters={[{ name: 'status', label: t('invoices.status'), options: statuses }]}
        {...(customerId && { fixed: { customerId } })}
        csv={`${kind}s`}
        columns={[
          {
            key: 'number',
            label: t('invoices.number'),
            sort: 'number',
            class: 'num nowrap',
            cell: ({ number }) => <bdi>{number}</bdi>,
            csv: ({ number }) => number,
          },
          {
            key: 'title',
            label: t('invoices.what'),
            cell: ({ title }) => title,
            csv: ({ title }) => title ?? '',
          },
          {
            key: 'issuedOn',
            label: t('invoices.issued'),
            sort: 'issuedOn',
            class: 'nowrap',
            cell: ({ issuedOn }) => t.day(issuedOn),
            csv: ({ issuedOn }) => issuedOn,
          },
          ...(kind === 'invoice'
            ? [
                {
                  key: 'dueOn',
                  label: t('invoices.due'),
                  class: 'nowrap',
                  cell: (document: AnyDocument) => {
                    const { dueOn } = document as Invoice;
                    return dueOn ? t.day(dueOn) : null;
                  },
                  csv: (document: AnyDocument) => (document as Invoice).dueOn ?? '',
                },
              ]
            : []),
          {
            key: 'amount',
            label: t('invoices.amount'),
            sort: 'gross',
            end: true,
            class: 'money',
            cell: (document) => t.money({ amount: dueOf(document), currency: document.currency }),
            csv: (document) => decimalOf({ amount: dueOf(document), currency: document.currency }),
          },
          {
            key: 'status',
            label: t('invoices.status'),
            cell: (document) => <Status t={t} document={document} />,
            csv: ({ status }) => status,
          },
          {
            key: 'buyer',
            label: t('invoices.recipient'),
            extra: true,
            cell: ({ buyer }) => buyer.name,
            csv: ({ buyer }) => buyer.name,
          },
          ...(['net', 'tax', 'gross'] as const).map((sum) => ({
            key: sum,
            label: t(`invoices.sum.${sum}`),
            end: true,
            class: 'money',
            extra: true,
            cell: (document: AnyDocument) => t.money({ amount: document[sum], currency: document.currency }),
            csv: (document: AnyDocument) => decimalOf({ amount: document[sum], currency: document.currency }),
          })),
          {
            key: 'currency',
            label: t('invoices.currency'),
            extra: true,
            cell: ({ currency }) => currency,
            csv: ({ currency }) => currency,
          },
          {
            key: 'paidOn',
            label: t('invoices.paid-on'),
            class: 'nowrap',
            extra: true,
            cell: ({ paidOn }) => (paidOn ? t.day(paidOn) : null),
            csv: ({ paidOn }) => paidOn ?? '',
          },
          ...(kind === 'invoice'
            ? [
                {
                  key: 'reminded',
                  label: t('invoices.reminders'),
                  end: true,
                  class: 'num',
                  extra: true,
                  cell: (document: AnyDocument) => (document as Invoice).reminderLevel || null,
                  csv: (document: AnyDocument) => String((document as Invoice).reminderLevel),
                },
              ]
            : []),
          {
            key: 'origin',
            label: t('invoices.origin'),
            extra: true,
            cell: ({ origin }) => t(`invoices.origin.${origin}`),
            csv: ({ origin }) => origin,
          },
        ]}
        {...(kind === 'invoice' &&
          desk.may('invoices:write') && {
            bulk: [
              {
                key: 'paid',
                label: t('invoices.mark-paid'),
                question: t('invoices.mark-paid'),
                go: t('invoices.mark-paid'),
                skips: ({ status }: AnyDocument) =>
                  status === 'open' || status === 'overdue' ? undefined : t('invoices.skip-paid'),
                run: ({ id }: AnyDocument) =>
                  desk.api.patch<AnyDocument>(`/api/v1/invoices/${id}`, { status: 'paid' }),
                undo: ({ id }: AnyDocument) =>
                  desk.api.patch<AnyDocument>(`/api/v1/invoices/${id}`, { status: 'open' }),
              },
            ],
          })}
        empty={
          <>
            <p class="strong">{t('invoices.empty')}</p>
            <p class="muted">{t('invoices.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});
