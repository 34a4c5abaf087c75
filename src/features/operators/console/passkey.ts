import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { VendorApi } from '../../../kit/browser/vendor-api.ts';

/** What the service answers whoever wants to show a passkey. */
export type PasskeyAsked = PublicKeyCredentialRequestOptionsJSON;

/** Asks the browser for a passkey, and it the person. @throws when they said no, or have none here */
export const signWith = (optionsJSON: PasskeyAsked): Promise<unknown> => startAuthentication({ optionsJSON });

/** Has the browser make a passkey. */
export async function makePasskey(api: VendorApi): Promise<unknown> {
  const optionsJSON = await api.post<PublicKeyCredentialCreationOptionsJSON>(
    '/api/v1/operator-session/passkeys/options',
  );
  return startRegistration({ optionsJSON });
}
