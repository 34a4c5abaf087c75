import { join } from 'node:path';
import { demoSignIn, readContactPassword } from './demo/contacts.ts';
import { readDemoKey } from './demo/signing-key.ts';

export interface ExamplePages {
  readonly pages: readonly { readonly url: string; readonly about: string }[];
  stop(): Promise<void>;
}

interface ExamplesSettings {
  readonly port: number;
  /** Address of the portals: `http://localhost:4400`. */
  readonly portalOrigin: string;
  /** Where the example sites' signing key lies. */
  readonly dataFolder: string;
}

/** The example sites stand outside `src`, as a vendor's own would; they are told their key and where the portals are. */
export async function startExamples(settings: ExamplesSettings): Promise<ExamplePages> {
  const account = readDemoKey(settings.dataFolder);
  if (!account) throw new Error(`The signing key of the example sites is missing in ${settings.dataFolder}.`);
  const root = join(import.meta.dirname, '../../..');
  const { serveExamples } = await import('../../../examples/hosts/server.ts');
  const { sites } = await import('../../../examples/hosts/sites.ts');
  const { vendorId, ...key } = account;
  const password = readContactPassword(settings.dataFolder);
  const { url, close } = await serveExamples({
    port: settings.port,
    portalOrigin: settings.portalOrigin,
    builtFolder: join(root, 'dist/examples'),
    vendorId,
    signIn:
      password === undefined
        ? undefined
        : { site: demoSignIn.portal, username: demoSignIn.username, password },
    key: { ...key, privateKey: { ...key.privateKey } },
  });
  return {
    pages: Object.keys(sites).map((site) => ({ url: `${url}/${site}/`, about: site })),
    stop: close,
  };
}
