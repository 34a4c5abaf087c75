import type { Link } from '../../../kit/browser/router.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { download, receiptText, undo2, x } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalDocument } from '../schema.ts';
import type { Model } from './DocumentsPanel.tsx';
import { pageSize } from './documents-model.ts';
import { type DocumentsWords, monthOf, shortDay, stateOf, titleOf } from './words.ts';

interface DocumentListProps {
  readonly t: DocumentsWords;
  readonly model: Model;
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  readonly mayDownload: boolean;
}

/** One list per month, newest first. */
function months(items: readonly PortalDocument[]): (readonly [string, PortalDocument[]])[] {
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
  const { t, model } = props;
  const items = model.items.value;
  const left = model.count.value - items.length;
  const { search } = model.filter.value;
  return (
    <div class="list">
      <SelectionBar t={t} model={model} />
      {model.downloadError.value ? (
        <Failed t={t} title={t('documents.download-failed')} error={model.downloadError.value} />
      ) : null}
      {items.length === 0 && model.state.value === 'ready' ? (
        <p>{search ? t('documents.none', { search }) : t('documents.none.filter')}</p>
      ) : null}
      {items.length > 0 ? (
        <ul class="rows">
          {months(items).map(([month, documents]) => (
            <li key={month}>
              <h2 class="month">{monthOf(t, `${month}-01`)}</h2>
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
  const { id, kind, number, issuedOn, dueOn, status, amount, title } = document;
  const { word, ...look } = stateOf(t, document);
  const chosen = model.allMatching.value || model.selected.value.has(id);
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
            number,
            shortDay(t, issuedOn),
            unpaid && dueOn ? t('documents.due', { day: shortDay(t, dueOn) }) : undefined,
          ]}
        />
      </div>
      <div class="how">
        <bdi class="money">{t.money(amount)}</bdi>
        <Badge {...look}>{word}</Badge>
      </div>
    </li>
  );
});

/** What is chosen, in the flow: nothing sticks in a frame that grows with its content. */
const SelectionBar = watching(function SelectionBar({ t, model }: Pick<DocumentListProps, 't' | 'model'>) {
  const chosen = model.chosen.value;
  if (chosen === 0) return null;
  const shown = model.items.value.length;
  const all = model.allMatching.value || chosen === shown;
  const progress = model.download.value;
  const preparing =
    progress && (progress.total > 0 ? t('documents.zip.preparing', progress) : t('documents.pdf.preparing'));
  return (
    <section
      class="bar"
      aria-label={t('documents.selected', { count: chosen })}
      data-portico-part="selection"
    >
      <label>
        <input
          type="checkbox"
          checked={all}
          aria-label={t('documents.select-shown')}
          onChange={() => (all ? model.unselect() : model.selectShown())}
        />
        <span class="strong" role="status">
          {preparing ?? t('documents.selected', { count: chosen })}
        </span>
      </label>
      {all && !model.allMatching.value && model.count.value > shown ? (
        <button type="button" class="link" onClick={() => model.selectMatching()}>
          {t('documents.select-matching', { count: model.count.value })}
        </button>
      ) : null}
      <button
        type="button"
        class="plain"
        aria-label={t('documents.unselect')}
        onClick={() => model.unselect()}
      >
        <Icon d={x} />
      </button>
      <Button
        onClick={() => void model.downloadChosen()}
        pending={progress ? t('documents.pdf.preparing') : undefined}
      >
        <Icon d={download} />
        {t('documents.zip')}
      </Button>
    </section>
  );
});
