/**
 * Reports the border-box height of `element`, whole pixels rounded up, at most once a frame and only when it changed.
 * `element` must be `display: flow-root` and free of `vh` and percentage heights: the height of the frame may not be
 * an input of what is measured, or the two drive each other. What is on its way is shorter than what it takes the place
 * of: a smaller height waits for it, or the page around would jump up and down again.
 */
export function observeHeight(element: Element, report: (heightPx: number) => void): () => void {
  let last = 0;
  let pending = 0;
  const measure = (late: unknown) => {
    pending = 0;
    const heightPx = Math.ceil(element.getBoundingClientRect().height);
    if (heightPx === last || heightPx === 0) return; // 0: in a hidden tab of the host page
    if (late !== true && heightPx < last && element.querySelector('.skeleton'))
      return void setTimeout(measure, 2_000, true);
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
