import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import { LanguageChoice } from './LanguageChoice.tsx';
import { Mark } from './Mark.tsx';

/** A name, the same in every language. */
const product = 'Portico';

interface DoorProps {
  readonly app: Console;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A page before the console: one thing to do, in the middle. */
export const Door = watching(function Door({ app, title, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} – ${product}`;
  }, [title]);
  return (
    <main class="door">
      <div class="door-body">
        <p class="door-mark">
          <Mark />
          <span class="strong">{product}</span>
        </p>
        <h1 class="title">{title}</h1>
        {children}
      </div>
      <footer class="door-foot">
        <LanguageChoice app={app} />
      </footer>
    </main>
  );
});
