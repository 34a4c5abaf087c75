let paying: Window | null = null;
let straightOn: string | undefined;

/**
 * A window for the provider's page, opened while the click still counts. It is empty until there is an address; then it
 * forgets who opened it and goes there.
 */
export const payingWindow = (): Window | null => window.open('', '_blank');

export function openPaying(): void {
  paying = payingWindow();
}
export function closePaying(): void {
  paying?.close();
  paying = null;
}
/** The order just placed goes straight on to its payment; one that is looked at later waits for a click. */
export const payNext = (id: string): void => {
  straightOn = id;
};
export function takePaying(id: string): { readonly isNext: boolean; readonly paying: Window | null } {
  const found = { isNext: straightOn === id, paying };
  straightOn = undefined;
  paying = null;
  return found;
}
