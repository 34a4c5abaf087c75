/** After two frames what was drawn has been painted. */
export const afterPaint = (act: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(act));
};
