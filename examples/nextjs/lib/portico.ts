import { signPortalToken } from 'portico/server';

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run \`npm run set-up\` first`);
  return value;
};

export const porticoUrl = (): string => setting('PORTICO_URL');

/** Says to Portico who is signed in here. The id is that of our own session, never one that a request names. */
export const portalTokenFor = (person: { readonly id: string }): Promise<string> =>
  signPortalToken({
    vendorId: setting('PORTICO_VENDOR_ID'),
    portalAddress: `${porticoUrl()}/p/lumen`,
    customerId: `ext:${person.id}`,
    key: {
      kid: setting('PORTICO_KEY_ID'),
      algorithm: 'EdDSA',
      privateKey: Buffer.from(setting('PORTICO_PRIVATE_KEY'), 'base64').toString(),
    },
  });
