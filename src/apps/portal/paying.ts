let paying: Window | null = null;
let straightOn: string | undefined;

/**
 * A window for the provider's page, opened while the click still counts. It is empty until there is an address; then it
 * forgets who opened it and goes there.
 */
export const payingWindow = (): Window | null => window.open('', '_blank');

/** Goes to the provider's page by a press: at the top, or in a tab where the portal stands in a page. */
export async function leaveFor(framed: boolean, url: () => Promise<string | null>): Promise<void> {
  const tab = framed ? payingWindow() : null;
  try {
    const to = await url();
    if (to === null) tab?.close();
    else if (tab) {
      tab.opener = null;
      tab.location.href = to;
    } else location.assign(to);
  } catch (error) {
    tab?.close();
    throw error;
  }
}

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
