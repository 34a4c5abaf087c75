import type { ComponentChildren } from 'preact';
import { Button } from '../Button.tsx';
import { watching } from '../signals.ts';
import type { Pages } from './pages.ts';

interface MoreProps {
  readonly model: Pick<Pages<unknown>, 'cursor' | 'loadingMore' | 'more'>;
  /** While they come. */
  readonly pending: string;
  readonly children: ComponentChildren;
}

/** The next rows, while there are any. */
export const More = watching(({ model, pending, children }: MoreProps) =>
  model.cursor.value ? (
    <div class="actions">
      <Button onClick={() => void model.more()} pending={model.loadingMore.value ? pending : undefined}>
        {children}
      </Button>
    </div>
  ) : null,
);
