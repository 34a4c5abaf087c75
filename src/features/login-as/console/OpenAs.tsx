import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Form, type FormGroup, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { logIn } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { AuthorisedHow, type LoginAs, type LoginAsState } from '../schema.ts';
import { OwnTab } from './OwnTab.tsx';
import type { LoginAsWords } from './words.ts';

export interface OpenAsProps {
  readonly t: LoginAsWords;
  readonly customer: { readonly id: string; readonly name: string };
  readonly portalName: string;
  /** One of the customer's people; without: the customer as a whole. */
  readonly contact?: { readonly id: string; readonly name: string };
}

export const loginAsPath = (customerId: string): string => `/api/v1/customers/${customerId}/login-as`;

/** How often it is looked whether the customer, on the phone just now, has said yes. */
const lookMs = 10_000;

/** Opens the portal as the customer or one of its people. Where the customer has not said yes it is off and says why. */
export const OpenAs = watching(function OpenAs(props: OpenAsProps) {
  const { t, customer, contact } = props;
  const { api, may } = useDesk();
  const known = useLoad(`login-as ${customer.id}`, () => api.get<LoginAsState>(loginAsPath(customer.id)));
  const [open, setOpen] = useState(false);
  const state = known.value;
  const waits = state?.look === 'not-granted';
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && known.reload(), lookMs);
    return () => clearInterval(timer);
  }, [waits, known.reload]);
  if (!may('login-as:write')) return null;
  const why = state?.look ? t(`login-as.why.${state.look}`) : undefined;
  return (
    <>
      <Action icon={logIn} off={!state || state.look !== null} title={why} onClick={() => setOpen(true)}>
        {contact ? t('login-as.open.contact', { name: contact.name }) : t('login-as.open')}
        {why ? <span class="vh"> {why}</span> : null}
      </Action>
      {open && state ? (
        <OpenDialog
          {...props}
          state={state}
          onClose={() => {
            setOpen(false);
            known.reload();
          }}
        />
      ) : null}
    </>
  );
});

interface OpenDialogProps extends OpenAsProps {
  readonly state: LoginAsState;
  readonly onClose: () => void;
}

/** Asks what for and why; for the customer's code, or for who said yes, where the policy does. */
export const OpenDialog = watching(function OpenDialog(props: OpenDialogProps) {
  const { t, customer, portalName, contact, state, onClose } = props;
  const { api } = useDesk();
  const [made, setMade] = useState<string | undefined>(undefined);
  const asksWho = state.policy === 'operator' && !state.grants.some((grant) => grant.state === 'live');
  const asksCode = state.policy === 'customer' && state.look === 'not-granted';

  async function open(values: FormValues): Promise<void> {
    const body = bodyOf(values, { asksWho, contact });
    setMade((await api.post<LoginAs>(loginAsPath(customer.id), body)).url);
  }

  return (
    <Dialog
      title={t('login-as.dialog', { portal: portalName, name: contact?.name ?? customer.name })}
      onClose={onClose}
    >
      {made ? (
        <OwnTab t={t} url={made} onOpen={onClose} />
      ) : (
        <Form
          name={`login-as ${customer.id}`}
          start={startOf(state)}
          keepsDraft={false}
          submit={t('login-as.go')}
          pending={t('login-as.going')}
          failed={t('login-as.failed')}
          cancel={onClose}
          refusals={{
            'login-as.code-refused': t('login-as.refused.code'),
            'login-as.not-granted': t('login-as.why.not-granted'),
            'login-as.not-shown': t('login-as.why.not-shown'),
            'login-as.off': t('login-as.why.off'),
            'request.too-many': t('login-as.refused.too-many'),
          }}
          onSave={open}
          groups={(values) => groupsOf(t, state, values, { asksWho, asksCode })}
        />
      )}
    </Dialog>
  );
});

const startOf = (state: LoginAsState): FormValues => ({
  ...{ mode: 'look', reason: '', code: '', by: '', how: 'phone', minutes: '30' },
  ...(state.look !== null && state.act === null && { mode: 'act' }),
});

interface Asked {
  readonly asksWho: boolean;
  readonly asksCode: boolean;
}

function groupsOf(
  t: LoginAsWords,
  state: LoginAsState,
  values: FormValues,
  asked: Asked,
): readonly FormGroup[] {
  const modes = [
    { value: 'look', label: t('login-as.mode.look') },
    { value: 'act', label: t('login-as.mode.act') },
  ];
  const { asksWho, asksCode } = asked;
  const mayAct = asksWho || asksCode || state.act === null;
  return [
    {
      fields: [
        asksCode
          ? {
              name: 'code',
              label: t('login-as.code'),
              hint: t('login-as.code.hint'),
              need: t('login-as.code.hint'),
              width: 'w-short',
              ltr: true,
            }
          : undefined,
        {
          name: 'mode',
          label: t('login-as.mode'),
          kind: 'select',
          always: true,
          options: mayAct ? modes : modes.slice(0, 1),
        },
        ...(asksWho
          ? ([
              { name: 'by', label: t('login-as.by'), need: t('login-as.by.need') },
              {
                name: 'how',
                label: t('login-as.how'),
                kind: 'select',
                always: true,
                options: AuthorisedHow.options.map((value) => ({ value, label: t(`login-as.how.${value}`) })),
              },
              {
                name: 'minutes',
                label: t('login-as.minutes'),
                kind: 'select',
                always: true,
                options: (['15', '30', '60'] as const).map((value) => ({
                  value,
                  label: t(`login-as.minutes.${value}`),
                })),
              },
            ] as const)
          : []),
        {
          name: 'reason',
          label: t('login-as.reason'),
          hint: t('login-as.reason.hint'),
          ...(asksWho || values.mode === 'act' ? { need: t('login-as.reason.need') } : {}),
        },
      ],
    },
  ] as readonly FormGroup[];
}

function bodyOf(
  values: FormValues,
  { asksWho, contact }: { asksWho: boolean; contact: OpenAsProps['contact'] },
): Record<string, unknown> {
  const text = (name: string) => String(values[name] ?? '').trim();
  return {
    mode: text('mode'),
    ...(contact && { contactId: contact.id }),
    ...(text('reason') && { reason: text('reason') }),
    ...(text('code') && { code: text('code') }),
    ...(asksWho && { authorisation: { by: text('by'), how: text('how'), minutes: Number(text('minutes')) } }),
  };
}
