import type { NewEmail, Profile, RecoveryCodes, SecondFactor } from '../schema.ts';

/** What the person's own security asks of the service. A refusal is thrown. */
export interface SecurityApi {
  readonly secondFactor: () => Promise<SecondFactor>;
  readonly begin: (password: string) => Promise<SecondFactor>;
  readonly abandon: () => Promise<SecondFactor>;
  readonly confirm: (code: string) => Promise<RecoveryCodes>;
  readonly renewCodes: (password: string) => Promise<RecoveryCodes>;
  readonly remove: (proof: { password: string; code: string }) => Promise<void>;
  readonly askEmail: (wanted: NewEmail) => Promise<Profile>;
  readonly abandonEmail: () => Promise<Profile>;
  readonly proveEmail: (code: string) => Promise<Profile>;
  readonly askMobile: (number: string) => Promise<Profile>;
  readonly abandonMobile: () => Promise<Profile>;
  readonly proveMobile: (code: string) => Promise<Profile>;
}
