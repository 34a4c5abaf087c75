import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { DeclarationEvidence } from '../schema.ts';
import { Settle } from './Settle.tsx';
import { type Props, State, type Words } from './words.tsx';

/** One declaration: what was said, what became of it, and the evidence a year later. */
export const DeclarationPage = watching(function DeclarationPage({
  desk,
  t,
  id,
}: Props & { readonly id: string }) {
  const path = `/api/v1/declarations/${id}`;
  const known = useLoad(`declaration ${id}`, () => desk.api.get<DeclarationEvidence>(path));
  const found = known.value;
  const writes = desk.may('contracts:write');
  const [failed, setFailed] = useState(false);

  async function change(body: object, said: string): Promise<void> {
    setFailed(false);
    try {
      await desk.api.patch(path, body);
      known.set(await desk.api.get<DeclarationEvidence>(path));
      desk.say(said);
    } catch {
      setFailed(true);
    }
  }
  async function saveReceipt(): Promise<void> {
    const { name, html } = await desk.api.get<{ name: string; html: string }>(`${path}/receipt`);
    download(name, html, 'text/html;charset=utf-8');
  }
  const isOpen = found?.state === 'open' || found?.state === 'waiting';

  return (
    <>
      <PageHead
        title={found ? (found.name ?? t('declarations.one')) : t('declarations.one')}
        sub={found ? t(`declarations.kind.${found.kind}`) : undefined}
        crumbs={[{ label: t('declarations.title'), to: '/declarations' }]}
        actions={
          found ? (
            <>
              {writes && isOpen ? (
                <Action onClick={() => void change({ done: true }, t('declarations.done.said'))}>
                  {t('declarations.done')}
                </Action>
              ) : null}
              <Action onClick={() => void saveReceipt()}>{t('declarations.receipt.save')}</Action>
            </>
          ) : undefined
        }
      />
      <Load of={known} what={t('declarations.one')} missing={t('declarations.missing')}>
        {(one) => (
          <div class="page">
            {failed ? <Notice tone="bad" icon={circleAlert} urgent title={t('declarations.failed')} /> : null}
            {one.suspect && isOpen ? (
              <Notice tone="warn" icon={circleAlert} title={t('declarations.suspect')} />
            ) : null}
            <Figures
              figures={[
                { label: t('declarations.state'), value: <State t={t} state={one.state} /> },
                { label: t('declarations.received'), value: moment(t, one.receivedAt) },
                {
                  label: t('declarations.ends'),
                  value: one.endsOn
                    ? t.day(one.endsOn, 'near')
                    : one.wantedOn
                      ? t.day(one.wantedOn, 'near')
                      : t('declarations.soonest'),
                },
                ...(isOpen && one.dueOn
                  ? [{ label: t('declarations.due'), value: t.day(one.dueOn, 'near') }]
                  : []),
              ]}
            />
            <Section title={t('declarations.one')}>
              <Pairs
                pairs={[
                  { label: t('declarations.way'), value: t(`declarations.way.${one.way}`) },
                  { label: t('declarations.email'), value: one.email },
                  { label: t('declarations.contract.typed'), value: one.contractNumber },
                  { label: t('declarations.reason'), value: one.reason },
                  { label: t('declarations.receipt'), value: t(`declarations.receipt.${one.receipt}`) },
                  {
                    label: t('declarations.contract'),
                    value: one.contractId ? (
                      <To to={`/contracts/${one.contractId}`}>{t('declarations.contract')}</To>
                    ) : (
                      t('declarations.unmatched')
                    ),
                  },
                  ...(one.customerId
                    ? [
                        {
                          label: t('declarations.customer'),
                          value: <To to={`/customers/${one.customerId}`}>{t('declarations.customer')}</To>,
                        },
                      ]
                    : []),
                ]}
              />
            </Section>
            {writes && isOpen && !(one.kind === 'withdraw' && one.endsOn) ? (
              <Settle
                {...{ desk, t }}
                declaration={one}
                onDone={(body) => change(body, t('declarations.settled'))}
              />
            ) : null}
            <Evidence t={t} declaration={one} />
            {writes ? (
              <Note
                t={t}
                note={one.note ?? ''}
                onSave={(note) => change({ note }, t('declarations.note.saved'))}
              />
            ) : null}
          </div>
        )}
      </Load>
    </>
  );
});

function Evidence({ t, declaration }: { readonly t: Words; readonly declaration: DeclarationEvidence }) {
  const { shown, evidence, sha256, intact, id } = declaration;
  return (
    <Section
      title={t('declarations.evidence')}
      end={
        <Action kind="plain" onClick={() => download(`${id}.json`, evidence, 'application/json')}>
          {t('declarations.evidence.save')}
        </Action>
      }
    >
      <p class="small muted">{t('declarations.evidence.text')}</p>
      <p class="strong">{shown.title}</p>
      {shown.text.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <Pairs
        pairs={[
          ...shown.fields,
          { label: t('declarations.button'), value: shown.button },
          { label: t('declarations.hash'), value: sha256, mono: true },
        ]}
      />
      {intact ? (
        <p class="small muted">{t('declarations.intact')}</p>
      ) : (
        <Notice tone="bad" icon={circleAlert} title={t('declarations.broken')} />
      )}
    </Section>
  );
}

interface NoteProps {
  readonly t: Words;
  readonly note: string;
  readonly onSave: (note: string) => Promise<void>;
}
function Note({ t, note, onSave }: NoteProps) {
  const [text, setText] = useState(note);
  return (
    <Section title={t('declarations.note')}>
      <textarea
        class="input"
        rows={3}
        maxLength={2000}
        aria-label={t('declarations.note')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="actions">
        <Action off={text === note} onClick={() => void onSave(text)}>
          {t('declarations.note.save')}
        </Action>
      </div>
    </Section>
  );
}
