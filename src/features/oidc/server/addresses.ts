/** Where providers send people back to; one address for all portals, to be registered there. */
export const redirectUriOf = (publicUrl: string): string => `${publicUrl}/oidc/callback`;

/** A provider on this machine will do on a test side, and where the whole service is on it. */
export const isLocal = ({ publicUrl, testSide }: { publicUrl: string; testSide: boolean }): boolean =>
  testSide || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
