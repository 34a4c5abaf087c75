import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Licence, Machine } from '../schema.ts';
import { type Part, seatsOf } from './words.ts';

interface MachinesProps extends Part {
  readonly licence: Licence;
  readonly onChanged: () => void;
}
interface Known {
  readonly items: Machine[];
  readonly freeing: { readonly left: number };
}

/** The machines of a licence: freed by staff as often as they like, and added where there is no connection. */
export const MachinesOf = watching(function MachinesOf(props: MachinesProps) {
  const { desk, t, licence, onChanged } = props;
  const at = `/api/v1/licences/${licence.id}/machines`;
  const known = useLoad(`machines of ${licence.id} ${licence.updatedAt} ${licence.machines}`, () =>
    desk.api.get<Known>(at),
  );
  const [freeing, setFreeing] = useState<Machine | undefined>(undefined);
  const [adding, setAdding] = useState(false);
  const mayWrite = desk.may('licences:write');
  const nameOf = ({ name, fingerprint }: Machine) => name ?? fingerprint;
  const done = (words: string) => {
    setFreeing(undefined);
    setAdding(false);
    desk.say(words);
    known.reload();
    onChanged();
  };
  return (
    <Section
      title={`${t('licences.machines')}: ${seatsOf(t, licence)}`}
      end={
        mayWrite ? (
          <Action small icon={plus} onClick={() => setAdding(true)}>
            {t('licences.machine.add')}
          </Action>
        ) : undefined
      }
    >
      <Load of={known} what={t('licences.machines')} rows={3}>
        {({ items, freeing: left }) =>
          items.length === 0 ? (
            <p class="muted">{t('licences.machines.none')}</p>
          ) : (
            <>
              <Table
                name={t('licences.machines')}
                idOf={({ id }) => id}
                items={items}
                columns={[
                  { key: 'name', label: t('licences.machine.name'), fill: true, cell: nameOf },
                  { key: 'os', label: t('licences.machine.os'), cell: ({ os }) => os },
                  { key: 'version', label: t('licences.machine.version'), cell: ({ version }) => version },
                  {
                    key: 'country',
                    label: t('licences.machine.country'),
                    cell: ({ country }) =>
                      country && new Intl.DisplayNames([t.manner.locale], { type: 'region' }).of(country),
                  },
                  {
                    key: 'since',
                    label: t('licences.machine.since'),
                    class: 'nowrap',
                    cell: ({ activatedAt }) => t.day(activatedAt),
                  },
                  {
                    key: 'seen',
                    label: t('licences.machine.seen'),
                    class: 'nowrap',
                    cell: ({ lastSeenAt }) => ago(t, lastSeenAt),
                  },
                  {
                    key: 'free',
                    label: t('licences.machine.free'),
                    quiet: true,
                    end: true,
                    cell: (machine) =>
                      mayWrite ? (
                        <Action small onClick={() => setFreeing(machine)}>
                          {t('licences.machine.free')}
                        </Action>
                      ) : null,
                  },
                ]}
              />
              <p class="small muted">
                {left.left === -1 ? t('licences.freeing.free') : t('licences.freeing', { left: left.left })}
              </p>
            </>
          )
        }
      </Load>
      {freeing ? (
        <Confirm
          title={t('licences.machine.free.question', { name: nameOf(freeing) })}
          label={t('licences.machine.free')}
          pending={t('licences.machine.freeing')}
          onClose={() => setFreeing(undefined)}
          act={async () => {
            await desk.api.delete(`${at}/${freeing.id}`);
            done(t('licences.machine.freed'));
          }}
        >
          <p>{t('licences.machine.free.text')}</p>
        </Confirm>
      ) : null}
      {adding ? (
        <Dialog title={t('licences.machine.add')} onClose={() => setAdding(false)}>
          <Form
            name={`machine of ${licence.id}`}
            keepsDraft={false}
            start={{ fingerprint: '', name: '' }}
            submit={t('licences.machine.add')}
            pending={t('licences.saving')}
            failed={t('licences.save-failed')}
            refusals={{
              'licence.machine-limit': t('licences.machine.limit'),
              'licence.expired': t('licences.machine.over'),
              'licence.blocked': t('licences.machine.over'),
              'machine.exists': t('licences.machine.exists'),
            }}
            cancel={() => setAdding(false)}
            onSave={async ({ fingerprint, name }) => {
              await desk.api.post(at, { fingerprint, name: name || null });
              done(t('licences.machine.added'));
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'fingerprint',
                    label: t('licences.machine.fingerprint'),
                    hint: t('licences.machine.fingerprint.hint'),
                    need: t('licences.machine.fingerprint.need'),
                    mono: true,
                  },
                  { name: 'name', label: t('licences.machine.name') },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
    </Section>
  );
});
