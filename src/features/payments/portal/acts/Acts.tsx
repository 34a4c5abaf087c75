import { useState } from 'preact/hooks';
import { TextField } from '../../../../kit/ui/form/Field.tsx';
import '../../../../kit/ui/form/style.ts';
import { watching } from '../../../../kit/ui/signals.ts';
import { ibanText } from '../../iban-text.ts';
import { methodName } from '../../method-name.ts';
import type { PortalPayment } from '../../schema.ts';
import { Automatic } from './Automatic.tsx';
import { type ActProps, Frame, useActing } from './Frame.tsx';
import { AddMethod, RemoveMethod } from './MethodForms.tsx';
import { PayInvoice, TopUp } from './PayForms.tsx';

/** What was pressed, with all it needs. */
export const Act = watching(function Act({ t, model }: ActProps) {
  const act = model.act.value;
  switch (act?.kind) {
    case 'top-up':
      return <TopUp {...{ t, model }} />;
    case 'pay':
      return <PayInvoice {...{ t, model }} invoice={act.invoice} />;
    case 'voucher':
      return <Voucher {...{ t, model }} />;
    case 'automatic':
      return <Automatic {...{ t, model }} />;
    case 'add':
      return <AddMethod {...{ t, model }} replaces={act.replaces} />;
    case 'remove':
      return <RemoveMethod {...{ t, model }} method={act.method} name={methodName(act.method)} />;
    case 'transfer':
      return <Transfer {...{ t, model }} payment={act.payment} />;
    default:
      return null;
  }
});

function Voucher({ t, model }: ActProps) {
  const [code, setCode] = useState('');
  const acting = useActing();
  const redeem = () =>
    acting.run(async () => {
      if (code.trim() === '') throw Object.assign(new Error('no code'), { code: 'voucher.refused' });
      await model.api.send('post', '/vouchers', { code });
      await model.done();
    });
  return (
    <Frame
      {...{ t, model, acting }}
      title={t('acts.voucher')}
      submit={t('acts.voucher.go')}
      onSubmit={redeem}
    >
      <TextField
        {...{ t, id: 'voucher', dir: 'ltr', value: code, onInput: setCode }}
        label={t('acts.voucher.code')}
        hint={t('acts.voucher.hint')}
      />
    </Frame>
  );
}

/** Where to, how much and with which words: it counts when it has arrived. */
function Transfer({ t, model, payment }: ActProps & { readonly payment: PortalPayment }) {
  const acting = useActing();
  const { transfer, amount } = payment;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [t('acts.transfer.amount'), t.money(amount)],
    [t('acts.transfer.holder'), transfer?.holder],
    ['IBAN', transfer && ibanText(transfer.iban)],
    ['BIC', transfer?.bic],
    [t('acts.transfer.bank'), transfer?.bank],
    [t('acts.transfer.reference'), transfer?.reference],
  ];
  return (
    <Frame {...{ t, model, acting }} title={t('acts.transfer')}>
      <p>{t(transfer ? 'acts.transfer.text' : 'acts.transfer.ask')}</p>
      <dl class="pairs">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ) : null,
        )}
      </dl>
    </Frame>
  );
}
