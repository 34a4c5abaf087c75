/**
 * Reports the border-box height of `element`, whole pixels rounded up, at most once a frame and only when it changed.
 * `element` must be `display: flow-root` and free of `vh` and percentage heights: the height of the frame may not be
 * an input of what is measured, or the two drive each other.
 */
export function observeHeight(element: Element, report: (heightPx: number) => void): () => void {
  let last = 0;
  let pending = 0;
  const measure = () => {
    pending = 0;
    const heightPx = Math.ceil(element.getBoundingClientRect().height);
    if (heightPx === last || heightPx === 0) return; // 0: in a hidden tab of the host page
    last = heightPx;
    report(heightPx);
  };
  const observer = new ResizeObserver(() => {
    pending ||= requestAnimationFrame(measure);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(pending);
  };
}
