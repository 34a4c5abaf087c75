import type { SignInApi } from '../../features/access/portal/sign-in-api.ts';
import type { Portal } from './portal.ts';

/** What signing in asks of the portal. */
export const signInApi = (portal: Portal): SignInApi => ({
  enter: portal.signIn,
  askMail: (email) => portal.post('/portal/v1/mailed-codes', { email }),
  askReset: (username) => portal.post('/portal/v1/password-resets', { username }),
  completeReset: (proof) => portal.post('/portal/v1/password-resets/completion', proof),
  async beginOidc(proof) {
    const { portal: slug, language } = portal.page;
    const body = { portal: slug, language, proof };
    return (await portal.ask<{ address: string }>('/oidc/start', { method: 'POST', body })).address;
  },
  keep: portal.draft,
  place: { slug: portal.page.portal, language: portal.language.value, framed: portal.framed },
});
