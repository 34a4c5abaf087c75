import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { BillingField, FieldRule } from '../schema.ts';
import type { OnePortal } from './words.ts';

/** Which parts of the billing address must, may or cannot be given; form and API follow alike. */
export const FieldsTab = watching(function FieldsTab({ t, portal, save }: OnePortal) {
  return (
    <div class="page narrow">
      <p class="muted measure">{t('portals.fields.about')}</p>
      <Form
        name={`portal fields ${portal.id}`}
        start={portal.billingFields}
        submit={t('portals.fields.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(values) => save({ billingFields: values })}
        groups={() => [
          {
            fields: BillingField.options.map((field) => ({
              name: field,
              label: t(`portals.field.${field}`),
              kind: 'select' as const,
              always: true,
              width: 'w-middle',
              options: FieldRule.options.map((rule) => ({ value: rule, label: t(`portals.rule.${rule}`) })),
            })),
          },
        ]}
      />
    </div>
  );
});
