import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import type { PortalAddress } from '../schema.ts';
import { AddressCard } from './AddressCard.tsx';
import type { AddressConsoleWords } from './words.ts';

export interface AddressPart {
  readonly desk: Desk;
  readonly t: AddressConsoleWords;
  readonly portal: Portal;
}

/** The names of the vendor's own under which customers reach this portal. */
export const AddressTab = watching(function AddressTab({ desk, t, portal }: AddressPart) {
  const path = `/api/v1/portals/${portal.id}/addresses`;
  const known = useLoad(path, () => desk.api.get<{ items: PortalAddress[] }>(path));
  const [adding, setAdding] = useState(false);
  const mayWrite = desk.may('portals:write');
  const put = (items: readonly PortalAddress[]) => known.set({ items: [...items] });
  const add = (
    <Action kind="primary" icon={plus} onClick={() => setAdding(true)}>
      {t('addresses.add')}
    </Action>
  );
  return (
    <div class="page">
      <p class="muted measure">{t('addresses.about')}</p>
      <Load of={known} what={t('addresses.title')}>
        {({ items }) => (
          <>
            {mayWrite && items.length > 0 ? <div class="actions">{add}</div> : null}
            {items.map((address) => (
              <AddressCard
                key={address.id}
                {...{ desk, t, address, mayWrite }}
                path={`${path}/${address.id}`}
                isChosen={address.host === portal.host}
                onChange={(changed) =>
                  put(
                    items.map((one) =>
                      one.id === changed.id ? changed : changed.isMain ? { ...one, isMain: false } : one,
                    ),
                  )
                }
                onGone={() => put(items.filter(({ id }) => id !== address.id))}
              />
            ))}
            {items.length === 0 ? (
              <div class="card">
                <p class="strong">{t('addresses.empty')}</p>
                <p class="muted">{t('addresses.empty.text')}</p>
                {mayWrite ? <div class="actions">{add}</div> : null}
              </div>
            ) : null}
            {adding ? (
              <Dialog title={t('addresses.add')} onClose={() => setAdding(false)}>
                <Form
                  name={`address ${portal.id}`}
                  start={{ host: '' }}
                  keepsDraft={false}
                  submit={t('addresses.save')}
                  pending={t('addresses.saving')}
                  failed={t('addresses.failed')}
                  refusals={{
                    'address.taken': t('addresses.taken'),
                    'address.too-many': t('addresses.too-many'),
                  }}
                  fieldRefusals={{
                    'host form': t('addresses.fault.form'),
                    'host wildcard': t('addresses.fault.wildcard'),
                    'host address': t('addresses.fault.address'),
                    'host suffix': t('addresses.fault.suffix'),
                    'host own': t('addresses.fault.own'),
                    'host alike': t('addresses.fault.alike'),
                  }}
                  onSave={async ({ host }) => {
                    put([...items, await desk.api.post<PortalAddress>(path, { host })]);
                    setAdding(false);
                    desk.say(t('addresses.added'));
                  }}
                  groups={() => [
                    {
                      fields: [
                        {
                          ...{ name: 'host', label: t('addresses.host'), ltr: true },
                          ...{ need: t('addresses.fault.form'), hint: t('addresses.host.hint') },
                        },
                      ],
                    },
                  ]}
                />
              </Dialog>
            ) : null}
          </>
        )}
      </Load>
    </div>
  );
});
