import type { ComponentChildren } from 'preact';
import type { Language } from '../../features/portals/schema.ts';
import { type Translate, translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { Failed } from '../../kit/ui/Failed.tsx';
import { useFetched } from '../../kit/ui/fetched.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';

interface PartProps<Views> {
  readonly portal: Portal;
  /** Those of the page that it is a part of. */
  readonly words: Words;
  readonly load: (language: Language) => Promise<readonly [views: Views, own: Words]>;
  readonly draw: (views: Views, t: Translate<never>) => ComponentChildren;
  readonly meanwhile?: ComponentChildren;
}

/** A part of a page that comes in a file of its own, with its words in the language spoken now. */
export const Part = watching(function Part(props: PartProps<unknown>) {
  const { portal, words, load, draw, meanwhile } = props;
  const language = portal.language.value;
  const { found, error, again } = useFetched(language, () => load(language));
  if (found) {
    const [views, own] = found;
    return draw(views, translator({ ...portal.words.value, ...words, ...own }, portal.manner.value));
  }
  const t = portal.t.value;
  return (
    <>
      {error ? <Failed t={t} title={t('state.failed')} error={error} onRetry={again} /> : null}
      {meanwhile}
    </>
  );
}) as <Views>(props: PartProps<Views>) => ComponentChildren;
