/** So long a person must have been able to see what they press: a layer that was taken away a moment ago does not count. */
const freshMs = 500;

interface SeenEntry extends IntersectionObserverEntry {
  /** Nothing lies over it, and nothing makes it see-through: asked of the browser itself, also through frames. */
  readonly isVisible?: boolean;
}

export interface ShownWatch {
  /** Whether the element is wholly on the screen with nothing over it, and has been for half a second. */
  isShown(): boolean;
  stop(): void;
}

/**
 * Watches whether a person can really see an element that stands in somebody else's page. A browser that can't tell
 * (IntersectionObserver v2 is Chromium's) says no: then the act has to happen in a window of its own.
 */
export function watchShown(element: Element): ShownWatch {
  let since: number | undefined;
  if (typeof IntersectionObserver === 'undefined' || !('isVisible' in IntersectionObserverEntry.prototype))
    return { isShown: () => false, stop: () => {} };
  const options: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = {
    threshold: [0.99],
    trackVisibility: true,
    delay: 100,
  };
  const observer = new IntersectionObserver((entries) => {
    const last = entries.at(-1) as SeenEntry | undefined;
    if (!last?.isVisible || last.intersectionRatio < 0.99) since = undefined;
    else since ??= performance.now();
  }, options);
  observer.observe(element);
  return {
    isShown: () => since !== undefined && performance.now() - since >= freshMs,
    stop: () => observer.disconnect(),
  };
}
