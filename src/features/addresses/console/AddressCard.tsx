import { useState } from 'preact/hooks';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { refreshCw } from '../../../kit/ui/console/icons.ts';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { AddressFinding, AddressState, PortalAddress } from '../schema.ts';
import './addresses.css';
import type { AddressConsoleWords } from './words.ts';

interface CardProps {
  readonly desk: Desk;
  readonly t: AddressConsoleWords;
  readonly address: PortalAddress;
  readonly path: string;
  readonly isChosen: boolean;
  readonly mayWrite: boolean;
  readonly onChange: (address: PortalAddress) => void;
  readonly onGone: () => void;
}

const looks: Readonly<Record<AddressState, { readonly tone: Tone; readonly icon: string }>> = {
  pending: { tone: 'warn', icon: clock },
  issuing: { tone: 'info', icon: clock },
  issued: { tone: 'good', icon: check },
  broken: { tone: 'bad', icon: circleAlert },
};

/** Everything that makes the brand on one page, as it is answered there. */
const brandTestAt = (portalUrl: string): string => portalUrl.replace(/\/p\/([^/]+)$/, '/brand/$1');

/** One name: whether it opens, what to enter where, and what is still wrong with that. */
export const AddressCard = watching(function AddressCard(props: CardProps) {
  const { desk, t, address, path, isChosen, mayWrite, onChange, onGone } = props;
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { host, state, records, findings, checkedAt, certificateUntil } = address;
  const { tone, icon } = looks[state];
  const look = async () => {
    setBusy(true);
    try {
      onChange(await desk.api.post<PortalAddress>(`${path}/check`, {}));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title={host}
      end={
        <Badge tone={tone} icon={icon}>
          {t(`addresses.state.${state}`)}
        </Badge>
      }
    >
      {state === 'issued' ? (
        <p>
          <a href={address.url} target="_blank" rel="noreferrer noopener">
            {address.url}
          </a>
          {', '}
          <a href={brandTestAt(address.url)} target="_blank" rel="noreferrer noopener">
            {t('addresses.brand-test')}
          </a>
          {certificateUntil ? (
            <span class="small muted">
              {' '}
              {t('addresses.certificate', { until: moment(t, certificateUntil) })}
            </span>
          ) : null}
        </p>
      ) : null}
      {state === 'issued' && (isChosen || address.isMain) ? (
        <p class="small muted">{t('addresses.main')}</p>
      ) : null}
      {findings.map((finding) => (
        <Notice
          key={finding.code}
          tone={finding.code === 'missing' || finding.code === 'unanswered' ? 'warn' : 'bad'}
          icon={circleAlert}
          title={t(`addresses.finding.${finding.code}`)}
        >
          {wayOut(t, finding, host)}
        </Notice>
      ))}
      <Table
        name={t('addresses.records', { host })}
        items={records}
        idOf={({ type }) => type}
        columns={[
          { key: 'type', label: t('addresses.type'), cell: ({ type }) => <span class="mono">{type}</span> },
          {
            ...{ key: 'name', label: t('addresses.name') },
            cell: ({ name }) => <Value text={name} what={t('addresses.name')} />,
          },
          {
            ...{ key: 'value', label: t('addresses.value'), fill: true },
            cell: ({ value }) => <Value text={value} what={t('addresses.value')} />,
          },
          { key: 'ttl', label: t('addresses.ttl'), end: true, class: 'num', cell: ({ ttl }) => String(ttl) },
        ]}
      />
      <p class="small muted">
        {checkedAt ? t('addresses.checked', { when: moment(t, checkedAt) }) : t('addresses.unchecked')}
      </p>
      {mayWrite ? (
        <div class="actions">
          <Action icon={refreshCw} pending={busy ? t('addresses.checking') : undefined} onClick={look}>
            {t('addresses.check')}
          </Action>
          {address.isMain ? null : (
            <Action
              kind="plain"
              onClick={async () => onChange(await desk.api.patch<PortalAddress>(path, { isMain: true }))}
            >
              {t('addresses.choose')}
            </Action>
          )}
          <Action kind="plain" onClick={() => setRemoving(true)}>
            {t('addresses.remove')}
          </Action>
        </div>
      ) : null}
      {removing ? (
        <Confirm
          title={t('addresses.remove.question', { host })}
          label={t('addresses.remove')}
          pending={t('addresses.removing')}
          onClose={() => setRemoving(false)}
          act={async () => {
            await desk.api.delete(path);
            onGone();
          }}
        >
          <p>{t('addresses.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

const Value = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <span class="record-value">
    <bdi class="mono">{text}</bdi> <Copy text={text} what={what} iconOnly />
  </span>
);

/** What was found, and what to do about it. */
function wayOut(t: AddressConsoleWords, finding: AddressFinding, host: string): string {
  const found = 'found' in finding ? finding.found.join(', ') : '';
  if (finding.code === 'certificate') return t(`addresses.certificate.${finding.reason}`);
  if (finding.code === 'proof' && found === '') return t('addresses.way.proof-missing');
  return t(`addresses.way.${finding.code}`, { found, host });
}
