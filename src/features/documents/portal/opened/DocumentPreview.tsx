import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Link } from '../../../../kit/browser/router.ts';
import { Badge } from '../../../../kit/ui/Badge.tsx';
import { Button } from '../../../../kit/ui/Button.tsx';
import { download, x } from '../../../../kit/ui/console/icons.ts';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { arrowLeft } from '../../../../kit/ui/icons.ts';
import { Bits } from '../../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../../kit/ui/Skeleton.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { PortalDocumentDetail } from '../../schema.ts';
import type { Model } from '../DocumentsPanel.tsx';
import { titleOf } from '../words.ts';
import { Papers } from './Papers.tsx';
import { lineContext, type OpenedWords, percentOf, sizeOf, stateSentence } from './words.ts';
import './preview.style.ts';

export interface DocumentPreviewProps {
  readonly t: OpenedWords;
  readonly model: Model;
  readonly linkTo: (id: string | null) => Link;
  readonly mayDownload: boolean;
  /** Where an invoice is paid; `null`: not in this portal, or not by this person. */
  readonly payAt: Link | null;
}

/** One document as words and figures: quicker than a PDF, and read by everyone. */
export const DocumentPreview = watching(function DocumentPreview(props: DocumentPreviewProps) {
  const { t, model, linkTo } = props;
  const document = model.detail.value;
  const error = model.detailError.value;
  const sheet = useRef<HTMLElement>(null);
  // Beside the row it belongs to: in a frame that grows with its content nothing can stick to the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document stands beside another row
  useLayoutEffect(() => {
    const aside = sheet.current;
    const list = aside?.parentElement?.querySelector<HTMLElement>('.list');
    const row = list?.querySelector<HTMLElement>('.row.open');
    if (!aside || !list || !row) return;
    const wanted = row.getBoundingClientRect().top - list.getBoundingClientRect().top;
    const most = Math.max(0, list.offsetHeight - aside.offsetHeight);
    aside.style.setProperty('--beside', `${Math.round(Math.min(wanted, most))}px`);
  }, [document?.id, error]);
  return (
    <>
      <a class="small back" {...linkTo(null)}>
        <Icon d={arrowLeft} class="flip" /> {t('documents.back')}
      </a>
      <aside class="preview" ref={sheet} aria-label={t('documents.preview')} data-portico-part="preview">
        {error ? <Failed t={t} title={t('documents.failed-one')} error={error} /> : null}
        {!document && !error ? (
          <div class="inside">
            <Skeleton label={t('state.loading', { what: t('documents.preview') })} slow={t('state.slow')} />
          </div>
        ) : null}
        {document ? <Inside {...props} document={document} /> : null}
      </aside>
    </>
  );
});

interface InsideProps extends DocumentPreviewProps {
  readonly document: PortalDocumentDetail;
}
const Inside = watching(function Inside(props: InsideProps) {
  const { t, model, linkTo, mayDownload, payAt, document } = props;
  const { kind, number, issuedOn, pdf, notes, period, contract, related, id } = document;
  const { word, ...look } = stateSentence(t, document);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened it was taken to the panel's title; what they came for is here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another thing to read
  useEffect(() => {
    if (window.document.activeElement?.matches('.title')) heading.current?.focus();
  }, [id]);
  return (
    <>
      <header>
        <div>
          <h2 ref={heading} tabIndex={-1}>
            <bdi>{titleOf(t, document)}</bdi>
          </h2>
          <Bits
            class="small muted num"
            bits={[document.title ? `${t(`documents.kind.${kind}`)} ${number}` : number, t.day(issuedOn)]}
          />
        </div>
        <a class="plain shut" {...linkTo(null)}>
          <Icon d={x} />
          <span class="vh">{t('documents.close')}</span>
        </a>
      </header>
      <div class="inside">
        <p>
          <Badge {...look}>{word}</Badge>
        </p>
        <Lines t={t} document={document} />
        <div class="more small muted">
          {document.pricesIncludeTax && document.lines.length > 0 ? <p>{t('documents.with-tax')}</p> : null}
          {period ? <p>{t('documents.period', period)}</p> : null}
          {contract ? (
            <p>
              <ContractLink link={linkTo(null)} onGo={() => void model.narrow({ contract: contract.id })}>
                {t('documents.contract', { title: contract.title })}
              </ContractLink>
            </p>
          ) : null}
          {related.map((one) => (
            <p key={one.id}>
              {t('documents.related')}{' '}
              <a {...linkTo(one.id)}>
                {t(`documents.kind.${one.kind}`)} <bdi>{one.number}</bdi>
              </a>
              {', '}
              <bdi class="money">{t.money(one.amount)}</bdi>
            </p>
          ))}
          {notes ? <p>{notes}</p> : null}
        </div>
        {payAt && document.toPay.amount > 0 ? (
          <a class="btn" {...payAt}>
            {t('documents.pay')}
          </a>
        ) : null}
        {pdf && mayDownload ? (
          <Button
            kind="primary"
            onClick={() => void model.downloadOne(id)}
            pending={model.download.value ? t('documents.pdf.preparing') : undefined}
          >
            <Icon d={download} />
            {t('documents.pdf', { size: pdf.bytes ? sizeOf(t, pdf.bytes) : 'none' })}
          </Button>
        ) : null}
        <Papers {...props} />
      </div>
    </>
  );
});

interface ContractLinkProps {
  readonly link: Link;
  readonly onGo: () => void;
  readonly children: string;
}
/** Back to the list, narrowed to one contract. */
const ContractLink = ({ link, onGo, children }: ContractLinkProps) => {
  const go = (event: MouseEvent) => {
    onGo();
    link.onClick(event);
  };
  return (
    <a href={link.href} onClick={go}>
      <bdi>{children}</bdi>
    </a>
  );
};

/** Lines, net, tax by rate and what it comes to. */
function Lines({ t, document }: Pick<InsideProps, 't' | 'document'>) {
  const { lines, taxes, net, gross, prepaid, amount, kind, toPay } = document;
  // What came already is off, and reminders may have made it more.
  const due = toPay.amount > 0 ? toPay : amount;
  const parted = prepaid.amount !== 0 || due.amount !== amount.amount || kind === 'credit-note';
  const row = (name: string, value: string, strong = false) => (
    <tr key={name} class={strong ? 'sum' : undefined}>
      <th scope="row">{name}</th>
      <td>
        <bdi class="money">{value}</bdi>
      </td>
    </tr>
  );
  return (
    <table>
      <caption class="vh">{t('documents.lines')}</caption>
      <thead class="vh">
        <tr>
          <th scope="col">{t('documents.what')}</th>
          <th scope="col">{t('documents.amount')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change places
          <tr key={index}>
            <td>
              <bdi>{line.title}</bdi>
              {[line.description, lineContext(t, line)].filter(Boolean).map((text) => (
                <div class="muted num" key={text}>
                  <bdi>{text}</bdi>
                </div>
              ))}
            </td>
            <td>
              <bdi class="money">{t.money(line.amount)}</bdi>
            </td>
          </tr>
        ))}
        {taxes.some(({ tax }) => tax.amount !== 0) ? row(t('documents.net'), t.money(net)) : null}
        {taxes.map(({ percent, tax }) =>
          percent > 0 ? row(t('documents.tax', { percent: percentOf(t, percent) }), t.money(tax)) : null,
        )}
        {row(t('documents.total'), t.money(gross), !parted)}
        {prepaid.amount === 0
          ? null
          : row(t('documents.prepaid'), t.money({ ...prepaid, amount: -prepaid.amount }))}
        {parted
          ? row(t(kind === 'invoice' ? 'documents.to-pay' : 'documents.returned'), t.money(due), true)
          : null}
      </tbody>
    </table>
  );
}
