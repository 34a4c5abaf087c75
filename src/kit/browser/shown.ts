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
 *
 * It is asked about coverings only while some of the element is on the screen: as long as a frame asks that, Chromium
 * drops every press in it for half a second after the frame moved or grew.
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
  const covered = new IntersectionObserver((entries) => {
    const last = entries.at(-1) as SeenEntry | undefined;
    if (!last?.isVisible || last.intersectionRatio < 0.99) since = undefined;
    else since ??= performance.now();
  }, options);
  const near = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting) return covered.observe(element);
    covered.disconnect();
    since = undefined;
  });
  near.observe(element);
  return {
    isShown: () => since !== undefined && performance.now() - since >= freshMs,
    stop() {
      near.disconnect();
      covered.disconnect();
    },
  };
}
