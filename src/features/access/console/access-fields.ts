import type { VendorApi } from '../../../kit/browser/vendor-api.ts';
import type { FormGroup, FormValues } from '../../../kit/ui/console/Form.tsx';
import type { WaysIn } from '../schema.ts';
import type { AccessWords } from './words.ts';

/** Access by code as two ticks of a form: the same at a customer and at a location (CLI-5, CLI-9, CLI-23). */
export const accessStart = (ways: WaysIn | undefined): FormValues => ({
  'access.on': Boolean(ways?.accessCode),
  'access.token': ways?.accessCode?.requiresInstallationToken ?? false,
});

interface GroupOf {
  readonly t: AccessWords;
  readonly values: FormValues;
  readonly start: FormValues;
  /** A location's code may ask for the token of an installation too. */
  readonly asksToken?: boolean;
}

export function accessGroup({ t, values, start, asksToken = false }: GroupOf): FormGroup {
  const [was, is] = [start['access.on'] === true, values['access.on'] === true];
  const renews = was && is && asksToken && start['access.token'] !== values['access.token'];
  const hint =
    was && !is ? t('codes.tick.revokes') : is && !was ? t('codes.tick.makes') : t('codes.tick.hint');
  return {
    title: t('codes.title'),
    fields: [
      { name: 'access.on', kind: 'check', label: t('codes.tick'), hint },
      // The second secret is a restriction of access that there is.
      is && asksToken
        ? {
            name: 'access.token',
            kind: 'check',
            label: t('codes.ask-token'),
            hint: renews ? t('codes.tick.renews') : undefined,
          }
        : undefined,
    ],
  };
}

/** A form's values without what is not the thing's own. */
export const withoutAccess = (values: FormValues): FormValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('access.')));

/** Makes or revokes the code as the ticks say; one that is left as it is stays. */
export async function saveAccess(
  api: VendorApi,
  at: string,
  { start, values, asksToken = false }: Omit<GroupOf, 't'>,
): Promise<void> {
  const [was, is] = [start['access.on'] === true, values['access.on'] === true];
  const token = values['access.token'] === true;
  if (was && !is) await api.delete(`${at}/access-code`);
  if (is && (!was || (asksToken && token !== start['access.token'])))
    await api.post(`${at}/access-code`, asksToken ? { requiresInstallationToken: token } : {});
}
