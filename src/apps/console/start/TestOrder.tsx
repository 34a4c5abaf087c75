import { useState } from 'preact/hooks';
import { portalsSelling } from '../../../features/catalogue/console/OrderLinks.tsx';
import type { PlanVariant } from '../../../features/catalogue/schema.ts';
import type { Portal } from '../../../features/portals/schema.ts';
import type {
  ConfigurationChanges,
  ConfigurationFile,
} from '../../../features/transfer/configuration-schema.ts';
import type { VendorApi } from '../../../kit/browser/vendor-api.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { Desk, ViewProps } from '../../../kit/ui/console/desk.ts';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type en from './messages/en.json';

/** What an order needs. Keys, webhooks, mail servers and plugins of the live side are nothing that a test should use. */
const parts = ['catalogue', 'tax', 'portals', 'letterheads', 'files', 'settings', 'payments'] as const;

const forOrders = (all: ConfigurationFile): ConfigurationFile => {
  const { format, version, vendor } = all;
  const wanted = parts.flatMap((part) => (all[part] === undefined ? [] : [[part, all[part]]]));
  return { format, version, vendor, ...Object.fromEntries(wanted) };
};

interface Place {
  readonly address: string;
  readonly name: string;
}

/** What can be ordered at that side, each with the address of its order page. */
async function placesOf(api: VendorApi): Promise<readonly Place[]> {
  const [portals, variants] = await Promise.all([
    api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'),
    api.get<{ items: PlanVariant[] }>('/api/v1/plan-variants?limit=200'),
  ]);
  const offered = variants.items.filter(({ selfService, active }) => selfService && active);
  return offered.flatMap((variant) =>
    portalsSelling(portals.items, variant).map(({ slug, brandName }) => ({
      address: `${location.origin}/order/${slug}/${variant.id}`,
      name: `${variant.name}, ${brandName}`,
    })),
  );
}

interface TestOrderProps {
  readonly desk: Desk;
  readonly beside: VendorApi;
  readonly t: ViewProps<keyof typeof en>['t'];
  readonly onClose: () => void;
}

/** The way to a first order that costs nothing: what the test side lacks is said, and copied there by one press. */
export const TestOrder = watching(function TestOrder({ desk, beside, t, onClose }: TestOrderProps) {
  const [copying, setCopying] = useState(false);
  const [failed, setFailed] = useState<unknown>(undefined);
  const known = useLoad('test order', async () => {
    const configuration = forOrders(await desk.api.get<ConfigurationFile>('/api/v1/configuration'));
    const { changes, seen } = await beside.post<ConfigurationChanges>('/api/v1/configuration/comparison', {
      configuration,
    });
    const missing = changes.filter(({ outcome }) => outcome === 'created' || outcome === 'changed');
    return { configuration, seen, missing, places: await placesOf(beside) };
  });
  const copy = async (configuration: ConfigurationFile, seen: string) => {
    setCopying(true);
    setFailed(undefined);
    await beside.put('/api/v1/configuration', { configuration, seen }).then(known.reload, setFailed);
    setCopying(false);
  };
  return (
    <Dialog title={t('start.step.test-order')} onClose={onClose}>
      <Load of={known} what={t('start.step.test-order')} rows={3}>
        {({ configuration, seen, missing, places }) => (
          <>
            {missing.length > 0 ? (
              <>
                <p>{t('start.test.missing', { count: missing.length })}</p>
                <p class="small muted">
                  {missing
                    .slice(0, 8)
                    .map(({ name }) => name)
                    .join(', ')}
                  {missing.length > 8 ? ` ${t('bulk.and-more', { count: missing.length - 8 })}` : ''}
                </p>
              </>
            ) : null}
            {failed ? <Failed t={t} title={t('start.test.failed')} error={failed} /> : null}
            {places.length > 0 ? (
              <>
                <p>{t('start.test.order')}</p>
                <ul class="small">
                  {places.slice(0, 10).map(({ address, name }) => (
                    <li key={address}>
                      <a href={address} target="_blank" rel="noreferrer noopener">
                        {name} <Icon d={externalLink} class="s" />
                      </a>
                    </li>
                  ))}
                </ul>
              </>
            ) : missing.length === 0 ? (
              <p>
                {t('start.test.nothing')} <To to="/catalogue">{t('start.test.catalogue')}</To>
              </p>
            ) : null}
            <div class="actions">
              {missing.length > 0 && desk.may('settings:write') ? (
                <Action
                  kind={places.length > 0 ? 'outlined' : 'primary'}
                  pending={copying ? t('start.test.copying') : undefined}
                  onClick={() => void copy(configuration, seen)}
                >
                  {t('start.test.copy')}
                </Action>
              ) : null}
              <Action onClick={onClose}>{t('desk.close')}</Action>
            </div>
          </>
        )}
      </Load>
    </Dialog>
  );
});
