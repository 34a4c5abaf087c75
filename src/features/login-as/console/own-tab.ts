/**
 * Opens in a tab of its own what has to be asked for first. The tab is made before anything is awaited: later the
 * browser takes it for a window that nobody asked for. @returns the address where the browser kept it from opening
 */
export async function openOwnTab(ask: () => Promise<string>): Promise<string | undefined> {
  const tab = window.open('', '_blank');
  try {
    const url = await ask();
    if (!tab) return url;
    // The portal's page learns nothing of the console's.
    tab.opener = null;
    tab.location.href = url;
    return undefined;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
