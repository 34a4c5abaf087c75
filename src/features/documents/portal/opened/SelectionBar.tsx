import { Button } from '../../../../kit/ui/Button.tsx';
import { download, x } from '../../../../kit/ui/console/icons.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { Model } from '../DocumentsPanel.tsx';
import type { OpenedWords } from './words.ts';
import './preview.style.ts';

interface SelectionBarProps {
  readonly t: OpenedWords;
  readonly model: Model;
}

/** What is chosen, in the flow: nothing sticks in a frame that grows with its content. */
export const SelectionBar = watching(function SelectionBar({ t, model }: SelectionBarProps) {
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
      <Button onClick={() => void model.downloadChosen('csv')}>CSV</Button>
    </section>
  );
});
