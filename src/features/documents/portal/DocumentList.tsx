import type { Link } from '../../../kit/browser/router.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { receiptText, undo2 } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalDocument } from '../schema.ts';
import type { DrawOpened, Model } from './DocumentsPanel.tsx';
import { type Column, pageSize, shows } from './documents-model.ts';
import { type DocumentsWords, monthOf, shortDay, stateOf, titleOf } from './words.ts';

interface DocumentListProps {
  readonly t: DocumentsWords;
  readonly model: Model;
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  readonly mayDownload: boolean;
  readonly drawOpened: DrawOpened;
}

/** One list per month in the order of days, one in all in another one. */
function months(
  items: readonly PortalDocument[],
  sort: string | undefined,
): (readonly [string, readonly PortalDocument[]])[] {
  if (sort?.endsWith('amount')) return [['', items]];
  const found = new Map<string, PortalDocument[]>();
  for (const item of items) {
    const month = item.issuedOn.slice(0, 7);
    const of = found.get(month);
    if (of) of.push(item);
    else found.set(month, [item]);
  }
  return [...found];
}

export const DocumentList = watching(function DocumentList(props: DocumentListProps) {
  const { t, model, drawOpened } = props;
  const items = model.items.value;
  const left = model.count.value - items.length;
  const { search, sort } = model.filter.value;
  return (
    <div class="list">
      {model.chosen.value > 0
        ? drawOpened(({ SelectionBar }, own) => <SelectionBar t={own} model={model} />)
        : null}
      {model.downloadError.value ? (
        <Failed t={t} title={t('documents.download-failed')} error={model.downloadError.value} />
      ) : null}
      {items.length === 0 && model.state.value === 'ready' ? (
        <p>{search ? t('documents.none', { search }) : t('documents.none.filter')}</p>
      ) : null}
      {items.length > 0 ? (
        <ul class="rows">
          {months(items, sort).map(([month, documents]) => (
            <li key={month}>
              {month ? <h2 class="month">{monthOf(t, `${month}-01`)}</h2> : null}
              <ul>
                {documents.map((document) => (
                  <DocumentRow key={document.id} {...props} document={document} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      ) : null}
      <More model={model} pending={t('documents.loading-more')}>
        {t('documents.more', { count: Math.min(left, pageSize) })}
      </More>
    </div>
  );
});

interface DocumentRowProps extends DocumentListProps {
  readonly document: PortalDocument;
}
const DocumentRow = watching(function DocumentRow(props: DocumentRowProps) {
  const { t, model, openId, linkTo, mayDownload, document } = props;
  const { id, kind, number, issuedOn, dueOn, status, amount, title, contract } = document;
  const { word, ...look } = stateOf(t, document);
  const chosen = model.allMatching.value || model.selected.value.has(id);
  const cell = <T,>(column: Column, what: T) => (shows(model.columns.value, column) ? what : undefined);
  const unpaid = kind === 'invoice' && (status === 'open' || status === 'overdue');
  return (
    <li
      class={`row${chosen ? ' chosen' : ''}${id === openId ? ' open' : ''}`}
      data-portico-part="row"
      data-portico-state={status}
    >
      {mayDownload ? (
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('documents.select', { number })}
          onChange={() => model.toggle(id)}
        />
      ) : null}
      <Icon d={kind === 'invoice' ? receiptText : undo2} />
      <div class="what">
        <span>
          <a {...linkTo(id)} aria-current={id === openId ? 'true' : undefined}>
            <bdi>{titleOf(t, document)}</bdi>
          </a>
        </span>
        <Bits
          class="meta"
          bits={[
            title && kind === 'credit-note' ? t('documents.kind.credit-note') : undefined,
            cell('number', number),
            cell('day', shortDay(t, issuedOn)),
            cell('due', unpaid && dueOn ? t('documents.due', { day: shortDay(t, dueOn) }) : undefined),
            cell('contract', contract?.title),
          ]}
        />
      </div>
      <div class="how">
        {cell('amount', <bdi class="money">{t.money(amount)}</bdi>)}
        {cell('status', <Badge {...look}>{word}</Badge>)}
      </div>
    </li>
  );
});
