import { type SignIn, signInDefaults } from '../portals/schema.ts';
import type { TokenClaims, Way } from './schema.ts';

/** The switch of each way in; `null`: what lets people in by it has its own. */
const switchOf: Readonly<Record<Way, keyof SignIn | null>> = {
  token: 'launchToken',
  link: 'portalLink',
  password: 'password',
  code: 'accessCode',
  'mailed-code': 'mailedCode',
  oidc: 'oidc',
  secret: 'customerSecret',
  licence: 'licenceKey',
  'sign-up': null,
  'login-as': null,
  preview: null,
};

/** Whether a portal lets people in by this way. A switch that was never set stands as for a new portal. */
export function offers(signIn: Partial<SignIn>, way: Way): boolean {
  const name = switchOf[way];
  return name === null || (signIn[name] ?? signInDefaults[name]);
}

export const wayOfToken = ({ use }: Pick<TokenClaims, 'use'>): Way => (use === 'launch' ? 'token' : 'link');
