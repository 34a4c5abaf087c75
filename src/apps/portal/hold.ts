/** The first signs that somebody is about to do something. */
const signs = ['pointerover', 'pointerdown', 'focusin', 'keydown'] as const;

/**
 * Until the whole portal has taken over what was drawn first: fetches it at the first sign of a person, and holds what
 * they do meanwhile. The last act counts, as on a page that answers late; presses with a key held are the browser's.
 * Gives the function that fetches it without a sign.
 */
export function holdActs(element: HTMLElement, takeOver: () => Promise<void>): () => void {
  const over = new AbortController();
  const { signal } = over;
  let held: (() => void) | undefined;
  const bring = () =>
    void takeOver().then(
      () => {
        if (signal.aborted) return;
        over.abort();
        held?.();
      },
      () => {}, // The next sign tries again.
    );
  for (const sign of signs) element.addEventListener(sign, bring, { signal });
  element.addEventListener(
    'click',
    (event) => {
      const target = (event.target as Element).closest<HTMLElement>('a[href^="/"],button');
      if (!target || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      held = () => target.click();
      bring();
    },
    { signal },
  );
  element.addEventListener(
    'change',
    ({ target }) => {
      const list = target as HTMLSelectElement;
      const { value } = list;
      held = () => {
        list.value = value;
        list.dispatchEvent(new Event('change', { bubbles: true }));
      };
      bring();
    },
    { signal },
  );
  return bring;
}
