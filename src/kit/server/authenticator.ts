import { otpDigits, otpPeriod, recoveryCodeCount } from '../common/second-factor.ts';
import { drawGroups } from './typed-codes.ts';

const otp = () => import('otpauth');

/** Period of the code, one before or after now's at most; `undefined` for a wrong code, or one used before. */
export async function stepOf(
  { key, lastStep }: { readonly key: string; readonly lastStep: number },
  code: string,
  now: Date,
): Promise<number | undefined> {
  const { Secret, TOTP } = await otp();
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    ...{ token: code, secret: Secret.fromBase32(key), timestamp },
    ...{ digits: otpDigits, period: otpPeriod, algorithm: 'SHA1', window: 1 },
  });
  if (delta === null) return undefined;
  const step = TOTP.counter({ timestamp, period: otpPeriod }) + delta;
  return step > lastStep ? step : undefined;
}

export const newKey = async (): Promise<string> => new (await otp()).Secret({ size: 20 }).base32;

/** What the app reads from the picture; named after the brand and the person, as it lists them. */
export async function appAddress(key: string, issuer: string, label: string): Promise<string> {
  const { Secret, TOTP } = await otp();
  const secret = Secret.fromBase32(key);
  return new TOTP({
    issuer,
    label,
    secret,
    algorithm: 'SHA1',
    digits: otpDigits,
    period: otpPeriod,
  }).toString();
}

/** Ten codes of 60 random bits each, as `k7wm-x3pd-hq9r`. */
export const drawRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () => drawGroups(3));
