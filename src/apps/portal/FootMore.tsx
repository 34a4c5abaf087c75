import { useEffect, useState } from 'preact/hooks';
import type { ShownFooter } from '../../features/portals/footer.ts';
import { FootMore as Drawn } from '../../features/portals/portal/FootMore.tsx';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';

interface Said {
  readonly words: Words | undefined;
  readonly footer: ShownFooter | undefined;
}

/** The vendor's own text and links: that of the document stands in it, that of another language is asked for. */
export const FootMore = watching(function FootMore({ portal }: { readonly portal: Portal }) {
  const { page } = portal;
  const language = portal.language.value;
  const { statement, footer } = page.foot ?? {};
  const [said, setSaid] = useState<Said>({ words: undefined, footer });
  useEffect(() => {
    let wanted = true;
    const asked = Promise.all([
      statement ? portal.wordsOf('foot', language) : undefined,
      language === page.language
        ? footer
        : portal.ask<ShownFooter | null>(`/looks/${page.portal}/footer/${language}`),
    ]);
    asked.then(
      ([words, found]) => wanted && setSaid({ words, footer: found ?? undefined }),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [portal, page, language, statement, footer]);
  return (
    <Drawn
      t={said.words && translator({ ...portal.words.value, ...said.words }, portal.manner.value)}
      footer={said.footer}
      statement={statement ? `/accessibility/${page.portal}?language=${language}` : undefined}
    />
  );
});
