/** The language the element is to speak: its own, that of its surroundings, else the browser's. */
export const languageOf = (el: HTMLElement): string =>
  el.getAttribute('language') || el.closest<HTMLElement>('[lang]')?.lang || navigator.language;
