import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { link as linkIcon } from '../../../kit/ui/console/icons.ts';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalToken } from '../../access/schema.ts';
import type { Portal } from '../../portals/schema.ts';
import type { ListedCustomer } from '../schema.ts';
import type { Part } from './words.ts';

interface OpenPortalProps extends Part {
  readonly customer: ListedCustomer;
  readonly portal: Portal;
  /** Only this contract is to be seen. */
  readonly contract?: { readonly id: string; readonly title: string };
  readonly onClose: () => void;
}

/**
 * A link that opens this customer's portal, or one contract of it: to send on, or to look at what they see. Each one
 * made stands in the activity log.
 */
export const OpenPortal = watching(function OpenPortal(props: OpenPortalProps) {
  const { desk, t, customer, portal, contract, onClose } = props;
  const [access, setAccess] = useState<'look' | 'act'>('look');
  const [made, setMade] = useState<PortalToken | undefined>(undefined);
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({});
  const make = async () => {
    setState({ busy: true });
    try {
      setMade(
        await desk.api.post<PortalToken>('/api/v1/portal-tokens', {
          customerId: customer.id,
          portal: portal.slug,
          use: 'link',
          readOnly: access === 'look',
          ...(contract && { subject: { type: 'contract', id: contract.id } }),
        }),
      );
      setState({});
    } catch (error) {
      setState({ error });
    }
  };
  return (
    <Dialog
      title={t(contract ? 'customers.link.contract' : 'customers.link.title', {
        name: customer.name,
        contract: contract?.title ?? '',
      })}
      onClose={onClose}
    >
      {made ? (
        <>
          <p>{t(access === 'look' ? 'customers.link.made-look' : 'customers.link.made-act')}</p>
          <Secret text={made.url} what={t('customers.link.what')} />
          <p class="small muted">{t('customers.link.until', { at: moment(t, made.expiresAt) })}</p>
          <div class="actions">
            <a class="btn primary" href={made.url} target="_blank" rel="noreferrer noopener">
              {t('customers.link.open')}
            </a>
            <Action onClick={onClose}>{t('desk.close')}</Action>
          </div>
        </>
      ) : (
        <>
          <p>{t('customers.link.about', { portal: portal.brandName })}</p>
          <SelectField
            t={t}
            id="link-access"
            label={t('customers.link.access')}
            value={access}
            onInput={(value) => setAccess(value === 'act' ? 'act' : 'look')}
            class="w-middle"
            options={[
              { value: 'look', label: t('customers.link.look') },
              { value: 'act', label: t('customers.link.act') },
            ]}
          />
          {state.error ? <Failed t={t} title={t('desk.not-done')} error={state.error} /> : null}
          <div class="actions">
            <Action
              kind="primary"
              icon={linkIcon}
              pending={state.busy ? t('customers.link.making') : undefined}
              onClick={() => void make()}
            >
              {t('customers.link.make')}
            </Action>
            <Action onClick={onClose}>{t('desk.cancel')}</Action>
          </div>
        </>
      )}
    </Dialog>
  );
});
