import { useEffect, useRef } from 'preact/hooks';
import type { FormWords } from './words.ts';

interface ErrorSummaryProps {
  readonly t: FormWords;
  readonly errors: readonly { readonly id: string; readonly text: string }[];
  /** Grows with every refused submit; each time the summary takes the focus. */
  readonly attempt: number;
}
/** What has to be mended, on top of the form, each line leading to its field. */
export function ErrorSummary({ t, errors, attempt }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new submit moves the focus, a mended field does not
  useEffect(() => box.current?.focus(), [attempt]);
  return errors.length === 0 ? null : (
    <div class="summary" ref={box} tabIndex={-1} data-portico-part="error-summary">
      <div role="alert">
        <h2 class="section-title">{t('form.problem')}</h2>
      </div>
      <ul>
        {errors.map(({ id, text }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              onClick={(event) => {
                // In a frame the fragment is the host's way in: focus without touching the address.
                event.preventDefault();
                document.getElementById(id)?.focus();
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
